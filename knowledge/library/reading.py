"""What was read from files, for people: page by page, in sections short enough for a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from knowledge.core.db import session
from knowledge.library.models import File, FileText
from search.highlight import snippet

SECTION = 30_000  # characters that are shown at once


@dataclass(frozen=True, slots=True)
class Piece:
    """A page, a part such as an attachment, or a stretch of a long text."""

    page: int | None
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """Where a question's words stand in an item's files."""

    file: File
    page: int | None
    section: int
    html: str


def texts_of(files: Sequence[File]) -> Mapping[int, Sequence[str]]:
    """All that was read, by file: its pages in their places, empty ones too, and then its parts."""
    found: dict[int, list[str]] = {file.id: [] for file in files}
    rows = select(FileText.file_id, FileText.page, FileText.text).where(FileText.file_id.in_(found))
    for file_id, page, text in session.execute(rows.order_by(FileText.file_id, FileText.position)):
        texts = found[file_id]
        texts += [""] * ((page or 0) - 1 - len(texts))
        texts.append(text)
    return found


def with_text(files: Sequence[File]) -> frozenset[int]:
    """The ids of those files in which there was something to read."""
    ids = [file.id for file in files]
    return frozenset(session.scalars(select(FileText.file_id).where(FileText.file_id.in_(ids)).distinct()))


def sections(file: File) -> list[list[Piece]]:
    """The file's text in sections: short pages share one, a long text has several."""
    found: list[list[Piece]] = []
    room = 0
    for piece in _pieces(file):
        if len(piece.text) > room:
            found.append([])
            room = SECTION
        found[-1].append(piece)
        room -= len(piece.text)
    return found


def match(files: Sequence[File], query: str) -> Match | None:
    """The place that answers the question best, in the first file that has one."""
    for file in files:
        numbered = [
            (number, piece) for number, group in enumerate(sections(file), start=1) for piece in group
        ]
        found = snippet([piece.text for _number, piece in numbered], query)
        if found.page_index is not None and "<mark>" in found.html:
            number, piece = numbered[found.page_index]
            return Match(file, piece.page, number, found.html)
    return None


def _pieces(file: File) -> Iterator[Piece]:
    rows = select(FileText).where(FileText.file_id == file.id).order_by(FileText.position)
    for row in session.scalars(rows):
        for stretch in _stretches(row.text):
            yield Piece(row.page, row.part, stretch)


def _stretches(text: str) -> Iterator[str]:
    """A long text in stretches that end at the end of a line, or at least between words."""
    while len(text) > SECTION:
        end = max(text.rfind("\n", SECTION // 2, SECTION), 0) or max(text.rfind(" ", 0, SECTION), 0)
        end = end or SECTION
        yield text[:end]
        text = text[end:].lstrip()
    yield text
