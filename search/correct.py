"""Did you mean: what was typed, with words that readers cannot find replaced by near ones that they can."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from search.hebrew.analyze import Word, alternatives, forms, words
from search.hebrew.lemmas import lemmas
from search.hebrew.letters import QUOTES, is_hebrew, unfold, without_marks
from search.parse import LONGEST_TEXT, MOST_WORDS, bare_words
from search.query import Query

MOST_UNKNOWN = 6  # words of a question that are looked into; more are no slip of the finger
_MOST_IN_A_PIECE = 4
_SHORTEST = 3
_SHORTEST_SPLIT = 6
_SHORTEST_REMAINDER = 4
_SELDOM, _FAR_RARER = 2, 50  # a word in few documents, and a near one in so many times more: it is a slip
_SIGNS = ".,;"  # letters on the other keyboard, or the end of a sentence
_KEYS = dict(zip("קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,.", strict=True))
_TO_HEBREW = str.maketrans({latin: hebrew for hebrew, latin in _KEYS.items()})
_TO_LATIN = str.maketrans(_KEYS)


class Near(NamedTuple):
    """A word nearly like another: its distance in halves of an edit, and how many documents have it."""

    form: str
    distance: int
    documents: int


class Vocabulary(Protocol):
    """The words of the documents that a query may find, whatever engine keeps them.

    No other document's words may be counted or named.
    """

    def having(self, form: str) -> int:
        """How many have the word, alone or after joined particles."""

    def having_other_form(self, form: str) -> int:
        """How many have a word with the same lemma or stem."""

    def near(self, form: str, most: int, *, frequent: bool) -> Sequence[Near]:
        """Words at most so far away by the distance of search/spelling.py, at least the best of them;
        ``frequent``: the rare ones need not be looked at."""


def correct(query: Query, vocabulary: Vocabulary) -> str:
    """What was probably meant, or "" when nothing better is known."""
    text = without_marks(query.text[:LONGEST_TEXT])
    parts, place, left = [], 0, MOST_UNKNOWN
    for start, end in bare_words(text, plain=query.plain)[:MOST_WORDS]:
        own = list(words(text[start:end]))
        if len(own) > _MOST_IN_A_PIECE or not left:
            continue
        unknown = [word for word in own if not _stands(word.form, vocabulary)]
        if better := _better(text[start:end], own, unknown, vocabulary):
            parts += [text[place:start], better]
            place = end
        left -= min(len(unknown), left)
    return " ".join("".join((*parts, text[place:])).split()) if parts else ""


def _better(piece: str, own: Sequence[Word], unknown: Sequence[Word], vocabulary: Vocabulary) -> str:
    """What a piece between blanks should have been; "" when it is well, or nothing better is known."""
    if not any(vocabulary.having(word.form) for word in own):
        for typed in dict.fromkeys((piece, piece.rstrip(_SIGNS))):
            if other := _other_keyboard(typed, vocabulary):
                return other + piece[len(typed) :]
    return _spelled(piece, unknown, vocabulary)


def _stands(form: str, vocabulary: Vocabulary) -> bool:
    """Whether readers find the word, as it is or in another form."""
    if len(form) < _SHORTEST or form.isdecimal():
        return True
    having = vocabulary.having(form)
    if 0 < having <= _SELDOM and len(form) > _SHORTEST and not _in_dictionary(form):
        best = max((near.documents for near in vocabulary.near(form, 2, frequent=True)), default=0)
        return best < _FAR_RARER * having
    return bool(having or vocabulary.having_other_form(form))


def _in_dictionary(form: str) -> bool:
    return any(lemmas(part) for part in alternatives(form).joined)


def _other_keyboard(piece: str, vocabulary: Vocabulary) -> str:
    table = _TO_LATIN if any(is_hebrew(letter) for letter in piece) else _TO_HEBREW
    other = piece.lower().translate(table)
    found = forms(other)
    known = found and all(len(form) > 1 and vocabulary.having(form) for form in found)
    return other if known and other != piece else ""


def _spelled(piece: str, unknown: Sequence[Word], vocabulary: Vocabulary) -> str:
    parts, place = [], 0
    for word in unknown:
        acronym = set(piece[word.start : word.end]) & set(QUOTES)
        better = "" if acronym else max(_candidates(word.form, vocabulary), default=(0.0, ""))[1]
        if better:
            parts += [piece[place : word.start], better]
            place = word.end
    return "".join((*parts, piece[place:])) if parts else ""


def _candidates(form: str, vocabulary: Vocabulary) -> Iterator[tuple[float, str]]:
    """Words that may have been meant, with how likely each is: near ones, and frequent ones."""
    known = _in_dictionary(form)
    close = 1 if known or len(form) == _SHORTEST else 2
    found = list(_near(form, close, vocabulary, frequent=False))
    if not found and not known and len(form) > 5:
        found = list(_near(form, 4, vocabulary, frequent=True))
    yield from found
    if not found and len(form) >= _SHORTEST_SPLIT:
        yield from _split(form, vocabulary)


def _near(form: str, most: int, vocabulary: Vocabulary, *, frequent: bool) -> Iterator[tuple[float, str]]:
    for part in alternatives(form).joined:
        if part is form or len(part) >= _SHORTEST_REMAINDER:
            front = form[: len(form) - len(part)]
            for near in vocabulary.near(part, most, frequent=frequent):
                likely = math.log10(near.documents) - near.distance - (0.5 if front else 0)
                yield likely, unfold(front + near.form)


def _split(form: str, vocabulary: Vocabulary) -> Iterator[tuple[float, str]]:
    """Two words with the blank between them forgotten."""
    for cut in range(_SHORTEST, len(form) - _SHORTEST + 1):
        first, second = form[:cut], form[cut:]
        having = vocabulary.having(first) and vocabulary.having(second)
        if having:
            yield math.log10(having), f"{unfold(first)} {unfold(second)}"
