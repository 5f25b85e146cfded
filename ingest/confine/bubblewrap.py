"""Bubblewrap: a process starts in a small world of its own, for kernels and containers without Landlock."""

from __future__ import annotations

import shutil
from pathlib import Path

from ingest.confine import paths


def program() -> str | None:
    return shutil.which("bwrap")


def command(folder: Path, *, programs: bool) -> list[str]:
    """What to put before a command, so that it sees its folder and the libraries, and no network."""
    found = program()
    if found is None:
        raise FileNotFoundError("bwrap")
    mounts: list[str] = []
    for path in paths.readable(programs=programs):
        if path.is_relative_to("/proc") or path.is_relative_to("/dev"):
            continue
        if path.is_symlink():
            mounts += ["--symlink", str(path.readlink()), str(path)]
        else:
            mounts += ["--ro-bind", str(path), str(path)]
    return [
        *(found, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *mounts,
        *("--proc", "/proc", "--dev", "/dev", "--ro-bind", str(folder), str(folder), "--chdir", str(folder)),
        *(word for path in paths.writable(folder) for word in ("--bind", str(path), str(path))),
        "--",
    ]
