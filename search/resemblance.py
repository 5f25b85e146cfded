"""How much of two texts is the same, word by word: finds another version of a document."""

from __future__ import annotations

from collections.abc import Sequence

from search.hebrew.analyze import forms

_SHINGLE = 3  # words in a row that are compared as one
_LONGEST = 120_000  # characters; of longer texts the beginnings are compared


def resemblance(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same words in the same order.

    It is r(A, B) = |S(A) ∩ S(B)| / |S(A) ∪ S(B)| over the sets S of all runs of three words (A. Z. Broder,
    "On the resemblance and containment of documents", 1997). Points, quotes, final letters, case and
    punctuation do not count.
    """
    first, second = _shingles(forms(one[:_LONGEST])), _shingles(forms(other[:_LONGEST]))
    return len(first & second) / max(len(first | second), 1)


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    size = min(_SHINGLE, max(len(words), 1))
    return {tuple(words[place : place + size]) for place in range(len(words) - size + 1)}
