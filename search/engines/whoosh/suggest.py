"""Completions for the search box: titles and facet values with words that begin as those that were typed."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

import numpy as np

from search.engines.whoosh.arrays import Array
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.snapshot import Snapshot
from search.hebrew.analyze import alternatives, forms
from search.query import Query, Suggestion

_MOST_WORDS = 10  # of a long text the last ones
_AFTER_ALL = "\U0010ffff"


def suggest(
    snapshot: Snapshot, prefix: str, query: Query, facets: tuple[str, ...], limit: int
) -> list[Suggestion]:
    typed = forms(prefix)[-_MOST_WORDS:]
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
        (not forms(value)[0].startswith(typed[0]), -count, value)
        for value, count in zip(labels.values, counts, strict=True)
        if count and _fits(_joined_words(value), typed)
    ]
    return [Suggestion(facet, value) for *_, value in sorted(found)]


def _fits(words: frozenset[str], typed: list[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in typed)


@lru_cache(maxsize=4096)
def _joined_words(text: str) -> frozenset[str]:
    return frozenset(part for form in forms(text) for part in alternatives(form).joined)


def _titles(snapshot: Snapshot, typed: list[str], allowed: Array, limit: int) -> list[Suggestion]:
    """Titles that begin with what was typed come first, then those with all of the earlier words whole."""
    parts = [
        (base + documents, worth)
        for base, segment in zip(snapshot.bases, snapshot.segments, strict=False)
        for documents, worth in [_with_title(segment, typed)]
    ]
    documents = np.concatenate([np.zeros(0, np.int64), *(part for part, _ in parts)])
    worth = np.concatenate([np.zeros(0, np.int8), *(part for _, part in parts)])[allowed[documents]]
    documents = documents[allowed[documents]]
    order = np.lexsort((-snapshot.recency[documents], -snapshot.boosts[documents], -worth))[:limit]
    found = []
    for number in documents[order].tolist():
        segment, place = snapshot.placed(number)
        key = segment.keys[place]
        found.append(Suggestion(key.partition(":")[0], segment.titles[place], key))
    return found


def _with_title(segment: Segment, typed: list[str]) -> tuple[Array, Array]:
    """The documents in whose title a word begins with each one typed, and how well they fit."""
    index = segment.title_index
    beginning = [_words_between(segment, word, word + _AFTER_ALL) for word in typed]
    documents = np.flatnonzero(np.logical_and.reduce([_having(segment, words) for words in beginning]))
    whole = np.ones(len(documents), bool)
    for word in typed[:-1]:
        whole &= _having(segment, _words_between(segment, word, word + "\0"))[documents]
    first = segment.title_words[documents] >= len(typed)
    for place, words in enumerate(beginning):
        at = np.minimum(index.starts[documents] + place, max(len(index.tokens) - 1, 0))
        first &= words[index.tokens[at]]
    return documents, 2 * first.astype(np.int8) + whole


def _words_between(segment: Segment, first: str, last: str) -> Array:
    """The title words that stand from first to before last, or whose remainder after particles does."""
    index = segment.title_index
    start, end = bisect_left(index.parts, first), bisect_left(index.parts, last)
    chosen = np.zeros(len(segment.words), bool)
    chosen[index.words[start:end]] = True
    return chosen


def _having(segment: Segment, words: Array) -> Array:
    index = segment.title_index
    mask = np.zeros(segment.size, bool)
    mask[index.documents[words[index.tokens]]] = True
    return mask
