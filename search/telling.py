"""The words that tell what a document is about: frequent in it, and rare elsewhere. For every engine."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from search.hebrew.analyze import alternatives, forms
from search.hebrew.stopwords import FUNCTION_WORDS, QUESTION_WORDS
from search.recipe import idf

MOST_WORDS = 25
LONGEST_TEXT = 60_000  # characters; what a long text is about stands in its beginning
CANDIDATES = 150  # words of a text that are looked at, the most frequent ones
SHARE = 0.1  # of the telling words that another document must have to be like this one
CLEARLY = 0.3  # of the best one's score that it must have, too

Spread = Callable[[Sequence[str]], Sequence[float]]


class Telling(NamedTuple):
    """A word, and how much it counts: 1 for the most frequent ones, less for others."""

    form: str
    weight: float


def counted(text: str) -> Mapping[str, int]:
    """The words of a text that may tell something, the most frequent ones first."""
    counts = Counter(form for form in forms(text[:LONGEST_TEXT]) if may_tell(form))
    return dict(counts.most_common(CANDIDATES))


def may_tell(form: str) -> bool:
    return (
        len(form) > 1 and not form.isdecimal() and form not in FUNCTION_WORDS and form not in QUESTION_WORDS
    )


def telling(counts: Mapping[str, int], documents: int, spread: Spread) -> list[Telling]:
    """The best of these words by tf · √idf, best first; words with a lemma or a stem in common are one.

    ``spread`` tells, more or less, how many of all documents have each of some words in any form. With the
    whole of idf what a text is about yields to words that it mentions once and nobody else does; tf, its
    root and its logarithm, idf and its root were compared on the sample items by the tags and the domains
    that the three most similar ones share with each.
    """
    joined = _joined(counts)
    worth = {
        form: count * math.sqrt(idf(documents, min(int(containing), documents)))
        for (form, count), containing in zip(joined.items(), spread(list(joined)), strict=True)
    }
    best = sorted(worth, key=lambda form: -worth[form])
    most = max(joined.values(), default=1)
    return [Telling(form, math.sqrt(joined[form] / most)) for form in best]


def needed(words: int) -> int:
    """How many of so many telling words another document must have to be like this one."""
    return max(1, math.ceil(SHARE * words))


def _joined(counts: Mapping[str, int]) -> dict[str, int]:
    """Words that share a lemma or a stem counted together, under the best of them."""
    found: dict[str, int] = {}
    known: dict[str, str] = {}
    for form, count in counts.items():
        parts = alternatives(form).related
        same = next((known[part] for part in parts if part in known), form)
        found[same] = found.get(same, 0) + count
        known.update(dict.fromkeys(parts, same))
    return found
