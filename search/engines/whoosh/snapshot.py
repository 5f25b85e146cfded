"""The whole index at one moment, as one row of documents. A search uses one snapshot from start to end."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from search.engines.whoosh.arrays import Array
from search.engines.whoosh.cache import Cache
from search.engines.whoosh.ranks import Change
from search.engines.whoosh.rows import KIND, READER
from search.engines.whoosh.segment import Found, Labels, Segment
from search.hebrew.analyze import forms
from search.query import Query
from search.recipe import EXACT, FIELD_WEIGHTS, FIELDS, K1, B, idf, word_weight

_WORDS_KEPT = 48 * 1024 * 1024
_MASKS_KEPT = 4 * 1024 * 1024


class Word(NamedTuple):
    """What a word of a query adds to the score of the documents that have it."""

    documents: Array
    impact: Array
    weight: float
    idfs: tuple[float, ...]  # by field, of the commonest alternative

    @property
    def nbytes(self) -> int:
        return 200 + self.documents.nbytes + self.impact.nbytes


class Snapshot:
    """Documents are numbered through, segment after segment."""

    def __init__(self, segments: Sequence[Segment], deleted: Sequence[Iterable[int]]) -> None:
        self.segments = tuple(segments)
        sizes = [segment.size for segment in segments]
        self.bases = np.cumsum([0, *sizes]).tolist()
        self.size: int = self.bases[-1]
        self.live = np.ones(self.size, bool)
        for base, gone in zip(self.bases, deleted, strict=False):
            self.live[[base + document for document in gone]] = False
        lengths = self._joined([segment.lengths for segment in segments])
        self._norms = K1 * (1 - B + B * lengths / max(lengths.mean() if self.size else 1.0, 1.0))
        self.ids = self._joined([segment.numbers["id"] for segment in segments])
        self.created = self._joined([segment.numbers["created"] for segment in segments])
        self.boosts = self._joined([segment.numbers["boost"] for segment in segments])
        self.ratings = self._joined([segment.numbers["rating"] for segment in segments])
        self.labels = self._all_labels()
        self._words, self._masks = Cache(_WORDS_KEPT), Cache(_MASKS_KEPT)

    def with_ranks(self, changes: Mapping[str, Change]) -> Snapshot:
        """The same documents with the ranks that were given to them since they were added."""
        other = copy.copy(self)
        other.boosts = self._joined([segment.numbers["boost"] for segment in self.segments])
        other.ratings = self._joined([segment.numbers["rating"] for segment in self.segments])
        for base, segment in zip(self.bases, self.segments, strict=False):
            for key in min(segment.places, changes, key=len):
                place, change = segment.places.get(key), changes.get(key)
                if place is not None and change and change.number > segment.ranked[place]:
                    other.boosts[base + place] = change.boost
                    other.ratings[base + place] = change.rating
        return other

    def word(self, form: str) -> Word:
        """A word scored over the whole index, by the recipe."""
        return self._words.get(form) or self._words.put(form, self._score(form))

    def bearing(self, name: str, values: frozenset[str]) -> Array:
        """Which documents bear any of these values; none if there are no values."""
        key = (name, values)
        kept = self._masks.get(key)
        if kept is not None:
            return kept  # type: ignore[no-any-return]
        mask = np.zeros(self.size, bool)
        if name in self.labels:
            labels = self.labels[name]
            chosen = np.array([value in values for value in labels.values])
            mask[labels.documents[chosen[labels.codes]]] = True
        return self._masks.put(key, mask)

    def allowed(self, query: Query) -> Array:
        """Which documents the query may find at all: what it may see, less what it does not ask for."""
        mask = self.visible(query)
        if query.kinds:
            mask &= self.bearing(KIND, query.kinds)
        for name, values in query.without.items():
            mask &= ~self.bearing(name, frozenset(values))
        return mask

    def visible(self, query: Query) -> Array:
        """Which documents the query's readers may see, of any kind."""
        mask: Array = self.live & self.bearing(READER, query.readers)
        for key in query.excluded:
            mask[self.numbers_of(key)] = False
        return mask

    def numbers_of(self, key: str) -> list[int]:
        found = (
            (base, segment.places.get(key)) for base, segment in zip(self.bases, self.segments, strict=False)
        )
        return [base + place for base, place in found if place is not None]

    def placed(self, document: int) -> tuple[Segment, int]:
        """The segment of a document, and its number there."""
        index = int(np.searchsorted(self.bases, document, "right")) - 1
        return self.segments[index], document - self.bases[index]

    def grouped(self, documents: Array) -> list[tuple[Segment, int, Array]]:
        """Sorted documents by segment: the segment, its base, and their numbers there."""
        edges = np.searchsorted(documents, self.bases).tolist()
        return [
            (segment, base, documents[start:end] - base)
            for segment, base, start, end in zip(self.segments, self.bases, edges, edges[1:], strict=False)
            if end > start
        ]

    def key(self, document: int) -> str:
        segment, place = self.placed(document)
        return str(segment.keys[place])

    @cached_property
    def recency(self) -> Array:
        """The place of every document from the oldest to the newest, the id deciding between equals."""
        return _places(np.lexsort((self._kinds, self.ids, self.created)))

    @cached_property
    def alphabet(self) -> Array:
        """The place of every document in the order of titles."""
        titles = [" ".join(forms(title)) for segment in self.segments for title in segment.titles]
        places = {title: place for place, title in enumerate(sorted(set(titles)))}
        return np.array([places[title] for title in titles], np.int64)

    @property
    def _kinds(self) -> Array:
        codes = np.zeros(self.size, np.int64)
        if KIND in self.labels:
            codes[self.labels[KIND].documents] = self.labels[KIND].codes
        return codes

    def _score(self, form: str) -> Word:
        scores, idfs = np.zeros(self.size, np.float64), []
        weight = 1.0
        for field in FIELDS:
            everywhere = [segment.find(form, field) for segment in self.segments]
            containing = int(max(sum((found.containing for found in everywhere), start=np.zeros(1))))
            if field == EXACT:
                weight = word_weight(self.size, containing)
            idfs.append(idf(self.size, containing))
            self._add(scores, everywhere, FIELD_WEIGHTS[field] * idfs[-1] * (K1 + 1))
        documents = np.flatnonzero(scores).astype(np.int32)
        return Word(documents, (weight * scores[documents]).astype(np.float32), weight, tuple(idfs))

    def _add(self, scores: Array, everywhere: Sequence[Found], factor: float) -> None:
        for base, found in zip(self.bases, everywhere, strict=False):
            documents = found.documents + base
            scores[documents] += factor * found.counts / (found.counts + self._norms[documents])

    def _joined(self, parts: Sequence[Array]) -> Array:
        return np.concatenate(parts) if parts else np.zeros(0)

    def _all_labels(self) -> dict[str, Labels]:
        joined = {}
        for name in dict.fromkeys(name for segment in self.segments for name in segment.labels):
            places: dict[str, int] = {}
            documents, codes = [], []
            for base, segment in zip(self.bases, self.segments, strict=False):
                if found := segment.labels.get(name):
                    table = [places.setdefault(value, len(places)) for value in found.values]
                    documents.append(found.documents + base)
                    codes.append(np.array(table, np.int32)[found.codes])
            joined[name] = Labels(list(places), np.concatenate(documents), np.concatenate(codes))
        return joined


def _places(order: Array) -> Array:
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places
