"""Scanned pages to Hebrew and English text, by Tesseract where it is installed with Hebrew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.workers import Workers


def ocr_available() -> bool:
    raise NotImplementedError


def recognise(
    path: Path, media_type: str, pages: Sequence[int], *, workers: Workers
) -> Iterator[tuple[int, str]]:
    """The text of each of these pages, one after the other; a page that cannot be read has the text ""."""
    raise NotImplementedError
