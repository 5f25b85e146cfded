"""Documents like another one, or like a text, by the words that tell most about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice

import numpy as np

from search.engines.whoosh.answer import by_score, make_page
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.snapshot import Snapshot, Word
from search.query import Page, Query
from search.telling import CANDIDATES, CLEARLY, MOST_WORDS, counted, may_tell, needed, telling

_ENOUGH = 3  # the share of the documents, as 1 in so many


def similar(snapshot: Snapshot, query: Query, key: str, text: str) -> Page:
    allowed = snapshot.allowed(query)
    own = snapshot.numbers_of(key) if key else []
    words = _telling(snapshot, counted(text) if text else _words_of(snapshot, query, own), own)
    scores, shared = np.zeros(snapshot.size), np.zeros(snapshot.size, np.int32)
    for word, weight in words:
        scores[word.documents] += weight * word.impact
        shared[word.documents] += 1
    mask = allowed & (shared >= needed(len(words)))
    mask[own] = False
    mask &= scores >= CLEARLY * scores.max(where=mask, initial=0.0)
    return make_page(snapshot, query, mask, scores, partial(by_score, snapshot, scores))


def _words_of(snapshot: Snapshot, query: Query, own: Sequence[int]) -> Mapping[str, int]:
    """The most frequent words of a document; none when the query may not see it, of whatever kind it is."""
    seen = snapshot.visible(query)
    for number in own:
        if seen[number]:
            segment, place = snapshot.placed(number)
            tokens = segment.tokens_of([place])
            words, counts = np.unique(tokens[tokens >= 0], return_counts=True)
            order = np.lexsort((segment.bearers[words], -counts))[: 2 * CANDIDATES]
            pairs = ((segment.words[words[at]], int(counts[at])) for at in order.tolist())
            return dict([pair for pair in pairs if may_tell(pair[0])][:CANDIDATES])
    return {}


def _telling(snapshot: Snapshot, counts: Mapping[str, int], own: Sequence[int]) -> list[tuple[Word, float]]:
    """The telling words that other documents have, too."""
    looked_at = _enough(snapshot)
    found = telling(
        counts,
        sum(segment.size for segment in looked_at),
        lambda forms: [sum(segment.spread(form) for segment in looked_at) for form in forms],
    )
    words = ((snapshot.word(form), weight) for form, weight in found)
    shared = (pair for pair in words if _others_have(pair[0], own))
    return list(islice(shared, MOST_WORDS))


def _others_have(word: Word, own: Sequence[int]) -> bool:
    places = np.searchsorted(word.documents, own)
    itself = sum(
        word.documents[place : place + 1] == number for place, number in zip(places, own, strict=True)
    )
    return len(word.documents) > int(np.sum(itself))


def _enough(snapshot: Snapshot) -> list[Segment]:
    """As many of the largest segments as it takes to know how common words are, more or less."""
    found: list[Segment] = []
    for segment in sorted(snapshot.segments, key=lambda segment: -segment.size):
        if sum(one.size for one in found) * _ENOUGH >= snapshot.size:
            break
        found.append(segment)
    return found
