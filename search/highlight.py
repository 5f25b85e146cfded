"""Shows where a text answers a question: the best window of it, escaped, with the matching words marked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import accumulate
from typing import NamedTuple

from search.hebrew.analyze import words
from search.hebrew.letters import without_marks
from search.hebrew.stopwords import FUNCTION_WORDS
from search.occurrences import Likeness, Occurrence, Sought
from search.parse import parse

WIDTH = 240  # letters in a snippet, about two lines
_LIKENESS = {Likeness.EXACT: 1.15, Likeness.SAME: 1.0, Likeness.RELATED: 0.6, Likeness.SKELETON: 0.25}
_SAME_AGAIN = 0.1  # what a word adds to a window that has it already, times its likeness; three times at most
_FUNCTION_WORD = 0.1
_PHRASE = 5.0
_LONGEST_WORD = 60  # a run without blanks longer than this may be cut
_BLANKS = re.compile(r"\s+")
_BLANKS_OF_A_LINE = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """Safe HTML, and the index of the page it was taken from; None when no page has a match."""

    html: str
    page_index: int | None


class _Question(NamedTuple):
    sought: Sought
    weights: tuple[float, ...]
    phrases: tuple[tuple[str, ...], ...]


class _Window(NamedTuple):
    worth: float
    page: int
    start: int
    end: int


def snippet(pages: Sequence[str], text_of_query: str, *, width: int = WIDTH) -> Snippet:
    """The part of the pages with the most of what was asked for, close together; else how they begin."""
    question = _question(text_of_query)
    found = [question.sought.occurrences(page) for page in pages]
    clear = _clear(question, found)
    best: _Window | None = None
    for number, (page, occurrences) in enumerate(zip(pages, found, strict=True)):
        kept = [one for one in occurrences if (one.word, one.likeness) in clear]
        window = _best(question, page, number, kept, width)
        if window and (best is None or window.worth > best.worth):
            best = window
    if best is None:
        beginning = next((page for page in pages if page.strip()), "")
        return Snippet(_cut(beginning, 0, len(beginning[:width]), [], width), None)
    shown = [one for one in found[best.page] if (one.word, one.likeness) in clear]
    return Snippet(_cut(pages[best.page], best.start, best.end, shown, width), best.page)


def mark(text: str, text_of_query: str, *, lines: bool = False) -> str:
    """The whole text as safe HTML, with the matching words marked: in one line, or with its ``lines``."""
    question = _question(text_of_query)
    occurrences = question.sought.occurrences(text)
    clear = _clear(question, [occurrences])
    shown = [one for one in occurrences if (one.word, one.likeness) in clear]
    return _marked(text, 0, len(text), shown, blanks=_BLANKS_OF_A_LINE if lines else _BLANKS)


def marked_words(words: Sequence[str], text_of_query: str) -> list[int]:
    """Which words of a page to mark, by their places: what ``mark`` would mark in the page's text.

    The words come in the order of reading, each as the page shows it, with the punctuation that touches it.
    """
    question = _question(text_of_query)
    starts = list(accumulate((len(word) + 1 for word in words[:-1]), initial=0))
    occurrences = question.sought.occurrences(" ".join(words))
    clear = _clear(question, [occurrences])
    found = {
        bisect_right(starts, one.start) - 1: None for one in occurrences if (one.word, one.likeness) in clear
    }
    return list(found)


@lru_cache(maxsize=64)
def _question(text: str) -> _Question:
    parsed = parse(text)
    weights = tuple(_FUNCTION_WORD if form in FUNCTION_WORDS else 1.0 for form in parsed.words)
    phrases = tuple(term.forms for group in parsed.required for term in group if term.quoted)
    return _Question(Sought(parsed.words), weights, phrases)


def _clear(question: _Question, found: Sequence[Sequence[Occurrence]]) -> set[tuple[int, Likeness]]:
    """Which likenesses of which words are worth showing.

    Letters alone are only worth it where nothing better is found, and function words where nothing else is.
    """
    seen = {(one.word, one.likeness) for occurrences in found for one in occurrences}
    closest = {word: max(likeness for its, likeness in seen if its == word) for word, _ in seen}
    worth = {word for word in closest if question.weights[word] > _FUNCTION_WORD} or set(closest)
    return {
        (word, likeness)
        for word, likeness in seen
        if word in worth and likeness >= min(closest[word], Likeness.RELATED)
    }


def _best(
    question: _Question, page: str, number: int, occurrences: list[Occurrence], width: int
) -> _Window | None:
    """Slide a window over the occurrences and keep the one worth most; the first of equals."""
    phrases = _phrase_starts(question, page, occurrences)
    best: _Window | None = None
    inside: Counter[tuple[int, Likeness]] = Counter()
    last = 0
    for first, one in enumerate(occurrences):
        while last < len(occurrences) and (last == first or occurrences[last].end - one.start <= width):
            inside[occurrences[last].word, occurrences[last].likeness] += 1
            last += 1
        worth = _worth(question, inside) + (_PHRASE if one.start in phrases else 0)
        end = occurrences[last - 1].end
        worth -= 0.2 * min(1.0, (end - one.start) / width)  # close together is better
        if best is None or worth > best.worth:
            best = _Window(worth, number, one.start, end)
        inside[one.word, one.likeness] -= 1
    return best


def _worth(question: _Question, inside: Counter[tuple[int, Likeness]]) -> float:
    best: dict[int, float] = {}
    found, number = 0.0, 0
    for (word, likeness), count in inside.items():
        if count:
            found, number = found + count * _LIKENESS[likeness], number + count
            best[word] = max(best.get(word, 0.0), question.weights[word] * _LIKENESS[likeness])
    again = number - len(best)
    return sum(best.values()) + _SAME_AGAIN * min(again, 3) * found / max(number, 1)


def _phrase_starts(question: _Question, page: str, occurrences: list[Occurrence]) -> set[int]:
    starts = set()
    for phrase in question.phrases:
        room = sum(map(len, phrase)) * 4 + 40
        for one in occurrences:
            if one.form == phrase[0]:
                following = words(page[one.start : one.start + room])
                if all(word and word.form == form for word, form in zip(following, phrase, strict=False)):
                    starts.add(one.start)
    return starts


def _cut(text: str, start: int, end: int, occurrences: list[Occurrence], width: int) -> str:
    """The text around a place, as wide as asked for, never cut inside a word.

    It begins with a line where it can: the end of the table's row before says nothing.
    """
    spare = max(width - (end - start), 0)
    first = max(start - spare // 3, 0)
    start = text.rfind("\n", first, start) + 1 or _edge(text, first, -1)
    end = _edge(text, min(max(start + width, end), len(text)), 1)
    html = _marked(text, start, end, occurrences).strip()
    before = "… " if text[:start].strip() else ""
    after = " …" if text[end:].strip() else ""
    return before + html + after


def _edge(text: str, place: int, step: int) -> int:
    """The nearest blank from here on in a direction, or the same place in the middle of an endless run."""
    for moved in range(_LONGEST_WORD):
        at = place + step * moved
        if at <= 0 or at >= len(text) or text[at - 1 if step < 0 else at].isspace():
            return min(max(at, 0), len(text))
    return place


def _marked(
    text: str,
    start: int,
    end: int,
    occurrences: Sequence[Occurrence],
    *,
    blanks: re.Pattern[str] = _BLANKS,
) -> str:
    def safe(start: int, end: int) -> str:
        return escape(blanks.sub(" ", without_marks(text[start:end])))

    parts, place = [], start
    for one in occurrences:
        if one.start >= place and one.end <= end:
            parts += [safe(place, one.start), "<mark>", safe(one.start, one.end), "</mark>"]
            place = one.end
    return "".join((*parts, safe(place, end)))
