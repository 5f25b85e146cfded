"""A folder as file storage."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ingest.storage.names import valid_name

_COPY_CHUNK = 1 << 20
_LEFT_OVER_SECONDS = 24 * 3600  # no upload takes a day


class LocalStorage:
    """Files lie in 256 folders named by the first two digits; what is on its way in lies in ``incoming``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._incoming = self._folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._sweep()

    def receive(self) -> LocalIncoming:
        return LocalIncoming(self, self._incoming)

    def save(self, content: BinaryIO) -> str:
        incoming = self.receive()
        try:
            while chunk := content.read(_COPY_CHUNK):
                incoming.write(chunk)
            name = incoming.finish()
            incoming.keep()
        finally:
            incoming.discard()
        return name

    def open(self, name: str) -> BinaryIO:
        return self.place(name).open("rb")

    def size(self, name: str) -> int:
        return self.place(name).stat().st_size

    def delete(self, name: str) -> None:
        self.place(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(file.name for file in folder.iterdir())

    @contextmanager
    def path(self, name: str) -> Iterator[Path]:
        place = self.place(name)
        if not place.is_file():
            raise FileNotFoundError(place)
        yield place

    def place(self, name: str) -> Path:
        return self._folder / valid_name(name)[:2] / name

    def _sweep(self) -> None:
        for file in self._incoming.iterdir():
            try:
                if time.time() - file.stat().st_mtime > _LEFT_OVER_SECONDS:
                    file.unlink()
            except FileNotFoundError:
                continue  # another process opened the storage at the same moment


class LocalIncoming:
    def __init__(self, storage: LocalStorage, folder: Path) -> None:
        self._storage = storage
        descriptor, path = tempfile.mkstemp(dir=folder)
        self._path = Path(path)
        self._file = os.fdopen(descriptor, "wb")
        self._hash = hashlib.sha256()
        self._name = ""
        self.size = 0

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def finish(self) -> str:
        if not self._name:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._name = self._hash.hexdigest()
        return self._name

    def keep(self) -> None:
        place = self._storage.place(self.finish())
        place.parent.mkdir(exist_ok=True)
        # Replacing equal bytes by equal bytes is harmless, and safe against a deletion at this very moment.
        self._path.replace(place)
        _make_lasting(place.parent)
        _make_lasting(place.parent.parent)

    def discard(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


def _make_lasting(folder: Path) -> None:
    """A rename survives a power cut only when its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
