"""The worker: a thread for each lane of jobs, and a sign of life for what it has taken."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable

from knowledge.core import jobs
from knowledge.core.db import transaction
from knowledge.core.jobs import Lane

LOOK_S = 0.15  # between two looks for what is due: how late work begins in an idle lane
THREADS = {Lane.RANK: 1, Lane.INDEX: 1, Lane.QUICK: 1, Lane.READ: 2, Lane.OCR: 1, Lane.PICTURES: 1}
PATIENCE_S = 1.5  # for what is being done when the worker is told to stop; the rest is done again by the next
RECOVERY_S = 2  # after a failure to ask the database
log = logging.getLogger(__name__)


class Worker:
    """Does what is due until it is told to stop. Its name marks the jobs it has taken."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._due = {lane: threading.Event() for lane in Lane}

    def run(self, stop: threading.Event, *, still_wanted: Callable[[], bool] = lambda: True) -> None:
        """Work until ``stop`` is set, or until whoever started this worker is gone."""
        with transaction():
            jobs.schedule_regular()
        threads = [
            threading.Thread(target=self._work, args=(lane, stop), name=f"{lane}-{number}", daemon=True)
            for lane in Lane
            for number in range(THREADS[lane])
        ]
        for thread in threads:
            thread.start()
        self._watch(stop, still_wanted)
        deadline = time.monotonic() + PATIENCE_S
        for thread in threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        jobs.release(self.name)

    def _watch(self, stop: threading.Event, still_wanted: Callable[[], bool]) -> None:
        """Look for all lanes at once, so that idle threads cost nothing, and give signs of life."""
        next_sign = 0.0
        while not stop.wait(LOOK_S):
            try:
                for lane in jobs.busy(lane for lane, due in self._due.items() if not due.is_set()):
                    self._due[lane].set()
                if time.monotonic() >= next_sign:
                    jobs.keep_alive(self.name)
                    next_sign = time.monotonic() + jobs.LEASE.total_seconds() / 6
            except Exception:
                log.exception("the database could not be asked what is due")
                stop.wait(RECOVERY_S)
            if not still_wanted():
                stop.set()
        for due in self._due.values():
            due.set()

    def _work(self, lane: Lane, stop: threading.Event) -> None:
        while self._due[lane].wait() and not stop.is_set():
            try:
                while not stop.is_set() and jobs.run_due(lane, self.name):
                    pass
                self._due[lane].clear()
            except Exception:
                log.exception("lane %s could not look for work", lane)
                stop.wait(RECOVERY_S)
