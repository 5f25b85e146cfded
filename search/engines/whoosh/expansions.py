"""Which words of a segment share an alternative: what makes one list of postings serve three fields.

Only the words as they stand have postings. A field's postings are those of all words that share an
alternative with the word sought, added up. The scores are the same as if every alternative had been indexed,
and the index is several times smaller and faster to build.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from search.engines.whoosh.arrays import Array, Stored

_STEP = 256  # every so many digests one is kept in memory, so that finding reads one small piece


def expansions(found: Iterable[tuple[str, ...]], name: str) -> dict[str, Array]:
    """The alternatives of each word, turned round: pairs of an alternative's digest and a word, in order."""
    by_alternative: defaultdict[str, list[int]] = defaultdict(list)
    for place, several in enumerate(found):
        for alternative in several:
            by_alternative[alternative].append(place)
    lengths = [len(places) for places in by_alternative.values()]
    numbers = np.repeat(_digests(by_alternative), lengths)
    places = np.array([place for several in by_alternative.values() for place in several], np.int32)
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    return {f"{name}.digest": numbers, f"{name}.word": places[order], f"{name}.sparse": numbers[::_STEP]}


class Expansions:
    """Finds the words that have an alternative."""

    def __init__(self, arrays: Mapping[str, Stored], name: str) -> None:
        self._digests, self._words = arrays[f"{name}.digest"], arrays[f"{name}.word"]
        self._sparse = arrays[f"{name}.sparse"][:]

    def words(self, alternatives: Sequence[str]) -> list[Array]:
        """For each alternative the words that have it."""
        wanted = _digests(alternatives)
        first = np.searchsorted(self._sparse, wanted, "left").tolist()
        last = np.searchsorted(self._sparse, wanted, "right").tolist()
        found = []
        for digest, before, after in zip(wanted, first, last, strict=True):
            start = max(before - 1, 0) * _STEP
            piece = self._digests[start : after * _STEP]
            low, high = np.searchsorted(piece, digest, "left"), np.searchsorted(piece, digest, "right")
            found.append(self._words[start + int(low) : start + int(high)])
        return found


def _digests(texts: Iterable[str]) -> Array:
    """Numbers of 64 bits that stand for texts, in every process the same."""
    encoded = (text.encode("utf-8", "surrogatepass") for text in texts)
    return np.array(
        [int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little") for text in encoded],
        np.uint64,
    )
