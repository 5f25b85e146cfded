"""Completions for the search box: titles and facet values with a word that begins as the last one typed."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

import numpy as np

from search.engines.whoosh.arrays import Array
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.snapshot import Snapshot
from search.hebrew.analyze import alternatives, forms
from search.query import Query, Suggestion

_AFTER_ALL = "\U0010ffff"


def suggest(
    snapshot: Snapshot, prefix: str, query: Query, facets: tuple[str, ...], limit: int
) -> list[Suggestion]:
    typed = forms(prefix)
    if not typed:
        return []
    allowed = snapshot.allowed(query)
    values = [found for name in facets for found in _values(snapshot, name, typed, allowed)]
    titles = _titles(snapshot, typed, allowed, limit)
    values = values[: max(limit // 2, limit - len(titles))]
    return (values + titles)[:limit]


def _values(snapshot: Snapshot, facet: str, typed: list[str], allowed: Array) -> list[Suggestion]:
    labels = snapshot.labels.get(facet)
    if labels is None:
        return []
    counts = np.bincount(labels.codes[allowed[labels.documents]], minlength=len(labels.values)).tolist()
    found = [
        (-count, value)
        for value, count in zip(labels.values, counts, strict=True)
        if count and _fits(_joined_words(value), typed)
    ]
    return [Suggestion(facet, value) for _, value in sorted(found)]


def _fits(words: frozenset[str], typed: list[str]) -> bool:
    return words.issuperset(typed[:-1]) and any(word.startswith(typed[-1]) for word in words)


@lru_cache(maxsize=4096)
def _joined_words(text: str) -> frozenset[str]:
    return frozenset(part for form in forms(text) for part in alternatives(form).joined)


def _titles(snapshot: Snapshot, typed: list[str], allowed: Array, limit: int) -> list[Suggestion]:
    parts = [
        base + _with_title(segment, typed)
        for base, segment in zip(snapshot.bases, snapshot.segments, strict=False)
    ]
    documents = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    documents = documents[allowed[documents]]
    order = np.lexsort((-snapshot.recency[documents], -snapshot.boosts[documents]))[:limit]
    found = []
    for number in documents[order].tolist():
        segment, place = snapshot.placed(number)
        key = segment.keys[place]
        found.append(Suggestion(key.partition(":")[0], segment.titles[place], key))
    return found


def _with_title(segment: Segment, typed: list[str]) -> Array:
    """The documents in whose title a word begins with the last one typed, and the others occur."""
    mask = _with_words(segment, typed[-1], typed[-1] + _AFTER_ALL)
    for word in typed[:-1]:
        mask &= _with_words(segment, word, word + "\0")
    return np.flatnonzero(mask)


def _with_words(segment: Segment, first: str, last: str) -> Array:
    """The documents with a title word, or its remainder after joined particles, from first to before last."""
    index = segment.title_index
    start, end = bisect_left(index.parts, first), bisect_left(index.parts, last)
    chosen = np.zeros(len(segment.words), bool)
    chosen[index.words[start:end]] = True
    mask = np.zeros(segment.size, bool)
    mask[index.documents[chosen[index.tokens]]] = True
    return mask
