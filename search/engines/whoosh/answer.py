"""From a query and a snapshot to a page of hits: readers first, then text, filters, counts and order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from search.engines.whoosh.arrays import Array
from search.engines.whoosh.match import closeness, matching, text_scores
from search.engines.whoosh.snapshot import Snapshot
from search.parse import Parsed, parse
from search.query import Hit, Page, Query
from search.recipe import NEAR_WINDOW

Counts = tuple[tuple[str, int], ...]
Order = Callable[[Array, int], Array]


def answer(snapshot: Snapshot, query: Query) -> Page:
    parsed = parse(query.text, plain=query.plain)
    scores = text_scores(snapshot, parsed)
    mask = snapshot.allowed(query) & matching(snapshot, parsed, scores)
    scores *= snapshot.boosts
    best_first = None if parsed.empty else partial(_by_relevance, snapshot, parsed, scores)
    return make_page(snapshot, query, mask, scores, best_first)


def make_page(snapshot: Snapshot, query: Query, mask: Array, scores: Array, best_first: Order | None) -> Page:
    """The page that a query asks for, of these documents. ``best_first`` puts at least the first so many of
    some documents in order; None for the newest first."""
    filters = {name: snapshot.bearing(name, frozenset(values)) for name, values in query.filters.items()}
    facets = {name: _counts(snapshot, name, mask, filters) for name in query.facets}
    for chosen in filters.values():
        mask = mask & chosen
    documents = np.flatnonzero(mask)
    start = max(query.page - 1, 0) * query.size
    end = start + query.size
    if query.sort == "relevance" and best_first:
        ordered = best_first(documents, end)
    else:
        ordered = documents[_SORTS[query.sort](snapshot, documents)]
    hits = (Hit(snapshot.key(number), float(scores[number])) for number in ordered[start:end].tolist())
    return Page(tuple(hits), len(documents), facets)


def by_score(snapshot: Snapshot, scores: Array, documents: Array, _end: int) -> Array:
    """The documents from the highest score down, the newest of equals first."""
    return documents[np.lexsort((-snapshot.recency[documents], -scores[documents]))]


def _by_relevance(snapshot: Snapshot, parsed: Parsed, scores: Array, documents: Array, end: int) -> Array:
    """The first documents by score; closeness is looked at among the best, and can only lift them further."""
    wanted = max(end, NEAR_WINDOW)
    if len(documents) > wanted:  # sorting all of many is slow, and few pages are looked at
        found = scores[documents]
        documents = documents[found >= np.partition(found, -wanted)[-wanted]]
    ordered = by_score(snapshot, scores, documents, end)
    best = np.sort(ordered[:NEAR_WINDOW])
    scores[best] += closeness(snapshot, parsed, best) * snapshot.boosts[best]
    return np.concatenate((by_score(snapshot, scores, best, end), ordered[NEAR_WINDOW:]))


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
