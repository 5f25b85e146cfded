"""The numbers of the Hebrew recipe, the same in every engine: how words score, alone and close together.

A document's score is the sum over the query's words of u · (.2 S + .5 C + 1.0 L), where S, C and L are BM25
in the exact, joined and loose field, and what near_weight() adds for words that stand close together. How
the numbers were found: docs/decisions/0003-hebrew-recipe.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from search.hebrew.analyze import Alternatives, alternatives

EXACT, JOINED, LOOSE = range(3)  # the places of Alternatives
FIELDS = (EXACT, JOINED, LOOSE)
FIELD_WEIGHTS = (0.2, 0.5, 1.0)
NEAR_WEIGHTS = {JOINED: 0.5, LOOSE: 1.0}
K1 = 0.9
B = 0.6
NEAR_WORDS = 3  # words of the query at most this far apart in it are looked for near one another
NEAR_PLACES = 12  # and at most this far apart in the document
NEAR_WINDOW = 200  # in this many of the best documents


def idf(documents: int, containing: int) -> float:
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))


def word_weight(documents: int, containing: int) -> float:
    """u: how much a word counts; all of it when no document has the word as such."""
    if not containing:
        return 1.0
    return math.sqrt(max(idf(documents, containing), 0.2) / max(idf(documents, 1), 0.2))


def near_pairs(query: Sequence[Alternatives]) -> Iterator[tuple[int, int]]:
    """The pairs of words whose closeness counts: near in the query, no loose alternative in common."""
    for second in range(len(query)):
        for first in range(max(0, second - NEAR_WORDS), second):
            if not set(query[first].loose) & set(query[second].loose):
                yield first, second


def near_weight(idfs: tuple[float, float], weights: tuple[float, float], distance: int) -> float:
    """What multiplies t / (t + 1), where t is the sum of 1/gap over neighbouring occurrences."""
    return sum(idfs) * math.sqrt(weights[0] * weights[1]) / distance


def fields_of(form: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The alternatives of a form in each of FIELDS."""
    found = alternatives(form)
    return (found.exact,), found.joined, found.loose
