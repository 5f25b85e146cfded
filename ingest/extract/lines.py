"""Lines of a page from letters and their places, in the order they are read."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby

from ingest.direction import MIRRORED, is_rtl, logical_order, rtl_parts_in_logical_order

# Shares of the letters' height.
_WORD_GAP = 0.16
_CELL_GAP = 1.6
_SAME_LINE = 0.4

_GOOD_BRACKET = re.compile(r"(?<!\S)[(\[](?=\S)|(?<=\S)[)\]](?!\w)")
_BAD_BRACKET = re.compile(r"(?<!\S)[)\]](?=\w)|(?<=\w)[(\[](?![\w\"'])")


Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(slots=True)
class Letter:
    """A letter on a page: the room it takes along its line, in points, and the box it stands in on the page,
    which is the same but for pages whose lines do not run from side to side."""

    text: str
    left: float
    right: float
    baseline: float
    height: float
    box: Box = (0.0, 0.0, 0.0, 0.0)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(slots=True)
class _Cluster:
    """A letter and its vowel points, which some programs draw beside each other and some on top."""

    letter: Letter
    marks: list[Letter] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.letter.text + "".join(mark.text for mark in self.marks)

    @property
    def left(self) -> float:
        return min(self.letter.left, *(mark.left for mark in self.marks)) if self.marks else self.letter.left

    @property
    def right(self) -> float:
        return (
            max(self.letter.right, *(mark.right for mark in self.marks)) if self.marks else self.letter.right
        )


@dataclass
class _Line:
    clusters: list[_Cluster] = field(default_factory=list)
    # Each with the letter drawn before it.
    marks: list[tuple[Letter, _Cluster]] = field(default_factory=list)


# A piece of a line in the order it is read: a letter with what stands on it, or a gap.
_Piece = tuple[str, _Cluster | None]


def read_page(letters: Sequence[Letter], *, mirror: bool) -> str:
    """``letters`` in the order the file draws them, line by line, inside a line in any order."""
    texts = ("".join(text for text, _cluster in line) for line in _read(letters, mirror=mirror))
    return "\n".join(text.strip() for text in texts if text.strip())


def words_of_page(letters: Sequence[Letter], *, mirror: bool) -> Iterator[tuple[str, Box]]:
    """The same as words, each with the box it stands in."""
    for line in _read(letters, mirror=mirror):
        for is_word, pieces in groupby(line, key=lambda piece: piece[1] is not None):
            if is_word:
                word = list(pieces)
                boxes = [cluster.letter.box for _text, cluster in word if cluster]
                lefts, bottoms, rights, tops = zip(*boxes, strict=True)
                box = (min(lefts), min(bottoms), max(rights), max(tops))
                yield "".join(text for text, _cluster in word), box


def brackets_are_mirrored(text: str) -> bool:
    """Whether a text read with ``mirror`` has its brackets the wrong way round more often than not."""
    right = len(_GOOD_BRACKET.findall(text))
    return len(_BAD_BRACKET.findall(text)) > right


def turn_stray_brackets(line: str) -> str:
    """Brackets that open at the end of a word or close at its beginning, turned round."""
    return _BAD_BRACKET.sub(lambda bracket: bracket[0].translate(MIRRORED), line)


def _lines(letters: Sequence[Letter]) -> list[_Line]:
    lines: list[_Line] = []
    last: Letter | None = None
    for letter in letters:
        if letter.text.isspace():
            continue  # the room between letters says it better
        if last and unicodedata.combining(letter.text[0]):
            lines[-1].marks.append((letter, lines[-1].clusters[-1]))
            continue
        if last is None or abs(letter.baseline - last.baseline) > _SAME_LINE * max(
            letter.height, last.height
        ):
            lines.append(_Line())
        lines[-1].clusters.append(_Cluster(letter))
        last = letter
    return lines


def _read(letters: Sequence[Letter], *, mirror: bool) -> Iterator[list[_Piece]]:
    rtl = _mostly_rtl(letters)
    return (_read_line(line, rtl=rtl, mirror=mirror) for line in _lines(letters))


def _read_line(line: _Line, *, rtl: bool, mirror: bool) -> list[_Piece]:
    clusters = sorted(line.clusters, key=lambda cluster: cluster.letter.middle)
    # The nearest first: a letter grows by its points.
    for mark, before in sorted(line.marks, key=lambda pair: abs(pair[0].middle - pair[1].letter.middle)):
        distances = [(_distance(cluster, mark), cluster is not before) for cluster in clusters]
        clusters[distances.index(min(distances))].marks.append(mark)
    pieces = _with_gaps(clusters)
    cells = [text for text, _cluster in pieces]
    text = "".join(cells)
    if not rtl:
        if not is_rtl(text):
            return pieces
        return [(cell, pieces[place][1]) for place, cell in rtl_parts_in_logical_order(cells, mirror=mirror)]
    if not is_rtl(text) and any(map(str.isalpha, text)):
        return pieces
    turned = [(cell, pieces[place][1]) for place, cell in logical_order(cells, mirror=mirror)]
    return _with_stray_brackets_turned(turned)


def _with_stray_brackets_turned(pieces: list[_Piece]) -> list[_Piece]:
    text = turn_stray_brackets("".join(cell for cell, _cluster in pieces))
    ends = list(accumulate(len(cell) for cell, _cluster in pieces))
    return [(text[end - len(cell) : end], cluster) for end, (cell, cluster) in zip(ends, pieces, strict=True)]


def _distance(cluster: _Cluster, mark: Letter) -> tuple[float, float]:
    """From what stands there, then from the letter's middle."""
    outside = max(0.0, cluster.left - mark.middle, mark.middle - cluster.right)
    return round(outside / (mark.height or 1), 1), round(abs(cluster.letter.middle - mark.middle), 1)


def _with_gaps(clusters: Sequence[_Cluster]) -> list[_Piece]:
    """Letters, and a blank wherever the room between two is wider than between letters of a word."""
    height = statistics.median(cluster.letter.height for cluster in clusters) or 1
    pieces: list[_Piece] = []
    end = clusters[0].left
    for cluster in clusters:
        gap = (cluster.left - end) / height
        if pieces and gap > _WORD_GAP:
            pieces.append(("\t" if gap > _CELL_GAP else " ", None))
        pieces.append((cluster.text, cluster))
        end = max(end, cluster.right)
    return pieces


def _mostly_rtl(letters: Sequence[Letter]) -> bool:
    rtl = sum(is_rtl(letter.text) for letter in letters)
    return rtl * 2 >= sum(letter.text.isalpha() for letter in letters)
