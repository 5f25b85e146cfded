"""Visual order to logical order: what a person sees from left to right, turned into what they would type.

The inverse of the Unicode bidirectional algorithm, as far as a line tells: https://www.unicode.org/reports/tr9/
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPENING = {")": "(", "]": "[", "}": "{"}

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BETWEEN_DIGITS = ".,:/-\u2013"
_BESIDE_DIGITS = "%°‰$€£₪#+"


def is_rtl(text: str) -> bool:
    return bool(_RTL.search(text))


def to_logical(letters: Sequence[str], *, mirror: bool = True) -> str:
    """A line of right-to-left text, letter by letter as seen from left to right, in the order it is read.

    A letter may carry its vowel points. With ``mirror`` brackets are taken for what they look like.
    """
    return "".join(text for _place, text in logical_order(letters, mirror=mirror))


def logical_order(letters: Sequence[str], *, mirror: bool = True) -> list[tuple[int, str]]:
    """The same as letters, each with the place where it is seen."""
    pieces: list[list[tuple[int, str]]] = []
    place = 0
    while place < len(letters):
        end = _end_of_ltr_run(letters, place)
        if end > place:
            pieces.append(_as_seen(letters, place, end))
            place = end
        else:
            letter = letters[place]
            pieces.append([(place, letter.translate(MIRRORED) if mirror else letter)])
            place += 1
    return [pair for piece in reversed(pieces) for pair in piece]


def rtl_parts_in_logical_order(letters: Sequence[str], *, mirror: bool = True) -> list[tuple[int, str]]:
    """Like ``logical_order`` for a line of left-to-right text with right-to-left words in it."""
    strong = [place for place, letter in enumerate(letters) if _kind(letter) in "RL"]
    found: list[tuple[int, str]] = []
    place = 0
    while place < len(letters):
        end = place + 1
        if _kind(letters[place]) == "R":
            for later in (candidate for candidate in strong if candidate > place):
                if _kind(letters[later]) == "L":
                    break
                end = later + 1
            turned = logical_order(letters[place:end], mirror=mirror)
            found += [(place + inside, text) for inside, text in turned]
        else:
            found.append((place, letters[place]))
        place = end
    return found


def _as_seen(letters: Sequence[str], start: int, end: int) -> list[tuple[int, str]]:
    return [(place, letters[place]) for place in range(start, end)]


def _kind(letter: str) -> str:
    """R or L for letters, D for digits, B for signs beside digits, and N for the neutral rest."""
    first = letter[0]
    if _RTL.match(first):
        return "R"
    if first.isdigit():
        return "D"
    if first.isalpha():
        return "L"
    return "B" if first in _BESIDE_DIGITS else "N"


def _end_of_ltr_run(letters: Sequence[str], start: int) -> int:
    """Where the Latin words or the number that begin here end; ``start`` itself when none does."""
    if _kind(letters[start]) == "B":
        number = start + 1
        if number == len(letters) or _kind(letters[number]) != "D" or _follows_digit(letters, start):
            return start
    elif _kind(letters[start]) not in "LD":
        return start
    end, latin = start + 1, _kind(letters[start]) == "L"
    place = end
    while place < len(letters) and (kind := _kind(letters[place])) != "R":
        gap = letters[end:place]
        if kind == "L" or (kind == "D" and (latin or _joins_digits(gap))):
            end, latin = place + 1, latin or kind == "L"
        elif kind == "B" and not gap and _kind(letters[place - 1]) in "DB":
            end = place + 1
        place += 1
    return _with_closing_bracket(letters, start, end)


def _follows_digit(letters: Sequence[str], place: int) -> bool:
    return place > 0 and _kind(letters[place - 1]) == "D"


def _joins_digits(gap: Sequence[str]) -> bool:
    return not gap or (len(gap) == 1 and (gap[0] in _BETWEEN_DIGITS or gap[0] in _BESIDE_DIGITS))


def _with_closing_bracket(letters: Sequence[str], start: int, end: int) -> int:
    run = "".join(letters[start:end])
    bracket = letters[end] if end < len(letters) else ""
    opening = _OPENING.get(bracket)
    return end + 1 if opening and run.count(opening) > run.count(bracket) else end
