"""What was read from files, for people: page by page, in sections short enough for a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ingest.model import TEXT_LIMIT
from knowledge.core.db import session
from knowledge.library.models import File, FileText

SECTION = 30_000  # characters that are shown at once
MOST_LETTERS = TEXT_LIMIT + SECTION


@dataclass(frozen=True, slots=True)
class Piece:
    """A page, a part such as an attachment, or a stretch of a long text."""

    page: int | None
    part: str
    text: str


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


def sections_of(files: Sequence[File], *, most: int = MOST_LETTERS) -> Mapping[int, list[list[Piece]]]:
    """The texts of files in sections, by the file's id: short pages share one, a long text has several.

    One query. After ``most`` characters nothing more is read.
    """
    found: dict[int, list[list[Piece]]] = {file.id: [] for file in files}
    rows = select(FileText).where(FileText.file_id.in_(found))
    room: dict[int, int] = {}
    for row in session.scalars(
        rows.order_by(FileText.file_id, FileText.position).execution_options(yield_per=50)
    ):
        if most <= 0:
            break
        most -= len(row.text)
        for stretch in _stretches(row.text):
            if len(stretch) > room.get(row.file_id, 0):
                found[row.file_id].append([])
                room[row.file_id] = SECTION
            found[row.file_id][-1].append(Piece(row.page, row.part, stretch))
            room[row.file_id] -= len(stretch)
    return found


def _stretches(text: str) -> Iterator[str]:
    """A long text in stretches that end at the end of a line, or at least between words."""
    while len(text) > SECTION:
        end = max(text.rfind("\n", SECTION // 2, SECTION), 0) or max(text.rfind(" ", 0, SECTION), 0)
        end = end or SECTION
        yield text[:end]
        text = text[end:].lstrip()
    yield text
