"""From a query and a snapshot to a page of hits: readers first, then text, filters, counts and order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from search.engines.whoosh.arrays import Array
from search.engines.whoosh.match import closeness, matching, text_scores
from search.engines.whoosh.snapshot import Snapshot
from search.parse import Parsed, parse
from search.query import Hit, Page, Query
from search.recipe import NEAR_WINDOW

Counts = tuple[tuple[str, int], ...]


def answer(snapshot: Snapshot, query: Query) -> Page:
    parsed = parse(query.text, plain=query.plain)
    scores = text_scores(snapshot, parsed)
    mask = snapshot.allowed(query) & matching(snapshot, parsed, scores)
    filters = {name: snapshot.bearing(name, frozenset(values)) for name, values in query.filters.items()}
    facets = {name: _counts(snapshot, name, mask, filters) for name in query.facets}
    for chosen in filters.values():
        mask = mask & chosen
    documents = np.flatnonzero(mask)
    scores *= snapshot.boosts
    start = max(query.page - 1, 0) * query.size
    end = start + query.size
    if query.sort == "relevance" and not parsed.empty:
        ordered = _by_relevance(snapshot, parsed, documents, scores, end)
    else:
        ordered = documents[_SORTS[query.sort](snapshot, documents)]
    hits = (Hit(snapshot.key(number), float(scores[number])) for number in ordered[start:end].tolist())
    return Page(tuple(hits), len(documents), facets)


def _by_relevance(snapshot: Snapshot, parsed: Parsed, documents: Array, scores: Array, end: int) -> Array:
    """The first documents by score; closeness is looked at among the best, and can only lift them further."""
    wanted = max(end, NEAR_WINDOW)
    if len(documents) > wanted:  # sorting all of many is slow, and few pages are looked at
        found = scores[documents]
        documents = documents[found >= np.partition(found, -wanted)[-wanted]]
    ordered = _sorted(snapshot, documents, scores)
    best = np.sort(ordered[:NEAR_WINDOW])
    scores[best] += closeness(snapshot, parsed, best) * snapshot.boosts[best]
    return np.concatenate((_sorted(snapshot, best, scores), ordered[NEAR_WINDOW:]))


def _sorted(snapshot: Snapshot, documents: Array, scores: Array) -> Array:
    return documents[np.lexsort((-snapshot.recency[documents], -scores[documents]))]


def _by_date(snapshot: Snapshot, documents: Array) -> Array:
    return np.argsort(-snapshot.recency[documents])


def _by_rating(snapshot: Snapshot, documents: Array) -> Array:
    return np.lexsort((-snapshot.recency[documents], -snapshot.ratings[documents]))


def _by_title(snapshot: Snapshot, documents: Array) -> Array:
    return np.lexsort((-snapshot.recency[documents], snapshot.alphabet[documents]))


_SORTS: dict[str, Callable[[Snapshot, Array], Array]] = {
    "relevance": _by_date,  # of an empty question
    "date": _by_date,
    "rating": _by_rating,
    "title": _by_title,
}


def _counts(snapshot: Snapshot, facet: str, mask: Array, filters: dict[str, Array]) -> Counts:
    """How many of the matching documents bear each value, as if this facet had no filter of its own."""
    labels = snapshot.labels.get(facet)
    if labels is None:
        return ()
    for name, chosen in filters.items():
        if name != facet:
            mask = mask & chosen
    counts = np.bincount(labels.codes[mask[labels.documents]], minlength=len(labels.values)).tolist()
    found = [(value, count) for value, count in zip(labels.values, counts, strict=True) if count]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
