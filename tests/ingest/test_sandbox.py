"""What a worker process cannot do, tried by a worker process."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ingest import sandbox
from ingest.confine import landlock, seccomp
from ingest.process import WorkerProcess
from ingest.sandbox import Availability, NoSandbox, available
from ingest.workers import Workers

KINDS = ["landlock", "bubblewrap"]


@contextmanager
def worker(folder: Path, **kind: Any) -> Iterator[WorkerProcess]:
    process = WorkerProcess(folder, **kind)
    try:
        yield process
    finally:
        process.kill()


@pytest.fixture(params=KINDS)
def confined(request: pytest.FixtureRequest) -> str:
    missing = sandbox._landlock_lacks() if request.param == "landlock" else sandbox._bubblewrap_lacks()
    if missing:
        pytest.skip(f"no {request.param} here: {missing}")
    return str(request.param)


@pytest.fixture
def attempts(tmp_path: Path) -> Iterator[Callable[..., dict[str, bool]]]:
    """What a worker of this kind succeeded in."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(outside / "socket"))
        local.listen()

        def attempts(name: str, *, programs: bool) -> dict[str, bool]:
            with worker(tmp_path / "inside", sandbox=name, programs=programs) as process:
                (process.folder / "in" / "file").write_text("file")
                answer = process.ask(
                    "probe",
                    "in/file",
                    seconds=20,
                    secret=str(outside / "secret"),
                    port=server.getsockname()[1],
                    local_socket=str(outside / "socket"),
                )
            return dict(answer["found"])

        yield attempts
    assert (outside / "secret").exists()


def test_a_parser_reads_its_own_folder_and_nothing_else(attempts, confined):
    done = attempts(confined, programs=False)

    assert [what for what, succeeded in done.items() if succeeded] == ["reads", "writes"]


def test_a_worker_for_programs_may_start_them_and_nothing_more(attempts, confined):
    done = attempts(confined, programs=True)

    assert [what for what, succeeded in done.items() if succeeded] == ["reads", "writes", "starts programs"]


def test_the_attempts_succeed_without_a_sandbox(attempts):
    """Else the tests above would prove nothing."""
    done = attempts("none", programs=False)

    assert all(done.values())


def test_passwords_in_our_environment_do_not_reach_workers(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")

    with worker(tmp_path, sandbox="none", programs=False) as process:
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()

    assert b"SECRET_KEY" not in environment


def test_what_cannot_be_had_is_explained(monkeypatch):
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: None)

    offered = available.__wrapped__()

    assert offered.name == ""
    assert offered.explanation == "landlock: the kernel does not offer it; bubblewrap: bwrap is not installed"


def test_a_sandbox_that_leaks_is_not_offered(monkeypatch):
    monkeypatch.setattr(sandbox, "_escape", lambda name: "a worker reads outside")

    offered = available.__wrapped__()

    assert offered.name == ""
    assert "landlock: a worker reads outside" in offered.tried


def test_without_a_sandbox_nothing_is_parsed_unless_asked_for(monkeypatch):
    monkeypatch.setattr("ingest.workers.available", lambda: Availability("", ("landlock: missing",)))
    strict, lax = Workers(), Workers("none")

    with pytest.raises(NoSandbox, match="landlock: missing"):
        strict.sandbox()
    assert lax.sandbox() == "none"
    strict.close()
    lax.close()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("programs", [True, False])
def test_every_jump_of_the_filter_stays_inside_it(machine, programs):
    rules = seccomp._rules(machine, programs=programs)

    assert len(rules) < 4096
    for place, (code, then, otherwise, _) in enumerate(rules):
        if code in (seccomp._EQUAL, seccomp._AT_LEAST, seccomp._ANY_BIT):
            assert place + 1 + max(then, otherwise) < len(rules)


@pytest.mark.skipif(not seccomp.supported(), reason="no filter of system calls for this machine")
def test_a_process_of_the_filter_cannot_trace_mount_or_change_rights(tmp_path):
    code = (
        "import ctypes, os, sys; from ingest.confine import seccomp; seccomp.restrict(programs=False)\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "def refused(call):\n"
        "    try: return call() < 0\n"
        "    except OSError: return True\n"
        "assert refused(lambda: libc.ptrace(0, 0, 0, 0))\n"
        "assert refused(lambda: libc.unshare(0x10000000))\n"
        "assert refused(lambda: os.chmod(sys.argv[1], 0o777) or 0)\n"
        "assert refused(lambda: os.fork() and 0)\n"
        "assert refused(lambda: os.kill(os.getppid(), 0) or 0)\n"
        "import threading; thread = threading.Thread(target=print); thread.start(); thread.join()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
