"""Words that make a question and say nothing about its answer, and words that are not worth marking.

Function words other than question words stay in a question: dropping them hurts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from search.hebrew.letters import fold

T = TypeVar("T")

QUESTION_WORDS = frozenset(
    map(
        fold,
        [
            "מה",
            "מהו",
            "מהי",
            "מהם",
            "מהן",
            "מי",
            "מיהו",
            "מיהי",
            "מיהם",
            "מתי",
            "ממתי",
            "כמה",
            "בכמה",
            "לכמה",
            "מכמה",
            "איזה",
            "איזו",
            "אילו",
            "באיזה",
            "באיזו",
            "באילו",
            "לאיזה",
            "לאיזו",
            "מאיזה",
            "מאיזו",
            "איפה",
            "מאיפה",
            "היכן",
            "מהיכן",
            "איך",
            "כיצד",
            "מדוע",
            "למה",
            "האם",
            "לאן",
            "מאין",
            "במה",
            "ממה",
            "למי",
            "ממי",
            "במי",
        ],
    )
)
FUNCTION_WORDS = frozenset(
    map(
        fold,
        [
            "של",
            "על",
            "את",
            "עם",
            "או",
            "גם",
            "כי",
            "אל",
            "לא",
            "זה",
            "זו",
            "זאת",
            "הוא",
            "היא",
            "הם",
            "הן",
            "אם",
            "כל",
            "יש",
            "אין",
            "אך",
            "רק",
            "עד",
            "בין",
            "לפי",
            "תחת",
            "אשר",
            "אצל",
            "מן",
            "the",
            "of",
            "and",
            "a",
            "an",
            "in",
            "to",
            "for",
            "on",
            "at",
            "by",
            "is",
            "are",
            "or",
        ],
    )
)


def without_question_words(words: Sequence[T], form_of: Callable[[T], str]) -> list[T]:
    """The words that are not question words; all of them if nothing else remains."""
    return [word for word in words if form_of(word) not in QUESTION_WORDS] or list(words)
