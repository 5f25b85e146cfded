"""The only door to Hebrew: the words of a text with their places, and what each word is found by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from search.hebrew.lemmas import lemmas
from search.hebrew.letters import HEBREW, POINTS, QUOTES, UNSEEN, is_hebrew, normalise
from search.hebrew.prefixes import remainders
from search.hebrew.suffixes import skeleton, stem

LONGEST_WORD = 64  # letters; what is longer is no word, but a key or a mistake of some extractor

# A run of Hebrew letters with quotes inside; a run of other letters; a number. Points and unseen marks may
# stand anywhere in a word. Two single quotes are a way to type gershayim.
_HEBREW_RUN = f"[{HEBREW}][{HEBREW}{POINTS}{UNSEEN}]*"
_WORD = re.compile(
    f"{_HEBREW_RUN}(?:[{QUOTES}]{{1,2}}[{POINTS}{UNSEEN}]*{_HEBREW_RUN})*"
    f"|[^\\W\\d_{HEBREW}](?:[^\\W\\d_{HEBREW}]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f{UNSEEN}])*"
    r"|\d+"
)


class Word(NamedTuple):
    """One word of a text: where it stands, and its normalised form."""

    start: int
    end: int
    form: str


class Alternatives(NamedTuple):
    """What a word is found by, in three fields from strict to loose."""

    exact: str
    joined: tuple[str, ...]  # the word, and what remains after joined particles
    loose: tuple[str, ...]  # lemmas, ~stems and !skeletons of the remainders

    @property
    def related(self) -> tuple[str, ...]:
        """The lemmas and stems alone, where letters without vowels would say too little."""
        return tuple(part for part in self.loose if part[0] != "!")


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, with their places in it as it stands."""
    for match in _WORD.finditer(text):
        form = _form(match.group())
        if form:
            yield Word(match.start(), match.end(), form)


def forms(text: str) -> list[str]:
    """The normalised forms of the words of a text, in order."""
    return [form for form in map(_form, _WORD.findall(text)) if form]


@lru_cache(maxsize=16_384)
def alternatives(form: str) -> Alternatives:
    """The alternatives of a normalised form. They are synonyms of one another, never separate words."""
    if not is_hebrew(form):
        return Alternatives(form, (form,), (form,))
    parts = remainders(form, shortest=2)
    joined = [part for part in parts if len(part) > 2 or part is form]
    loose: dict[str, None] = {}
    for part in parts:
        loose.update(dict.fromkeys(lemmas(part)))
        if len(part) > 2:
            loose["~" + stem(part)] = None
            loose["!" + skeleton(part)] = None
    return Alternatives(form, tuple(joined), tuple(loose) or (form,))


@lru_cache(maxsize=65_536)
def _form(raw: str) -> str:
    return normalise(raw)[:LONGEST_WORD]
