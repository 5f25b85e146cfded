"""Where files go that are taken out of others, with limits on how many and how large."""

from __future__ import annotations

from pathlib import Path

from ingest.model import CannotIngest, Reason


class Box:
    """Where files go that are taken out, with limits."""

    def __init__(self, out: Path, most_files: int, most_bytes: int) -> None:
        self.names: list[str] = []
        self._out = out
        self._most_files = most_files
        self.bytes_left = most_bytes

    def add(self, name: str, content: bytes) -> None:
        self.bytes_left -= len(content)
        if self.bytes_left < 0:
            raise CannotIngest(Reason.TOO_LARGE)
        if content and len(self.names) < self._most_files:
            (self._out / str(len(self.names))).write_bytes(content)
            self.names.append(name)
