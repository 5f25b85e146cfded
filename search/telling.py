"""The words that tell what a document is about: frequent in it, and rare elsewhere. For every engine."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from search.hebrew.analyze import alternatives, forms
from search.hebrew.stopwords import FUNCTION_WORDS, QUESTION_WORDS
from search.recipe import idf

MOST_WORDS = 25
LONGEST_TEXT = 120_000  # characters; what a long text is about stands in its beginning
CANDIDATES = 150  # words of a text that are looked at, the most frequent ones
LOOKED_AT = 60  # of these, closely
SHARE = 0.2  # of the telling words that another document must have to be like this one
_TOO_COMMON = 0.15  # of all documents; a word that more of them have in some form tells little
_FEW_DOCUMENTS = 40  # among so few a share says nothing

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


def telling(
    counts: Mapping[str, int], documents: int, *, exactly: Spread, in_any_form: Spread
) -> list[Telling]:
    """The best of these words by tf · idf, best first; words with a lemma or a stem in common are one.

    ``exactly`` and ``in_any_form`` tell, more or less, how many of all documents have each of some words.
    """
    first = _best(counts, documents, exactly(list(counts)))[:LOOKED_AT]
    joined = _joined({form: counts[form] for form in first})
    spread = dict(zip(joined, in_any_form(list(joined)), strict=True))
    if documents >= _FEW_DOCUMENTS:
        rare = [form for form in joined if spread[form] <= _TOO_COMMON * documents]
        joined = {form: joined[form] for form in rare or joined}
    best = _best(joined, documents, [spread[form] for form in joined])
    most = max(joined.values(), default=1)
    return [Telling(form, _frequency(joined[form]) / _frequency(most)) for form in best]


def needed(words: int) -> int:
    """How many of so many telling words another document must have to be like this one."""
    return max(1, math.ceil(SHARE * words))


def _joined(counts: Mapping[str, int]) -> dict[str, int]:
    """Words that share a lemma or a stem counted together, under the best of them."""
    found: dict[str, int] = {}
    known: dict[str, str] = {}
    for form, count in counts.items():
        parts = [part for part in alternatives(form).loose if part[0] != "!"]
        same = next((known[part] for part in parts if part in known), form)
        found[same] = found.get(same, 0) + count
        known.update(dict.fromkeys(parts, same))
    return found


def _best(counts: Mapping[str, int], documents: int, spread: Iterable[float]) -> list[str]:
    worth = {
        form: _frequency(count) * idf(documents, min(int(containing), documents))
        for (form, count), containing in zip(counts.items(), spread, strict=True)
    }
    return sorted(worth, key=lambda form: -worth[form])


def _frequency(count: int) -> float:
    return math.sqrt(count)
