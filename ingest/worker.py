"""A worker process, seen from inside: it locks itself in, then does one job after the other.

A job is a line of JSON on standard input; its answer is one on standard output.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

from ingest.confine import landlock, paths, seccomp
from ingest.model import CannotIngest, Reason

# Each module has ``work(file, out, **arguments)``, and is loaded when it is first needed.
JOBS = {
    "archive": "ingest.extract.archive",
    "epub": "ingest.extract.epub",
    "mail": "ingest.extract.mail",
    "markup": "ingest.extract.markup",
    "office": "ingest.extract.embedded_tika",
    "open_document": "ingest.extract.open_document",
    "pdf": "ingest.extract.pdf",
    "picture": "ingest.render",
    "lay_out": "ingest.libreoffice",
    "probe": "ingest.probe",
    "recognise": "ingest.extract.tesseract",
}

_GIGABYTE = 1 << 30
_PARSERS_MEMORY = 2 * _GIGABYTE
_PROGRAMS_MEMORY = 6 * _GIGABYTE  # LibreOffice reserves more than it uses
_LARGEST_FILE = _GIGABYTE
_OPEN_FILES = 512
_PR_SET_PDEATHSIG = 1


def main() -> None:
    kind, sandbox, parent = sys.argv[1:]
    programs = kind == "programs"
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # parsers that print must not be taken for answers
    _end_with_parent(int(parent), sandbox=sandbox, programs=programs)
    _limit(programs=programs)
    _lock_in(sandbox, programs=programs)
    for line in sys.stdin.buffer:
        answers.write(json.dumps(_answer(json.loads(line))).encode() + b"\n")
        answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    seconds = int(request["seconds"]) + 1
    used = int(time.process_time())
    # The parent watches the clock; this is for the case that it cannot.
    resource.setrlimit(resource.RLIMIT_CPU, (used + 4 * seconds, resource.RLIM_INFINITY))
    here = Path.cwd()
    try:
        module = importlib.import_module(JOBS[request["job"]])
        return {"found": module.work(here / request["file"], here / "out", **request["arguments"])}
    except CannotIngest as refusal:
        return {"reason": refusal.reason.value}
    except ImportError as missing:  # the embedded Tika is not made for every kind of processor
        return {"reason": Reason.UNSUPPORTED.value, "missing": missing.name}
    except MemoryError:
        return {"reason": Reason.TOO_LARGE.value, "shaken": True}
    except BaseException as error:  # native parsers raise their own kinds, past Exception
        return {"reason": Reason.DAMAGED.value, "shaken": True, "error": type(error).__name__}


def _end_with_parent(parent: int, *, sandbox: str, programs: bool) -> None:
    """Nobody is left behind when the platform is killed."""
    if sys.platform != "linux" or sandbox == "bubblewrap":
        return  # bubblewrap sees to it itself
    if programs:
        signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM if programs else signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def _limit(*, programs: bool) -> None:
    """The number of processes is not limited here: the kernel counts all of a user's, not this worker's.

    A worker that parses cannot start any (seccomp); the others end together with their group.
    """
    memory = _PROGRAMS_MEMORY if programs else _PARSERS_MEMORY
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _lock_in(sandbox: str, *, programs: bool) -> None:
    if sandbox == "landlock":
        here = Path.cwd()
        readable = [*paths.readable(programs=programs), here / "in"]
        landlock.restrict(readable=readable, writable=[*paths.writable(here), Path(os.devnull)])
    if sandbox == "landlock" or (sandbox == "bubblewrap" and seccomp.supported()):
        seccomp.restrict(programs=programs)


if __name__ == "__main__":
    main()
