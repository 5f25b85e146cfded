"""Jobs whose doing leaves traces in a file, and a worker process that does them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from app import create_app
from knowledge.core import jobs
from knowledge.core.jobs import JobKind, Lane
from knowledge.core.worker import Worker

LEASE = timedelta(seconds=1.5)


def quick(subjects: Sequence[str]) -> None:
    for subject in subjects:
        _trace(f"quick {subject}")


def batch(subjects: Sequence[str]) -> None:
    for subject in subjects:
        _trace(f"batch {subject}")


def slow(subjects: Sequence[str]) -> None:
    _trace(f"began {subjects[0]}")
    time.sleep(float(os.environ["SLOW_S"]))
    _trace(f"ended {subjects[0]}")


KINDS = (JobKind(quick, Lane.QUICK), JobKind(batch, Lane.INDEX, batch=5), JobKind(slow, Lane.READ))


def main() -> None:
    create_app()
    jobs.set_kinds(KINDS)
    jobs.LEASE = LEASE
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    _trace("open")
    Worker().run(stop)


def _trace(line: str) -> None:
    with Path(os.environ["TRACES"]).open("a") as file:
        file.write(f"{line}\n")
