"""A worker's job: the words on a picture and where they stand, by Tesseract."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.model import CannotIngest, Reason

_PAGE, _WORD = "1", "5"  # levels of Tesseract's table


def work(file: Path, out: Path, *, tesseract: str, languages: str) -> dict[str, Any]:
    """The text, and the words: each with left, top, right and bottom as shares of the picture's sides."""
    read = out / "read"
    done = subprocess.run(  # noqa: S603
        [
            tesseract,
            str(file),
            str(read),
            "-l",
            languages,
            "-c",
            "tessedit_create_txt=1",
            "-c",
            "tessedit_create_tsv=1",
        ],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise CannotIngest(Reason.DAMAGED)
    text = read.with_suffix(".txt").read_text("utf-8", "replace")
    return {"text": text, "words": list(_words(read.with_suffix(".tsv").read_text("utf-8", "replace")))}


def _words(table: str) -> Iterator[tuple[str, list[float]]]:
    """https://tesseract-ocr.github.io/tessdoc/Command-Line-Usage.html#tsv-output"""
    page_width = page_height = 1
    for row in table.splitlines()[1:]:
        level, *_numbers, left, top, width, height, _sure, text = row.split("\t", 11)
        if level == _PAGE:
            page_width, page_height = max(int(width), 1), max(int(height), 1)
        if level == _WORD and text.strip():
            x, y = int(left) / page_width, int(top) / page_height
            yield text, [x, y, x + int(width) / page_width, y + int(height) / page_height]
