"""Which words of a segment share an alternative: what makes one list of postings serve three fields.

Only the words as they stand have postings. A field's postings are those of all words that share an
alternative with the word sought, added up. The scores are the same as if every alternative had been indexed,
and the index is several times smaller and faster to build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import chain

import numpy as np

from search.engines.whoosh.arrays import Array, Stored

_SMALL = 1 << 15  # pairs; what is smaller is kept in memory as it is
_STEP = 256  # every so many digests one is kept in memory, so that finding reads one small piece


def expansions(found: Sequence[tuple[str, ...]], name: str) -> dict[str, Array]:
    """The alternatives of each word, turned round: pairs of an alternative's digest and a word, in order."""
    numbers = _digests(chain.from_iterable(found))
    words = np.repeat(np.arange(len(found), dtype=np.int32), [len(several) for several in found])
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    return {f"{name}.digest": numbers, f"{name}.word": words[order], f"{name}.sparse": numbers[::_STEP]}


class Expansions:
    """Finds the words that have an alternative."""

    def __init__(self, arrays: Mapping[str, Stored], name: str) -> None:
        self._digests: Stored | Array = arrays[f"{name}.digest"]
        self._words: Stored | Array = arrays[f"{name}.word"]
        self._sparse = arrays[f"{name}.sparse"][:]
        if len(self._digests) <= _SMALL:
            self._digests, self._words = self._digests[:], self._words[:]

    def words(self, alternatives: Sequence[str]) -> list[Array]:
        """For each alternative the words that have it."""
        wanted = _digests(alternatives)
        if isinstance(self._digests, np.ndarray):
            starts = self._digests.searchsorted(wanted, "left").tolist()
            ends = self._digests.searchsorted(wanted, "right").tolist()
            return [self._words[start:end] for start, end in zip(starts, ends, strict=True)]
        first = self._sparse.searchsorted(wanted, "left").tolist()
        last = self._sparse.searchsorted(wanted, "right").tolist()
        found = []
        for digest, before, after in zip(wanted, first, last, strict=True):
            start = max(before - 1, 0) * _STEP
            piece = self._digests[start : after * _STEP]
            low, high = piece.searchsorted(digest, "left"), piece.searchsorted(digest, "right")
            found.append(self._words[start + int(low) : start + int(high)])
        return found


def _digests(texts: Iterable[str]) -> Array:
    """Numbers of 64 bits that stand for texts, in every process the same."""
    encoded = (text.encode("utf-8", "surrogatepass") for text in texts)
    return np.frombuffer(b"".join([blake2b(text, digest_size=8).digest() for text in encoded]), "<u8")
