"""Lines of a page from letters and their places, in the order they are read."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.direction import MIRRORED, is_rtl, rtl_parts_to_logical, to_logical

# Shares of the letters' height.
_WORD_GAP = 0.16
_CELL_GAP = 1.6
_SAME_LINE = 0.4

_GOOD_BRACKET = re.compile(r"(?<!\S)[(\[](?=\S)|(?<=\S)[)\]](?!\w)")
_BAD_BRACKET = re.compile(r"(?<!\S)[)\]](?=\w)|(?<=\w)[(\[](?![\w\"'])")


@dataclass(slots=True)
class Letter:
    """A letter on a page: the box it stands in, with the room it takes, in points."""

    text: str
    left: float
    right: float
    baseline: float
    height: float

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


def read_page(letters: Sequence[Letter], *, mirror: bool) -> str:
    """``letters`` in the order the file draws them, line by line, inside a line in any order."""
    rtl = _mostly_rtl(letters)
    texts = (_read_line(line, rtl=rtl, mirror=mirror) for line in _lines(letters))
    return "\n".join(text for text in texts if text)


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


def _read_line(line: _Line, *, rtl: bool, mirror: bool) -> str:
    clusters = sorted(line.clusters, key=lambda cluster: cluster.letter.middle)
    # The nearest first: a letter grows by its points.
    for mark, before in sorted(line.marks, key=lambda pair: abs(pair[0].middle - pair[1].letter.middle)):
        distances = [(_distance(cluster, mark), cluster is not before) for cluster in clusters]
        clusters[distances.index(min(distances))].marks.append(mark)
    cells = _with_gaps(clusters)
    text = "".join(cells)
    if not rtl:
        return rtl_parts_to_logical(cells, mirror=mirror).strip() if is_rtl(text) else text.strip()
    if is_rtl(text) or not any(map(str.isalpha, text)):
        text = turn_stray_brackets(to_logical(cells, mirror=mirror))
    return text.strip()


def _distance(cluster: _Cluster, mark: Letter) -> tuple[float, float]:
    """From what stands there, then from the letter's middle."""
    outside = max(0.0, cluster.left - mark.middle, mark.middle - cluster.right)
    return round(outside / (mark.height or 1), 1), round(abs(cluster.letter.middle - mark.middle), 1)


def _with_gaps(clusters: Sequence[_Cluster]) -> list[str]:
    """Letters, and a blank wherever the room between two is wider than between letters of a word."""
    height = statistics.median(cluster.letter.height for cluster in clusters) or 1
    cells: list[str] = []
    end = clusters[0].left
    for cluster in clusters:
        gap = (cluster.left - end) / height
        if cells and gap > _WORD_GAP:
            cells.append("\t" if gap > _CELL_GAP else " ")
        cells.append(cluster.text)
        end = max(end, cluster.right)
    return cells


def _mostly_rtl(letters: Sequence[Letter]) -> bool:
    rtl = sum(is_rtl(letter.text) for letter in letters)
    return rtl * 2 >= sum(letter.text.isalpha() for letter in letters)
