"""One worker process, seen from outside: how it is started, asked and killed."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import ingest
from ingest.confine import bubblewrap

# No text of ours is longer than this; a worker that says more has been taken over.
_LONGEST_ANSWER = 32 * 1024 * 1024
_PROJECT = Path(ingest.__file__).parent.parent
FOLDERS = ("in", "out", "tmp")


class Died(Exception):
    """The process ended before it answered."""


class TooSlow(Exception):
    """The process did not answer in time, and was killed."""


class WorkerProcess:
    """Runs ``ingest.worker`` in a folder of its own. One caller at a time.

    Start it from a thread that lives as long as the pool: Linux kills the worker when that thread ends.
    """

    def __init__(self, folder: Path, *, sandbox: str, programs: bool) -> None:
        self.folder = folder
        self.jobs = 0
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        before = bubblewrap.command(folder, programs=programs) if sandbox == "bubblewrap" else []
        kind = "programs" if programs else "parsers"
        self._process = subprocess.Popen(  # noqa: S603
            [
                *before,
                sys.executable,
                "-P",
                "-B",
                "-s",
                "-m",
                "ingest.worker",
                kind,
                sandbox,
                str(os.getpid()),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # parsers print pieces of documents there
            cwd=folder,
            env=_environment(folder, programs=programs),
            start_new_session=True,
        )

    def ask(self, job: str, file: str, *, seconds: float, **arguments: Any) -> dict[str, Any]:
        """The worker's answer. Raises Died or TooSlow; the process is gone then."""
        self.jobs += 1
        request = {"job": job, "file": file, "seconds": seconds, "arguments": arguments}
        try:
            self._write(json.dumps(request).encode() + b"\n")
            line = self._read_line(time.monotonic() + seconds)
            answer = json.loads(line)
        except (BrokenPipeError, ValueError) as error:
            self.kill()
            raise Died("the worker process ended or answered nonsense") from error
        except BaseException:
            self.kill()
            raise
        if not isinstance(answer, dict):
            self.kill()
            raise Died("the worker process answered nonsense")
        return answer

    def kill(self) -> None:
        """End the process and everything it started. Harmless when repeated."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def _write(self, line: bytes) -> None:
        if self._process.stdin is None:
            raise BrokenPipeError
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def _read_line(self, deadline: float) -> bytes:
        if self._process.stdout is None:
            raise Died("the worker process is closed")
        descriptor = self._process.stdout.fileno()
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        chunks: list[bytes] = []
        size = 0
        while not (chunks and chunks[-1].endswith(b"\n")):
            left = deadline - time.monotonic()
            if left <= 0 or not waiting.poll(left * 1000):
                raise TooSlow
            chunk = os.read(descriptor, 1 << 20)
            size += len(chunk)
            if not chunk or size > _LONGEST_ANSWER:
                raise Died(
                    "the worker process ended" if not chunk else "the worker process answers without end"
                )
            chunks.append(chunk)
        return b"".join(chunks)


def _environment(folder: Path, *, programs: bool) -> dict[str, str]:
    """Nothing of our own environment: it may hold passwords."""
    return {
        "PYTHONPATH": str(_PROJECT),
        # With Tesseract in reach the embedded Tika reads every picture in a document, for minutes.
        "PATH": "/usr/bin:/bin" if programs else "",
        "HOME": str(folder / "tmp"),
        "TMPDIR": str(folder / "tmp"),
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",  # Tesseract is no faster with more
    }
