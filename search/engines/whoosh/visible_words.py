"""The words of the documents that a query may find: how many have one, and which are nearly like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from search.correct import Near
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.snapshot import Snapshot
from search.query import Query
from search.recipe import JOINED
from search.spelling import distances, letters_of, sign_of

_FREQUENT = 10_000  # of the words of a segment, those that are worth a farther look
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
        for number, (places, apart) in enumerate(self._resembling(form, most, frequent=frequent)):
            segment = self._snapshot.segments[number]
            worth = segment.bearers[places] * 4.0**-apart
            for at in np.argsort(-worth)[:_LOOKED_AT].tolist():
                word = int(places[at])
                known = found.setdefault(segment.words[word], _Found(int(apart[at])))
                known.worth += float(worth[at])
                known.where[number] = word
        best = sorted(found.items(), key=lambda pair: -pair[1].worth)[:_LOOKED_AT]
        return [Near(near, it.distance, count) for near, it in best if (count := self._having(it.where))]

    def _resembling(self, form: str, most: int, *, frequent: bool) -> Iterator[tuple[Array, Array]]:
        """For each segment the places of near words and their distances, all reckoned at once."""
        word = letters_of(form)
        if not len(word):
            return
        sign = sign_of(word)
        rows = [
            segment.spellings.resembling(word, sign, most, _FREQUENT if frequent else len(segment.words))
            for segment in self._snapshot.segments
        ]
        if not rows:
            return
        found = distances(word, np.concatenate([letters for _, letters in rows]), most)
        ends = np.cumsum([len(places) for places, _ in rows])
        for (places, _), own in zip(rows, np.split(found, ends[:-1]), strict=True):
            near = (own > 0) & (own <= most)
            yield places[near], own[near]

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
