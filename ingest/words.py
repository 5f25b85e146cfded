"""The words of a page as a worker tells them, made tidy: their places are what marks are drawn at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ingest.clean import tidy_text
from ingest.model import Word

SIDE = 10_000  # what the sides of a page measure, whatever its size


def placed_words(told: Iterable[Any]) -> tuple[Word, ...]:
    """Words with a place on the page; those that lie beside it or are invisible are left out.

    ``told`` are pairs of a text and of left, top, right and bottom as shares of the page's sides.
    """
    found = []
    for text, box in told:
        left, top, right, bottom = (min(max(round(share * SIDE), 0), SIDE) for share in box)
        tidy = "".join(tidy_text(text).split())
        if tidy and left < right and top < bottom:
            found.append(Word(tidy, left, top, right, bottom))
    return tuple(found)
