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
from knowledge.core.db import session, transaction
from knowledge.core.jobs import Lane

# How long a thread sleeps that found nothing to do, and how many threads a lane has.
IDLE_S = {
    Lane.RANK: 0.1,
    Lane.INDEX: 0.1,
    Lane.QUICK: 0.25,
    Lane.READ: 0.25,
    Lane.OCR: 1.0,
    Lane.PICTURES: 0.5,
}
THREADS = {Lane.RANK: 1, Lane.INDEX: 1, Lane.QUICK: 1, Lane.READ: 2, Lane.OCR: 1, Lane.PICTURES: 1}
PATIENCE_S = 1.5  # for what is being done when the worker is told to stop; the rest is done again by the next
log = logging.getLogger(__name__)


class Worker:
    """Does what is due until it is told to stop. Its name marks the jobs it has taken."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"

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
        while not stop.wait(jobs.LEASE.total_seconds() / 6):
            self._keep_alive()
            if not still_wanted():
                stop.set()
        deadline = time.monotonic() + PATIENCE_S
        for thread in threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        jobs.release(self.name)

    def _work(self, lane: Lane, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                idle = not jobs.run_due(lane, self.name)
            except Exception:
                log.exception("lane %s could not look for work", lane)
                stop.wait(2)
                idle = True
            if idle:
                stop.wait(IDLE_S[lane])

    def _keep_alive(self) -> None:
        try:
            jobs.keep_alive(self.name)
        except Exception:
            log.exception("no sign of life could be given")
        finally:
            session.remove()
