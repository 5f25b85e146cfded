"""Where any Hebrew form of some words stands in a text, found without analysing the whole of a long text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from search.hebrew.analyze import Word, alternatives, words
from search.hebrew.lemmas import forms_of
from search.hebrew.letters import POINTS, QUOTES, UNSEEN, fold, is_hebrew

_MARKS = f"{POINTS}{UNSEEN}{QUOTES}"
_EITHER = {fold(letter): f"[{fold(letter)}{letter}]" for letter in "ךםןףץ"}
_NO_LETTER = "(?![א-ת])"
_END, _OPEN = "$", "*"  # in a tree of letters: the word ends here; it may go on
_FAR = 200  # letters without a blank; a piece of an endless run is enough
_MOST = 20_000  # occurrences in one text; more say nothing new


_Tree = dict[str, "_Tree"]
_FEWEST_BARE_LETTERS = 3


class Likeness(IntEnum):
    """How much a word of a text is the word that was sought."""

    SKELETON = 1  # the same letters but for ו and י
    RELATED = 2  # a lemma or a stem in common
    SAME = 3  # the word itself, with other particles at its front
    EXACT = 4  # as it was typed


class Occurrence(NamedTuple):
    """A word of a text, and which of the sought words it is a form of."""

    start: int
    end: int
    form: str
    word: int
    likeness: Likeness


class Sought:
    """Some words to look for. May be used for many texts: what it learns about forms it keeps."""

    def __init__(self, forms: Sequence[str]) -> None:
        self.forms = tuple(forms)
        self._alternatives = [alternatives(form) for form in forms]
        self._patterns = _patterns(self.forms)
        self._known: dict[str, tuple[tuple[int, Likeness], ...]] = {}

    def occurrences(self, text: str) -> list[Occurrence]:
        """In the order of the text; a word that is a form of several sought words occurs once for each."""
        found: list[Occurrence] = []
        own: dict[str, list[tuple[Word, tuple[tuple[int, Likeness], ...]]]] = {}
        for place, chunk in self._chunks(text).items():
            if chunk not in own:
                own[chunk] = [(word, fits) for word in words(chunk) if (fits := self.likenesses(word.form))]
            found.extend(
                Occurrence(place + word.start, place + word.end, word.form, number, likeness)
                for word, fits in own[chunk]
                for number, likeness in fits
            )
            if len(found) > _MOST:
                break
        return sorted(found)

    def likenesses(self, form: str) -> tuple[tuple[int, Likeness], ...]:
        """Which sought words a form is like, and how much."""
        known = self._known.get(form)
        if known is None:
            known = self._known[form] = tuple(self._compare(form))
        return known

    def _compare(self, form: str) -> Iterator[tuple[int, Likeness]]:
        own = alternatives(form)
        for number, sought in enumerate(self._alternatives):
            if own.exact == sought.exact:
                yield number, Likeness.EXACT
            elif set(own.joined) & set(sought.joined):
                yield number, Likeness.SAME
            elif shared := {part for part in set(own.loose) & set(sought.loose) if _tells(part)}:
                only_skeleton = all(part.startswith("!") for part in shared)
                yield number, Likeness.SKELETON if only_skeleton else Likeness.RELATED

    def _chunks(self, text: str) -> dict[int, str]:
        """The pieces between blanks that may hold a sought word, by their places."""
        found: dict[int, str] = {}
        for pattern in self._patterns:
            end = 0
            for match in pattern.finditer(text):
                if match.start() >= end:
                    start = _blank_before(text, match.start(), max(end, match.start() - _FAR))
                    end = match.end()
                    while end < min(match.end() + _FAR, len(text)) and not text[end].isspace():
                        end += 1
                    found[start] = text[start:end]
        return found


def _tells(part: str) -> bool:
    """Whether having this in common is worth showing: two bare letters would join פינוי and לפני."""
    return part[0] != "!" or len(part) - 1 >= _FEWEST_BARE_LETTERS


def _patterns(forms: Sequence[str]) -> list[re.Pattern[str]]:
    """What the forms of these words have in common, as patterns that pass over a text quickly."""
    tree: _Tree = {}
    skeletons, others = set(), set()
    for form in forms:
        if not is_hebrew(form):
            others.add(re.escape(form))
            continue
        own = alternatives(form)
        for part in own.joined:
            _plant(tree, part + _END)
        for part in own.loose:
            if part[0] == "!":
                skeletons.add(_between(part[1:], f"[וי{_MARKS}]*") + _NO_LETTER)
            elif part[0] == "~":
                _plant(tree, part[1:])
            else:
                for other in forms_of(part):
                    _plant(tree, other + _END)
    found = ["|".join((*_branches(tree, str), *sorted(skeletons)))] if tree else []
    patterns = [re.compile(pattern) for pattern in found]
    return patterns + ([re.compile("|".join(sorted(others)), re.IGNORECASE)] if others else [])


def _plant(tree: _Tree, letters: str) -> None:
    """Put a word into a tree of letters. What ends without _END may go on, and needs nothing below it."""
    for letter in letters:
        if _OPEN in tree:
            return
        tree = tree.setdefault(letter, {})
    if not letters.endswith(_END):
        tree.clear()
        tree[_OPEN] = {}


def _branches(tree: _Tree, written: Callable[[str], str]) -> Iterator[str]:
    for letter, below in tree.items():
        if letter == _END:
            yield _NO_LETTER
        elif letter == _OPEN:
            yield ""
        else:
            branches = list(_branches(below, _in_word))
            rest = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
            yield f"{written(letter)}[{_MARKS}]*{rest}"


def _between(letters: str, between: str) -> str:
    return between.join((letters[0], *map(_in_word, letters[1:]), ""))


def _in_word(letter: str) -> str:
    """A letter that may be the last of its word."""
    return _EITHER.get(letter, letter)


def _blank_before(text: str, place: int, first: int) -> int:
    while place > first and not text[place - 1].isspace():
        place -= 1
    return place
