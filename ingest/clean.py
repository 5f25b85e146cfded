"""Tidy text: no control characters, direction marks or needless blanks; nothing stored in visual order."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable

from ingest.direction import is_rtl, to_logical
from ingest.model import Extracted, Part

# Control characters, soft hyphens, marks of direction and of nothing, halves of characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\uffff\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
# Ready-made letters with points, ligatures, wide letters: written as what they are made of.
_PRESENTATION = re.compile("[\ufb00-\ufb06\ufb1d-\ufb4f]+")

_FINAL_AT_START = re.compile("(?<![\u0591-\u05ea\"'])[ךםןףץ](?=[\u0591-\u05c7]*[א-ת])")
_FINAL_AT_END = re.compile("[א-ת][\u0591-\u05c7]*[ךםןףץ](?![\u0591-\u05c7]*[\"']?[א-ת])")
_LETTER = re.compile("(?s).[\u0591-\u05c7\u0300-\u036f]*")
_LONGEST_NAME = 255


def tidy(found: Extracted) -> Extracted:
    pages = tuple(tidy_text(page) for page in found.pages)
    parts = tuple(Part(part.name, tidy_text(part.text)) for part in found.parts)
    return dataclasses.replace(found, pages=_in_logical_order(pages), parts=_parts_in_logical_order(parts))


def tidy_text(text: str) -> str:
    text = _INVISIBLE.sub("", _LINE_END.sub("\n", text))
    text = _PRESENTATION.sub(lambda letters: unicodedata.normalize("NFKC", letters[0]), text)
    lines = (line.strip() for line in _BLANKS.sub(" ", text).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def tidy_name(name: str) -> str:
    """A file's name on one line, without invisible characters."""
    return " ".join(_INVISIBLE.sub("", _LINE_END.sub(" ", name)).split())[:_LONGEST_NAME]


def is_visual(texts: Iterable[str]) -> bool:
    """Whether letters that only end words begin them, more often than they end them."""
    starts = ends = 0
    for text in texts:
        starts += len(_FINAL_AT_START.findall(text))
        ends += len(_FINAL_AT_END.findall(text))
    return starts > 2 * ends and starts >= 2


def _in_logical_order(pages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_turn_round, pages)) if is_visual(pages) else pages


def _parts_in_logical_order(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(
        Part(part.name, _turn_round(part.text)) if is_visual([part.text]) else part for part in parts
    )


def _turn_round(text: str) -> str:
    lines = (_LETTER.findall(line) if is_rtl(line) else None for line in text.split("\n"))
    return "\n".join(
        line if letters is None else to_logical(letters)
        for line, letters in zip(text.split("\n"), lines, strict=True)
    )
