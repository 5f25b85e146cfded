"""What keeps a parser of strangers' files away from our files and the network."""

from __future__ import annotations

import functools
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ingest.confine import bubblewrap, landlock, seccomp
from ingest.process import Died, TooSlow, WorkerProcess

_PROBE_SECONDS = 20
# Starting programs is no escape by itself, but a worker that only parses has no need for it.
_ESCAPES = (
    "reads outside",
    "writes outside",
    "lists outside",
    "reads our environment",
    "reads accounts",
    "connects",
    "connects locally",
)


class NoSandbox(Exception):
    """The machine offers none, and parsing without one was not asked for. The text says what was tried."""


@dataclass(frozen=True)
class Availability:
    """The sandbox a machine offers: "landlock", "bubblewrap", or "" for none, and why not the others."""

    name: str
    tried: tuple[str, ...] = ()

    @property
    def explanation(self) -> str:
        return "; ".join(self.tried)


@functools.cache
def available() -> Availability:
    """The best sandbox here, proved by a worker that tried to get out. Asked once, then kept."""
    tried: list[str] = []
    for name, missing in (("landlock", _landlock_lacks()), ("bubblewrap", _bubblewrap_lacks())):
        problem = missing or _escape(name)
        if not problem:
            return Availability(name, tuple(tried))
        tried.append(f"{name}: {problem}")
    return Availability("", tuple(tried))


def _landlock_lacks() -> str:
    if not landlock.version():
        return "the kernel does not offer it"
    if not seccomp.supported():
        return "no filter of system calls for this kind of processor"
    return ""


def _bubblewrap_lacks() -> str:
    return "" if bubblewrap.program() else "bwrap is not installed"


def _escape(name: str) -> str:
    """How a worker in this sandbox got out, or why it did not start; "" when it is tight."""
    with (
        tempfile.TemporaryDirectory(prefix="ingest-probe-") as folder,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as local,
    ):
        outside, inside = Path(folder, "outside"), Path(folder, "inside")
        outside.mkdir()
        secret = outside / "secret"
        secret.write_text("secret")
        local.bind(str(outside / "socket"))
        local.listen()
        try:
            worker = WorkerProcess(inside, sandbox=name, programs=False)
        except OSError as error:
            return f"it cannot be started ({error.strerror})"
        try:
            (inside / "in" / "file").write_text("file")
            answer = worker.ask(
                "probe",
                "in/file",
                seconds=_PROBE_SECONDS,
                secret=str(secret),
                port=server.getsockname()[1],
                local_socket=str(outside / "socket"),
            ).get("found", {})
        except (Died, TooSlow):
            return "this machine or container does not allow it"
        finally:
            worker.kill()
    if not (answer.get("reads") and answer.get("writes")):
        return "a worker cannot use its own folder"
    return ", ".join(f"a worker {escape}" for escape in _ESCAPES if answer.get(escape) is not False)
