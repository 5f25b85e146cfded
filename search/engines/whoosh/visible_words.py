"""The words of the documents that a query may find: how many have one, and which are nearly like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from search.correct import Near
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.snapshot import Snapshot
from search.query import Query
from search.recipe import JOINED

_FREQUENT = 15_000  # of the words of a segment, those that are worth a farther look
_LOOKED_AT = 24  # near words whose documents are counted


@dataclass
class _Found:
    """A near word: how far away and how promising it is, and its place by the number of the segment."""

    distance: int
    worth: float = 0.0
    where: dict[int, int] = field(default_factory=dict)


class VisibleWords:
    """Answers for one question of one reader."""

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        self._snapshot, self._query = snapshot, query

    def having(self, form: str) -> int:
        return self._count([segment.find(form, JOINED).documents for segment in self._snapshot.segments])

    def having_other_form(self, form: str) -> int:
        return self._count([segment.find_form(form) for segment in self._snapshot.segments])

    def near(self, form: str, most: int, *, frequent: bool) -> Sequence[Near]:
        found: dict[str, _Found] = {}
        for number, segment in enumerate(self._snapshot.segments):
            among = _FREQUENT if frequent else len(segment.words)
            places, distances = segment.spellings.near(form, most, among)
            worth = segment.bearers[places] * 4.0**-distances
            for at in np.argsort(-worth)[:_LOOKED_AT].tolist():
                word = int(places[at])
                known = found.setdefault(segment.words[word], _Found(int(distances[at])))
                known.worth += float(worth[at])
                known.where[number] = word
        best = sorted(found.items(), key=lambda pair: -pair[1].worth)[:_LOOKED_AT]
        return [Near(near, it.distance, count) for near, it in best if (count := self._having(it.where))]

    def _having(self, where: Mapping[int, int]) -> int:
        segments = enumerate(self._snapshot.segments)
        none = np.zeros(0, np.int32)
        return self._count([its.documents_of(where[at]) if at in where else none for at, its in segments])

    def _count(self, by_segment: Sequence[Array]) -> int:
        return sum(
            int(np.count_nonzero(self._mask[documents + base]))
            for base, documents in zip(self._snapshot.bases, by_segment, strict=False)
        )

    @cached_property
    def _mask(self) -> Array:
        return self._snapshot.allowed(self._query)
