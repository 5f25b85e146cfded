"""The small file system inside old Office files (OLE2): what is in it, where its bytes lie.

Layout: [MS-CFB], https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LAST_SECTOR = 0xFFFFFFFA
_ENTRY_SIZE = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MOST_ENTRIES = 50_000


class NotOle(ValueError):
    """Not such a file, or a broken one."""


@dataclass(frozen=True)
class Entry:
    """A stream or a storage; ``path`` names the storages it lies in, then itself."""

    path: tuple[str, ...]
    is_stream: bool
    start: int
    size: int

    @property
    def name(self) -> str:
        return self.path[-1]


class Ole:
    """Reads from the file where and when it is needed; raises NotOle."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        head = self._bytes(0, 512)
        if not head.startswith(MAGIC) or len(head) < 512:
            raise NotOle("no such file")
        try:
            sector, small_sector = struct.unpack_from("<HH", head, 0x1E)
            if sector not in (9, 12) or small_sector != 6:
                raise NotOle("sectors of a strange size")
            self._sector, self._small_sector = 1 << sector, 1 << small_sector
            directory, _, self._small_limit, small_table = struct.unpack_from("<4I", head, 0x30)
            self._table = self._read_table(head)
            self._small_table = self._numbers(self._chain(small_table))
            self._raw = self._entries(directory)
        except struct.error as error:
            raise NotOle("cut short") from error
        root = self._raw[0]
        self._small_places = self._chain(root[2])
        self.entries = list(self._walk())

    def read(self, entry: Entry, most: int | None = None) -> bytes:
        """The stream, or its beginning."""
        read: list[bytes] = []
        for start, length in self.extents(entry):
            read.append(self._bytes(start, length))
            if most is not None and len(read) * 64 >= most:
                break
        return b"".join(read)[:most]

    def extents(self, entry: Entry) -> Iterator[tuple[int, int]]:
        """Where the stream's bytes lie in the file: places and lengths, in order."""
        left = entry.size
        size = self._small_sector if entry.size < self._small_limit else self._sector
        places = (
            self._small_chain(entry.start) if entry.size < self._small_limit else self._chain(entry.start)
        )
        for place in places:
            if left <= 0:
                return
            yield place, min(size, left)
            left -= size

    def _bytes(self, place: int, length: int) -> bytes:
        self._content.seek(place)
        return self._content.read(length)

    def _read_table(self, head: bytes) -> list[int]:
        sectors = [number for number in struct.unpack_from("<109I", head, 0x4C) if number < _LAST_SECTOR]
        more: int = struct.unpack_from("<I", head, 0x44)[0]
        seen: set[int] = set()
        while more < _LAST_SECTOR and more not in seen:
            seen.add(more)
            numbers = self._numbers([self._place(more)])
            if not numbers:
                break
            sectors += [number for number in numbers[:-1] if number < _LAST_SECTOR]
            more = numbers[-1]
        return self._numbers([self._place(number) for number in sectors])

    def _place(self, sector: int) -> int:
        return (sector + 1) * int(self._sector)

    def _chain(self, sector: int) -> list[int]:
        return [self._place(number) for number in _follow(self._table, sector)]

    def _small_chain(self, sector: int) -> Iterator[int]:
        per_sector = self._sector // self._small_sector
        for number in _follow(self._small_table, sector):
            if number // per_sector < len(self._small_places):
                yield self._small_places[number // per_sector] + number % per_sector * self._small_sector

    def _numbers(self, places: list[int]) -> list[int]:
        numbers: list[int] = []
        for place in places:
            sector = self._bytes(place, self._sector)
            numbers += struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
        return numbers

    def _entries(self, directory: int) -> list[tuple[str, int, int, int, int, int, int]]:
        """Name, kind, first sector, size, left and right sibling, child."""
        found: list[tuple[str, int, int, int, int, int, int]] = []
        for place in self._chain(directory):
            for offset in range(place, place + self._sector, _ENTRY_SIZE):
                raw = self._bytes(offset, _ENTRY_SIZE)
                if len(raw) < _ENTRY_SIZE or len(found) >= _MOST_ENTRIES:
                    break
                length, kind = struct.unpack_from("<HB", raw, 64)
                left, right, child = struct.unpack_from("<3I", raw, 68)
                start, size = struct.unpack_from("<II", raw, 116)
                name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                found.append((name, kind, start, size, left, right, child))
        if not found or found[0][1] != _ROOT:
            raise NotOle("no directory")
        return found

    def _walk(self) -> Iterator[Entry]:
        """All entries but the root; a broken tree with a circle in it is walked once."""
        seen: set[int] = set()
        waiting: list[tuple[int, tuple[str, ...]]] = [(self._raw[0][6], ())]
        while waiting:
            number, storage = waiting.pop()
            if number >= len(self._raw) or number in seen:
                continue
            seen.add(number)
            name, kind, start, size, left, right, child = self._raw[number]
            path = (*storage, name)
            if kind in (_STORAGE, _STREAM):
                yield Entry(path, kind == _STREAM, start, size)
            waiting += [(left, storage), (right, storage)]
            if kind == _STORAGE:
                waiting.append((child, path))


def _follow(table: list[int], first: int) -> Iterator[int]:
    """The sectors of a chain; no longer than there are sectors, so that a circle ends."""
    for _ in range(len(table)):
        if first >= len(table):
            return
        yield first
        first = table[first]
