"""Many numpy arrays in one file, mapped into memory: processes share it, and loading costs nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_MARK = b"otzar-arrays-1\n"
_ALIGNED = 64


class Damaged(Exception):
    """A file of arrays is missing, cut short, or something else."""


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays beside the path and then move them there, so that nobody sees half a file."""
    entries, place = [], 0
    for name, array in arrays.items():
        entries.append((name, array.dtype.str, len(array), place))
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = _MARK + json.dumps(entries).encode() + b"\n"
    header += b" " * (-len(header) % _ALIGNED)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(len(header).to_bytes(_ALIGNED, "little") + header)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes())
            file.write(b"\0" * (-array.nbytes % _ALIGNED))
    part.replace(path)


def read_arrays(path: Path) -> dict[str, Array]:
    """Map a file of arrays. The arrays cannot be written to."""
    try:
        content = np.memmap(path, np.uint8, "r")
        start = _ALIGNED + int.from_bytes(bytes(content[:_ALIGNED]), "little")
        header = bytes(content[_ALIGNED:start])
        if not header.startswith(_MARK):
            raise Damaged(path)
        found = {}
        for name, kind, length, place in json.loads(header[len(_MARK) :]):
            dtype = np.dtype(kind)
            content_of = content[start + place : start + place + length * dtype.itemsize]
            found[name] = np.frombuffer(content_of, dtype)
            if len(found[name]) != length:
                raise Damaged(path)
        return found
    except (OSError, ValueError) as reason:
        raise Damaged(path) from reason


def pack(texts: Sequence[str], name: str) -> dict[str, Array]:
    """Texts as two arrays: their bytes, and where each ends."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return {f"{name}.bytes": np.frombuffer(b"".join(encoded), np.uint8), f"{name}.ends": ends}


class Texts(Sequence[str]):
    """The texts of two packed arrays, decoded when asked for."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._bytes = arrays[f"{name}.bytes"]
        self._ends = arrays[f"{name}.ends"]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: Any) -> Any:
        return self.encoded(index).decode("utf-8", "surrogatepass")

    def encoded(self, index: int) -> bytes:
        return self._bytes[self._ends[index] : self._ends[index + 1]].tobytes()

    def find(self, text: str) -> int:
        """The index of a text among sorted texts, or -1."""
        wanted, low, high = text.encode("utf-8", "surrogatepass"), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.encoded(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self.encoded(low) == wanted else -1
