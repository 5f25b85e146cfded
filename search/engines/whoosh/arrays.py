"""Many numpy arrays in one file. Small ones are read at once; of large ones only what is asked for, so that
the memory of a process does not grow with the index."""

from __future__ import annotations

import json
import os
import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_MARK = b"otzar-arrays-1\n"
_STEP = 16
_SMALL = 1 << 18  # bytes of texts that are kept in memory as they are
_HEAD = 64  # the length of the header in the first bytes, and what all arrays are aligned to


class Damaged(Exception):
    """A file of arrays is missing, cut short, or something else."""


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays beside the path and then move them there, so that nobody sees half a file."""
    entries, place = [], 0
    for name, array in arrays.items():
        entries.append((name, array.dtype.str, len(array), place))
        place += array.nbytes + -array.nbytes % _HEAD
    header = _MARK + json.dumps({"arrays": entries, "size": place}).encode()
    header += b" " * (-len(header) % _HEAD)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(len(header).to_bytes(_HEAD, "little") + header)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes())
            file.write(b"\0" * (-array.nbytes % _HEAD))
    part.replace(path)


class Stored:
    """An array in a file. Slices of it are read when asked for, by any number of threads at once."""

    def __init__(self, file: OpenFile, kind: str, length: int, start: int) -> None:
        self._file, self._dtype, self._length, self._start = file, np.dtype(kind), length, start

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, wanted: slice) -> Array:
        first, last, _ = wanted.indices(self._length)
        size = self._dtype.itemsize
        return np.frombuffer(
            self._file.read(self._start + first * size, max(last - first, 0) * size), self._dtype
        )


def read_arrays(path: Path) -> dict[str, Stored]:
    """The arrays of a file, each still in it."""
    file = OpenFile(path)
    start = _HEAD + int.from_bytes(file.read(0, _HEAD), "little")
    if start > file.size:
        raise Damaged(path)
    header = file.read(_HEAD, start - _HEAD)
    if not header.startswith(_MARK):
        raise Damaged(path)
    listed = json.loads(header[len(_MARK) :])
    if file.size != start + listed["size"]:
        raise Damaged(path)
    return {name: Stored(file, kind, length, start + place) for name, kind, length, place in listed["arrays"]}


class OpenFile:
    """A file that is open as long as anybody holds it, and may be read by many threads."""

    def __init__(self, path: Path) -> None:
        try:
            self._number = os.open(path, os.O_RDONLY)
        except OSError as reason:
            raise Damaged(path) from reason
        weakref.finalize(self, os.close, self._number)
        self.size = os.fstat(self._number).st_size

    def read(self, start: int, size: int) -> bytes:
        content = os.pread(self._number, size, start)
        if len(content) != size:
            raise Damaged("a file of arrays is shorter than it was")
        return content


def pack(texts: Sequence[str], name: str) -> dict[str, Array]:
    """Texts as two arrays: their bytes, and where each ends."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return {f"{name}.bytes": np.frombuffer(b"".join(encoded), np.uint8), f"{name}.ends": ends}


class Texts(Sequence[str]):
    """The texts of two packed arrays, decoded when asked for."""

    def __init__(self, arrays: Mapping[str, Stored], name: str, *, large: bool = False) -> None:
        self._ends = arrays[f"{name}.ends"][:]
        content = arrays[f"{name}.bytes"]
        self._bytes: Stored | Array = content if large and len(content) > _SMALL else content[:]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: Any) -> Any:
        return self.encoded(index).decode("utf-8", "surrogatepass")

    def encoded(self, index: int) -> bytes:
        return self._bytes[int(self._ends[index]) : int(self._ends[index + 1])].tobytes()

    def packed(self) -> tuple[Array, Array]:
        """All texts as they are kept: their bytes, and where each ends."""
        return self._bytes[:], self._ends

    def find(self, text: str) -> int:
        """The index of a text among sorted texts, or -1."""
        wanted = text.encode("utf-8", "surrogatepass")
        low = max(bisect_right(self._every, wanted) - 1, 0) * _STEP
        piece = self._between(low, min(low + _STEP, len(self)))
        place = bisect_left(piece, wanted)
        return low + place if place < len(piece) and piece[place] == wanted else -1

    @cached_property
    def _every(self) -> list[bytes]:
        """One text in so many, so that finding reads one small piece."""
        return [self.encoded(index) for index in range(0, len(self), _STEP)]

    def _between(self, first: int, last: int) -> list[bytes]:
        ends = self._ends[first : last + 1].tolist()
        content = self._bytes[ends[0] : ends[-1]].tobytes()
        return [content[start - ends[0] : end - ends[0]] for start, end in pairwise(ends)]
