"""The worker: a thread for each lane of jobs, and a sign of life for what it has taken."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable

from knowledge.core import jobs
from knowledge.core.db import session, transaction
from knowledge.core.jobs import LEASE, Lane

IDLE_S = {Lane.QUICK: 0.1, Lane.READ: 0.25, Lane.OCR: 1.0, Lane.PICTURES: 0.5}
THREADS = {Lane.QUICK: 1, Lane.READ: 2, Lane.OCR: 1, Lane.PICTURES: 1}
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
        while not stop.wait(LEASE.total_seconds() / 6):
            self._keep_alive()
            if not still_wanted():
                stop.set()
        for thread in threads:
            thread.join(timeout=5)
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
