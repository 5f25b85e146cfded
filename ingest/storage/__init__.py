"""Where files are kept: the interface, and how the right storage is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

from ingest.storage.names import BadName, valid_name

__all__ = ["BadName", "FileStorage", "Incoming", "open_storage", "valid_name"]


class Incoming(Protocol):
    """A file on its way in. Whoever received it either keeps or discards it.

    Between ``finish`` and ``keep`` the caller may record the name, so that whoever clears away files that
    nobody names sees the record first.
    """

    @property
    def size(self) -> int: ...

    def write(self, chunk: bytes) -> None: ...

    def finish(self) -> str:
        """All bytes are here and safe on the disk; returns the name they will have."""

    def keep(self) -> None:
        """Publish under that name; if the same bytes are there already, these are dropped."""

    def discard(self) -> None:
        """Forget it. Harmless after ``keep``, and when repeated."""


class FileStorage(Protocol):
    """Keeps files under the SHA-256 of their bytes, in hexadecimal.

    Every storage promises, and tests/ingest/test_storages.py holds it to it:

    * a name never means other bytes; the same bytes are kept once;
    * a file is there whole or not at all, whatever was interrupted;
    * a name that is not 64 hexadecimal digits raises BadName and touches nothing;
    * opening or measuring what is not there raises FileNotFoundError; deleting it is fine.
    """

    def receive(self) -> Incoming: ...

    def save(self, content: BinaryIO) -> str: ...

    def open(self, name: str) -> BinaryIO:
        """A seekable stream."""

    def size(self, name: str) -> int: ...

    def delete(self, name: str) -> None: ...

    def names(self) -> Iterator[str]: ...

    def path(self, name: str) -> AbstractContextManager[Path]:
        """A local file to read, for programs that need one; it may be a copy that goes away afterwards."""


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def open_storage(address: str) -> FileStorage:
    """Open the storage an address names: a folder. Raises ValueError for an address of another kind."""
    if _SCHEME.match(address):
        raise ValueError(f"no file storage answers to {address.split('://')[0]}://: name a folder")
    from ingest.storage.local import LocalStorage  # noqa: PLC0415  (only what was chosen is loaded)

    return LocalStorage(Path(address))
