"""A pool of worker processes that do the dangerous work, and are killed when it takes too long."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import math
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ingest.model import CannotIngest, Reason
from ingest.process import FOLDERS, Died, TooSlow, WorkerProcess
from ingest.sandbox import NoSandbox, available

log = logging.getLogger(__name__)

_JOBS_PER_WORKER = 200  # native parsers leak a little
_MOST_AT_ONCE = 4
_MOST_FILES = 5_000
_FOLDER_PREFIX = "ingest-"
_LOCK = "lock"


@dataclass
class Allowance:
    """Seconds of work that one file may still cost, all its members together."""

    seconds: float

    def spend(self, seconds: float) -> None:
        self.seconds = max(0.0, self.seconds - seconds)


@dataclass(frozen=True)
class Work:
    """What a job found, and the files it made, in order."""

    found: dict[str, Any]
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class _Order:
    job: str
    content: BinaryIO | Path
    suffix: str
    sandbox: str
    programs: bool
    arguments: dict[str, Any]


class Workers:
    """Processes start when they are first needed, and are kept warm. Any thread may ask.

    ``sandbox`` is "" for the best the machine offers, or "none" to work without one.
    """

    def __init__(self, sandbox: str = "", *, most: int = 0) -> None:
        if sandbox not in ("", "none"):
            raise ValueError(f"no sandbox is called {sandbox!r}: leave it empty, or say none")
        self._asked_for = sandbox
        most = most or min(_MOST_AT_ONCE, os.cpu_count() or 1)
        # Of each kind: reading never waits for LibreOffice.
        self._slots = {kind: threading.BoundedSemaphore(most) for kind in (True, False)}
        self._lock = threading.Lock()
        self._idle: dict[bool, list[WorkerProcess]] = {True: [], False: []}
        # Linux ends a worker together with the thread that started it, so one thread starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="ingest-starter")
        self._folder: Path | None = None
        self._folder_lock = -1
        self._closed = False

    def sandbox(self) -> str:
        """The name of the sandbox in use. Raises NoSandbox."""
        if self._asked_for == "none":
            return "none"
        offered = available()
        if not offered.name:
            raise NoSandbox(offered.explanation)
        return offered.name

    @contextlib.contextmanager
    def work(
        self,
        job: str,
        content: BinaryIO | Path,
        *,
        allowance: Allowance,
        most_seconds: float = math.inf,
        suffix: str = "",
        programs: bool = False,
        **arguments: Any,
    ) -> Iterator[Work]:
        """Do a job on a file, and hand over what it found; its files go away at the end.

        ``suffix`` is our own word for the kind of file, never a stranger's. Raises CannotIngest.
        """
        sandbox = self.sandbox()
        results = Path(tempfile.mkdtemp(dir=self._own_folder()))
        try:
            with self._slots[programs]:
                order = _Order(job, content, suffix, sandbox, programs, arguments)
                found, count = self._attempt(order, results, allowance, most_seconds)
            yield Work(found, tuple(results / str(number) for number in range(count)))
        finally:
            shutil.rmtree(results, ignore_errors=True)

    def close(self) -> None:
        """End the processes. Harmless when repeated."""
        with self._lock:
            self._closed = True
            workers = [worker for kind in self._idle.values() for worker in kind]
            for kind in self._idle.values():
                kind.clear()
        for worker in workers:
            self._end(worker)
        self._starter.shutdown(wait=True)
        with self._lock:
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                os.close(self._folder_lock)
                self._folder = None

    def _attempt(
        self, order: _Order, into: Path, allowance: Allowance, most_seconds: float
    ) -> tuple[dict[str, Any], int]:
        """Ask a worker; once more, a new one, when an old one died: its earlier jobs may be the cause."""
        while True:
            worker = self._take(order)
            fresh, keep = worker.jobs == 0, False
            place = f"in/file{order.suffix}"
            seconds = min(allowance.seconds, most_seconds)
            began = time.monotonic()
            try:
                _put(order.content, worker.folder / place)
                answer = worker.ask(order.job, place, seconds=seconds, **order.arguments)
                keep = not answer.get("shaken")
                if keep or fresh:
                    return _found(answer), _collect(worker.folder / "out", into)
            except TooSlow as error:
                raise CannotIngest(Reason.TIMEOUT) from error
            except Died as error:
                if fresh:
                    raise CannotIngest(Reason.DAMAGED, "the parser died of it") from error
            finally:
                allowance.spend(time.monotonic() - began)
                self._give_back(worker, programs=order.programs, keep=keep)

    def _take(self, order: _Order) -> WorkerProcess:
        with self._lock:
            while self._idle[order.programs]:
                worker = self._idle[order.programs].pop()
                if worker.alive():
                    return worker
                self._end(worker)
        folder = Path(tempfile.mkdtemp(dir=self._own_folder()))
        start = self._starter.submit(WorkerProcess, folder, sandbox=order.sandbox, programs=order.programs)
        return start.result()

    def _give_back(self, worker: WorkerProcess, *, programs: bool, keep: bool) -> None:
        if keep and worker.jobs < _JOBS_PER_WORKER:
            for name in FOLDERS:
                _empty(worker.folder / name)
            with self._lock:
                if not self._closed:
                    self._idle[programs].append(worker)
                    return
        self._end(worker)

    def _end(self, worker: WorkerProcess) -> None:
        worker.kill()
        shutil.rmtree(worker.folder, ignore_errors=True)

    def _own_folder(self) -> Path:
        """One folder for everything temporary, locked as long as this process lives."""
        with self._lock:
            if self._closed:
                raise RuntimeError("these workers are closed")
            if self._folder is None:
                _sweep()
                self._folder = Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX))
                self._folder_lock = os.open(
                    self._folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600
                )
                fcntl.flock(self._folder_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return self._folder


def _sweep() -> None:
    """Remove what processes that were killed left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER_PREFIX}*"):
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            continue  # somebody else's, or not yet locked
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(lock)


def _put(content: BinaryIO | Path, place: Path) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, place)
        return
    content.seek(0)
    with place.open("wb") as file:
        shutil.copyfileobj(content, file, 1 << 20)


def _found(answer: dict[str, Any]) -> dict[str, Any]:
    if "missing" in answer:
        log.error("a parser is not installed here: %s", answer["missing"])
    if "reason" in answer:
        reason = answer["reason"]
        detail = str(answer.get("error", ""))
        raise CannotIngest(Reason(reason) if reason in list(Reason) else Reason.DAMAGED, detail)
    found = answer.get("found")
    if not isinstance(found, dict):
        raise CannotIngest(Reason.DAMAGED, "the parser answered nonsense")
    return found


def _collect(out: Path, into: Path) -> int:
    """Move a worker's files, named 0, 1, 2 …; only real files, or a link could lead to one of ours."""
    for number in range(_MOST_FILES):
        try:
            (out / str(number)).rename(into / str(number))
        except FileNotFoundError:
            return number
        kind = (into / str(number)).lstat()
        if not stat.S_ISREG(kind.st_mode) or kind.st_nlink != 1:
            raise CannotIngest(Reason.DAMAGED, "the parser left something that is not a file")
    return _MOST_FILES


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
