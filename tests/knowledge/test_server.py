"""Serving starts and stops everything together, and says at its start what is wrong or missing."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from ingest.sandbox import Availability, available
from knowledge import server
from knowledge.core.tools import set_tools, tools
from tests.conftest import settings
from tests.serving import ROOT, free_port, served, wait_for

BACKGROUND = (
    "sh",
    "-c",
    'trap "" INT; exec "$@"',
    "sh",
)  # as a script's background job begins: deaf to SIGINT


def worker_of(port: int) -> psutil.Process | None:
    """The worker process beside the web that listens on this port."""
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if words[-3:] == ["serve", "--port", str(port)]:
            return next((child for child in process.children() if _is_worker(child)), None)
    return None


def _is_worker(process: psutil.Process) -> bool:
    try:
        return process.cmdline()[-1:] == ["worker"]
    except psutil.ZombieProcess:
        return False


def test_a_worker_that_died_is_replaced_and_stops_with_the_web(tmp_path):
    with served(tmp_path) as place:
        port = int(place.environment["PORT"])
        first = wait_for(lambda: worker_of(port), "no worker beside the web")
        first.kill()

        second = wait_for(
            lambda: (found := worker_of(port)) and found.pid != first.pid and found, "no worker replaced it"
        )

    assert not second.is_running()


@pytest.fixture
def flask(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts a command of the platform, as a process of its own, in an installation that is set up."""

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*BACKGROUND, sys.executable, "-m", "flask", "--app", "app", *words],
            cwd=ROOT,
            env={"INSTANCE": str(tmp_path), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    assert start("setup").communicate(timeout=60)[0] == "The installation is ready.\n"
    return start


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_the_web_and_its_worker_cleanly(flask, number):
    port = free_port()
    process = flask("serve", "--port", str(port))
    worker = wait_for(lambda: worker_of(port), "no worker beside the web")
    assert process.stdout.readline() == f"Otzar is open at http://127.0.0.1:{port}\n"

    process.send_signal(number)
    said, complaints = process.communicate(timeout=30)

    assert (process.returncode, said) == (0, "")
    assert "Traceback" not in complaints
    assert not worker.is_running()


def test_a_port_that_is_taken_is_told(flask):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        process = flask("serve", "--port", str(port))
        _nothing, said = process.communicate(timeout=30)

    assert process.returncode == 1
    assert said.startswith(f"Error: 127.0.0.1:{port} cannot be listened on") and "PORT" in said


def test_a_port_that_cannot_be_is_refused(app):
    said = app.test_cli_runner().invoke(args=["serve", "--port", "70000"])

    assert said.exit_code == 2 and "--port" in said.output


def test_setting_up_may_be_repeated(app):
    again = app.test_cli_runner().invoke(args=["setup"])

    assert (again.exit_code, again.output) == (0, "The installation is ready.\n")


@pytest.mark.parametrize(
    ("setting", "sentence"), [("", "Only plain text is read"), ("none", "Files are read without")]
)
def test_a_machine_without_a_sandbox_is_told_so_at_the_start(app, monkeypatch, capsys, setting, sentence):
    nothing = Availability("", ("landlock: missing",))
    for place in ("ingest.workers.available", "knowledge.core.tools.available"):
        monkeypatch.setattr(place, lambda: nothing)
    set_tools(type(tools())(settings(app.config["OTZAR"].instance, SANDBOX=setting)))

    server._warn_without_sandbox()

    said = capsys.readouterr().err
    assert said.startswith("This machine offers no sandbox") and sentence in said


@pytest.mark.skipif(not available().name, reason="no sandbox here")
def test_leave_to_go_without_a_sandbox_is_not_used_where_there_is_one(app):
    set_tools(type(tools())(settings(app.config["OTZAR"].instance, SANDBOX="none")))

    assert tools().extractor.workers.sandbox() == available().name
