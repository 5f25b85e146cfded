"""Worker processes: kept while they are well, killed when they are not, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from ingest import workers as pool
from ingest.model import CannotIngest, Reason
from ingest.process import Died, TooSlow, WorkerProcess
from ingest.workers import Allowance, Workers

PAGE = b"<!doctype html><p>page"


@pytest.fixture
def workers():
    workers = Workers("none", most=2)
    yield workers
    workers.close()


def page(workers: Workers, tmp_path: Path) -> str:
    (tmp_path / "page").write_bytes(PAGE)
    with workers.work("markup", tmp_path / "page", allowance=Allowance(20), limit=100) as work:
        return str(work.found["pages"][0])


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "ingest.worker" in child.cmdline()]


def gone(process: psutil.Process, seconds: float = 5) -> bool:
    try:
        process.wait(seconds)
    except psutil.TimeoutExpired:
        return process.status() == psutil.STATUS_ZOMBIE
    return True


def test_a_worker_is_kept_warm(workers, tmp_path):
    page(workers, tmp_path)
    first = {child.pid for child in children()}

    page(workers, tmp_path)

    assert {child.pid for child in children()} == first


def test_a_worker_is_replaced_after_its_share_of_jobs(workers, tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "_JOBS_PER_WORKER", 1)
    before = {child.pid for child in children()}

    page(workers, tmp_path)

    assert {child.pid for child in children()} == before


def test_a_worker_that_died_is_replaced(workers, tmp_path):
    before = {child.pid for child in children()}
    page(workers, tmp_path)
    (dead,) = {child.pid for child in children()} - before
    os.kill(dead, signal.SIGKILL)

    assert page(workers, tmp_path) == "page"


def test_a_worker_that_is_too_slow_is_killed_with_everything_it_started(tmp_path):
    process = WorkerProcess(tmp_path, sandbox="none", programs=True)
    (tmp_path / "in" / "file").write_bytes(b"")
    sleeper = tmp_path / "sleeper"
    sleeper.write_text(f"#!{sys.executable}\nimport subprocess\nsubprocess.run(['/bin/sleep', '60'])")
    sleeper.chmod(0o755)
    began = time.monotonic()

    with pytest.raises(TooSlow):
        process.ask("lay_out", "in/file", seconds=1, soffice=str(sleeper))

    assert time.monotonic() - began < 10
    assert not process.alive()
    assert not [
        each for each in psutil.process_iter(["cmdline"]) if str(sleeper) in (each.info["cmdline"] or [])
    ]


def test_a_job_that_ran_out_of_time_is_a_timeout(workers, tmp_path):
    (tmp_path / "page").write_bytes(PAGE)

    with (
        pytest.raises(CannotIngest) as refusal,
        workers.work("markup", tmp_path / "page", allowance=Allowance(0), limit=100),
    ):
        pass

    assert refusal.value.reason is Reason.TIMEOUT


def test_work_is_taken_off_the_allowance(workers, tmp_path):
    allowance = Allowance(20)
    (tmp_path / "page").write_bytes(PAGE)

    with workers.work("markup", tmp_path / "page", allowance=allowance, limit=100):
        pass

    assert 0 < allowance.seconds < 20


def test_a_worker_that_answers_nonsense_has_died(tmp_path):
    process = WorkerProcess(tmp_path, sandbox="none", programs=False)

    with pytest.raises(Died):
        process.ask("no such job", "in/file", seconds=float("nan"))

    assert not process.alive()


def test_a_link_among_the_results_is_refused(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "into").mkdir()
    (tmp_path / "out" / "0").symlink_to("/etc/passwd")

    with pytest.raises(CannotIngest):
        pool._collect(tmp_path / "out", tmp_path / "into")


def test_workers_end_when_their_parent_is_killed():
    code = (
        "import sys, time; from pathlib import Path; from ingest.workers import Allowance, Workers\n"
        "with Workers('none').work('markup', Path(sys.argv[1]), allowance=Allowance(20), limit=9):\n"
        "    print('ready', flush=True); time.sleep(60)\n"
    )
    with tempfile.NamedTemporaryFile() as file:
        file.write(PAGE)
        file.flush()
        with subprocess.Popen([sys.executable, "-c", code, file.name], stdout=subprocess.PIPE) as parent:
            parent.stdout.readline()
            (worker,) = psutil.Process(parent.pid).children()

            parent.kill()

    assert gone(worker)


def test_what_a_killed_parent_left_behind_is_swept_away(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "ingest-left"
    left.mkdir()
    (left / "lock").touch()
    foreign = tmp_path / "ingest-foreign"
    foreign.mkdir()
    first, second = Workers("none"), Workers("none")

    page(first, tmp_path)
    page(second, tmp_path)

    assert not left.exists()
    assert foreign.exists()
    assert len(list(tmp_path.glob("ingest-*"))) == 3
    first.close()
    second.close()
    assert [path.name for path in tmp_path.glob("ingest-*")] == ["ingest-foreign"]


def test_closed_workers_do_nothing_more(workers, tmp_path):
    workers.close()

    with pytest.raises(RuntimeError, match="closed"):
        page(workers, tmp_path)
