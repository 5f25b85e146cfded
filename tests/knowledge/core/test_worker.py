"""Workers as real processes on one database: they stop when told, and their death loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from flask import Flask
from sqlalchemy import select

from knowledge.core import clock, jobs
from knowledge.core.db import session, transaction
from knowledge.core.jobs import Job, later
from tests.knowledge.core import work

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 40


class Place:
    """An installation, the traces its jobs leave, and its worker processes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "traces"
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def traces(self) -> list[str]:
        return self.file.read_text().splitlines() if self.file.exists() else []

    def start(self, *, slow_s: float = 0.0) -> subprocess.Popen[bytes]:
        opened = self.traces.count("open")
        process = subprocess.Popen(
            [sys.executable, "-c", "from tests.knowledge.core.work import main; main()"],
            cwd=ROOT,
            env=os.environ
            | {
                "INSTANCE": str(self.folder),
                "SECRET_KEY": "a key for tests",
                "TRACES": str(self.file),
                "SLOW_S": str(slow_s),
            },
        )
        self.processes.append(process)
        wait_until(lambda: self.traces.count("open") > opened)
        return process

    def jobs(self) -> list[Job]:
        session.remove()
        return list(session.scalars(select(Job).order_by(Job.id)))


def wait_until(happened: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def place(app: Flask, tmp_path: Path) -> Iterator[Place]:
    place, known = Place(tmp_path), jobs.kinds()
    clock.set_source(None)  # the processes live in real time
    jobs.set_kinds(work.KINDS)
    with transaction():
        for job in session.scalars(select(Job)):
            session.delete(job)
    yield place
    for process in place.processes:
        process.kill()
        process.wait()
    jobs.set_kinds(known)


def ask(run: Callable[..., None], *subjects: object) -> None:
    with transaction():
        for subject in subjects:
            later(run, subject)


def test_what_is_asked_for_is_done_soon(place: Place) -> None:
    place.start()

    ask(work.quick, 1, 2)

    wait_until(lambda: {"quick 1", "quick 2"} <= set(place.traces))
    wait_until(lambda: place.jobs() == [])


def test_slow_jobs_never_hold_up_quick_ones(place: Place) -> None:
    ask(work.slow, *range(4))
    place.start(slow_s=PATIENCE_S)
    wait_until(lambda: "began 1" in place.traces)

    ask(work.quick, 1)
    ask(work.batch, 2)

    wait_until(lambda: {"quick 1", "batch 2"} <= set(place.traces))
    assert not any(trace.startswith("ended") for trace in place.traces)


def test_several_workers_share_the_work_and_do_all_of_it_once(place: Place) -> None:
    place.start()
    place.start()
    for first in range(0, 60, 20):
        ask(work.quick, *range(first, first + 20))
        ask(work.batch, *range(first, first + 20))

    wait_until(lambda: place.jobs() == [])
    done = Counter(trace for trace in place.traces if trace != "open")
    assert done == Counter(f"{kind} {number}" for kind in ("quick", "batch") for number in range(60))


def test_the_job_of_a_killed_worker_is_taken_again_by_another(place: Place) -> None:
    ask(work.slow, 7)
    killed = place.start(slow_s=PATIENCE_S)
    wait_until(lambda: "began 7" in place.traces)

    killed.send_signal(signal.SIGKILL)
    place.start()

    wait_until(lambda: "ended 7" in place.traces)
    wait_until(lambda: place.jobs() == [])
    assert place.traces.count("began 7") == 2


def test_a_living_worker_keeps_a_job_that_takes_longer_than_its_lease(place: Place) -> None:
    ask(work.slow, 7)
    place.start(slow_s=work.LEASE.total_seconds() * 2)
    place.start(slow_s=work.LEASE.total_seconds() * 2)

    wait_until(lambda: place.jobs() == [])

    assert place.traces.count("began 7") == 1


def test_a_worker_that_is_told_to_stop_frees_what_it_was_doing(place: Place) -> None:
    ask(work.slow, 7)
    process = place.start(slow_s=PATIENCE_S * 2)
    wait_until(lambda: "began 7" in place.traces)

    process.terminate()

    assert process.wait(timeout=PATIENCE_S) == 0
    assert [(job.taken_by, job.attempts, job.failed) for job in place.jobs()] == [(None, 0, None)]


def test_what_is_asked_for_begins_at_once_in_an_idle_lane(place: Place) -> None:
    place.start()
    ask(work.quick, 1)
    wait_until(lambda: place.jobs() == [])

    asked = time.monotonic()
    ask(work.quick, 2)
    wait_until(lambda: "quick 2" in place.traces)

    assert time.monotonic() - asked < 1


def test_an_idle_worker_costs_next_to_nothing(place: Place) -> None:
    process = psutil.Process(place.start().pid)
    time.sleep(1)
    before = process.cpu_times()

    time.sleep(4)
    after = process.cpu_times()

    assert (after.user + after.system) - (before.user + before.system) < 4 * 0.05


def test_an_idle_worker_stops_when_told(place: Place) -> None:
    process = place.start()

    process.terminate()

    assert process.wait(timeout=PATIENCE_S) == 0
