"""Where the words of a question stand in an item's files: on which pages, and in which boxes of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from markupsafe import Markup

from ingest.model import Word
from knowledge.library.models import File
from knowledge.library.reading import Piece, sections_of
from knowledge.library.words import rows_of, unpacked
from search.highlight import marked_words, snippet

MOST_LETTERS = 600_000  # of an item: one very long file, or many short ones
_COMPARED = 40  # places with the most words, of which one is the best


class Mark(NamedTuple):
    """A box on a page's picture, in ten thousandths of its width and height."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Place:
    """A page, or a section of a text, in which words of the question stand. Only pictures have marks."""

    file: File
    page: int | None
    section: int
    marks: tuple[Mark, ...]

    @property
    def by_page(self) -> tuple[int, int]:
        """Where it stands among pages; files stand in the order of their ids."""
        return self.file.id, self.page or 0

    @property
    def by_section(self) -> tuple[int, int]:
        """Where it stands in the texts."""
        return self.file.id, self.section


@dataclass(frozen=True, slots=True)
class Places:
    """All places in reading order, which of them answers best, and a few of its lines as safe HTML."""

    all: tuple[Place, ...] = ()
    best: int = 0
    snippet: Markup | None = None

    def number(self, file_id: int, page: int | None) -> int | None:
        """Where among the places a page stands, from 0; None when it is none of them."""
        here = (file_id, page or 0)
        return next((number for number, place in enumerate(self.all) if place.by_page == here), None)


@dataclass(frozen=True, slots=True)
class _Spot:
    file: File
    page: int | None
    section: int
    words: Sequence[str]
    boxes: Sequence[Word] = ()


def places_of(files: Sequence[File], query: str) -> Places:
    """Two queries, whatever the files are."""
    if not query.strip() or not files:
        return Places()
    spots = list(_spots(files))
    found = list(_marked(spots, query))
    if not found:
        return Places()
    fullest = sorted(range(len(found)), key=lambda number: -len(found[number][1]))[:_COMPARED]
    shown = snippet([" ".join(found[number][0].words) for number in sorted(fullest)], query)
    return Places(
        tuple(_place(spot, indices) for spot, indices in found),
        sorted(fullest)[shown.page_index or 0],
        Markup(shown.html),  # noqa: S704  (escaped there)
    )


def marks_on(words: Sequence[Word], query: str) -> list[Mark]:
    """The boxes of a page to mark."""
    return list(merged(words[index] for index in marked_words([word.text for word in words], query)))


def merged(words: Iterable[Word]) -> Iterator[Mark]:
    """One box for words that stand beside each other on a line."""
    box: Word | None = None
    for word in words:
        if box and _touch(box, word):
            box = Word(
                "",
                min(box.left, word.left),
                min(box.top, word.top),
                max(box.right, word.right),
                max(box.bottom, word.bottom),
            )
            continue
        if box:
            yield _as_mark(box)
        box = word
    if box:
        yield _as_mark(box)


def _place(spot: _Spot, indices: Sequence[int]) -> Place:
    marks = tuple(merged(spot.boxes[index] for index in indices)) if spot.boxes else ()
    return Place(spot.file, spot.page, spot.section, marks)


def _touch(one: Word, other: Word) -> bool:
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    low = min(one.bottom - one.top, other.bottom - other.top)
    gap = max(one.left, other.left) - min(one.right, other.right)
    return common > low / 2 and gap < low


def _as_mark(box: Word) -> Mark:
    return Mark(box.left, box.top, box.right - box.left, box.bottom - box.top)


def _marked(spots: Sequence[_Spot], query: str) -> Iterator[tuple[_Spot, list[int]]]:
    """The spots that hold marked words, with these words' indices. All are looked through as one text, so
    that a page is not marked for what merely resembles, when another has the word itself."""
    starts = list(accumulate((len(spot.words) for spot in spots), initial=0))
    by_spot: dict[int, list[int]] = defaultdict(list)
    for index in marked_words([word for spot in spots for word in spot.words], query):
        number = bisect_right(starts, index) - 1
        by_spot[number].append(index - starts[number])
    for number, indices in sorted(by_spot.items()):
        yield spots[number], indices


def _spots(files: Sequence[File]) -> Iterator[_Spot]:
    """Pages whose words have places, and the texts of all others."""
    placed = rows_of({file.blob for file in files})
    texts = sections_of(files, most=MOST_LETTERS)
    room = MOST_LETTERS
    for file in files:
        pages: set[int] = set()
        of_page = {piece.page: at for at, group in enumerate(texts[file.id], start=1) for piece in group}
        for row in placed.get(file.blob, ()):
            if room > 0 and (words := unpacked(row)):
                pages.add(row.page)
                room -= sum(len(word.text) for word in words)
                yield _Spot(file, row.page, of_page.get(row.page, 1), [word.text for word in words], words)
        for number, section in enumerate(texts[file.id], start=1):
            for piece in section:
                if not _is_placed(piece, pages):
                    yield _Spot(file, piece.page, number, piece.text.split())


def _is_placed(piece: Piece, pages: Collection[int]) -> bool:
    """Whether its words were met on pages: a text that flows was, but not what is inside the file."""
    return piece.page in pages or (bool(pages) and piece.page is None and not piece.part)
