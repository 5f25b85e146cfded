"""Scanned pages to Hebrew and English text, by Tesseract where it is installed with Hebrew."""

from __future__ import annotations

import functools
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.clean import tidy_text
from ingest.model import CannotIngest, Word
from ingest.words import placed_words
from ingest.workers import Allowance, Workers

_PAGE_SECONDS = 60  # six to thirteen is usual
_DOTS_PER_INCH = 300
_LONGEST_SIDE = 5_000
# With English alone it reads Hebrew letters as nonsense, and says nothing.
_NEEDED, _WELCOME = "heb", "eng"


@dataclass(frozen=True)
class Recognised:
    """The text of a page, and its words with the places where they stand on it."""

    page: int
    text: str = ""
    words: tuple[Word, ...] = ()


def ocr_available() -> bool:
    return bool(_languages())


def recognise(path: Path, media_type: str, pages: Sequence[int], *, workers: Workers) -> Iterator[Recognised]:
    """Each of these pages, one after the other; a page that cannot be read has the text "".

    Where there is no OCR every text is "".
    """
    for page in pages:
        try:
            yield _recognise(path, media_type, page, workers) if ocr_available() else Recognised(page)
        except CannotIngest:
            yield Recognised(page)


def _recognise(path: Path, media_type: str, page: int, workers: Workers) -> Recognised:
    allowance = Allowance(_PAGE_SECONDS)
    with workers.work(
        "picture",
        path,
        allowance=allowance,
        media_type=media_type,
        pages=[page],
        longest_side=_LONGEST_SIDE,
        dots_per_inch=_DOTS_PER_INCH,
    ) as drawn:
        if not drawn.files:
            return Recognised(page)
        with workers.work(
            "recognise",
            drawn.files[0],
            allowance=allowance,
            suffix=".png",
            programs=True,
            tesseract=shutil.which("tesseract"),
            languages=_languages(),
        ) as read:
            text = tidy_text(str(read.found["text"]))
            return Recognised(page, text, placed_words(read.found["words"]))


@functools.cache
def _languages() -> str:
    """What Tesseract is to look for; "" where it is missing, or has no Hebrew."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    listed = subprocess.run(  # noqa: S603
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=_PAGE_SECONDS
    )
    installed = listed.stdout.split()
    if _NEEDED not in installed:
        return ""
    return f"{_NEEDED}+{_WELCOME}" if _WELCOME in installed else _NEEDED
