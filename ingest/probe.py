"""A worker's job that tries to get out of the sandbox, to prove that there is one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def work(file: Path, out: Path, *, secret: str, port: int, local_socket: str) -> dict[str, bool]:
    """What succeeded. ``file`` stands in the worker's own folder and must be readable."""
    return {
        "reads": bool(file.read_bytes()),
        "writes": (out / "0").write_bytes(b"1") == 1,
        "reads outside": _succeeds(lambda: Path(secret).read_bytes()),
        "writes outside": _succeeds(lambda: Path(secret).write_bytes(b"")),
        "lists outside": _succeeds(lambda: list(Path(secret).parent.iterdir())),
        "reads our environment": _succeeds(_read_foreign_environment),
        "reads accounts": _succeeds(lambda: Path("/etc/passwd").read_bytes()),
        "connects": _succeeds(lambda: socket.create_connection(("127.0.0.1", port), timeout=2).close()),
        "connects locally": _succeeds(lambda: socket.socket(socket.AF_UNIX).connect(local_socket)),
        "starts programs": _succeeds(lambda: subprocess.run([sys.executable, "-V"], check=True)),
    }


def _read_foreign_environment() -> None:
    """Bubblewrap stands between us and our parent, with our own environment."""
    own = {name + b"=" + value for name, value in os.environb.items()}
    if own.issuperset(Path(f"/proc/{os.getppid()}/environ").read_bytes().strip(b"\0").split(b"\0")):
        raise PermissionError


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, subprocess.SubprocessError):
        return False
    return True
