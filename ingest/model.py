"""What goes into reading and what comes out: uploads, the text found, and why a file was refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

# Characters of one file, its parts and pages together: a book of a thousand pages fits four fifths of it.
TEXT_LIMIT = 500_000


class Reason(StrEnum):
    """Why a file cannot be read. The codes are stable; the sentences for people are the platform's."""

    EMPTY = "empty"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"  # a bomb: it opens to more than we are willing to hold
    PROGRAM = "program"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"


class CannotIngest(Exception):
    """The file is the reason, so trying again will not help."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Upload:
    """A stored file: its name in the storage, and what its owner and their browser called it."""

    file: str
    name: str
    claimed: str = ""  # the browser's media type, a hint for kinds of text only


class Word(NamedTuple):
    """A word of a page and the box it stands in, in ten thousandths of the picture's width and height."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Part:
    """An attachment of a mail, a member of an archive, or a file inside an office file."""

    name: str
    text: str


@dataclass(frozen=True)
class Extracted:
    """The text of a file.

    ``pages`` holds one text for each real page when ``paged``: a page of a PDF, a slide, a sheet, a
    picture. Formats that flow (text, docx, html, epub, mail) have one text and no pages.
    """

    media_type: str
    pages: tuple[str, ...]
    paged: bool
    parts: tuple[Part, ...] = ()
    cut: bool = False  # TEXT_LIMIT was reached
    language: str = ""  # "he", "mixed", "other", or "" when there are no words
    title: str = ""  # what the document calls itself, where its format has a place for that
    scanned: tuple[int, ...] = ()  # pages, from 1, that hold a picture and no text: OCR may help

    @property
    def page_count(self) -> int | None:
        return len(self.pages) if self.paged else None

    @property
    def text(self) -> str:
        """Everything, parts included, in one string."""
        texts = (*self.pages, *(part.text for part in self.parts))
        return "\n\n".join(text for text in texts if text)
