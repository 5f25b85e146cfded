"""A title from a file's name, for people who typed none."""

from __future__ import annotations

import re

from knowledge.core.text import line
from knowledge.library.drafts import LONGEST_TITLE

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_BLANKS = re.compile(r"[_+\s]+|(?<=\w)\.(?=\w{2})")
# What says which copy this is, and nothing of what is in it.
_COPY = re.compile(
    r"\s*(?:\((?:\d{1,2}|copy|סופי|final)\)|[-–]\s*(?:copy|עותק|העתק)|\b(?:v\d{1,2}|final|copy)\b|(?<=\s)(?:סופי|סופית|מעודכן|עותק|העתק))\s*$",
    re.IGNORECASE,
)
_COPY_OF = re.compile(r"^(?:copy of|עותק של|העתק של)\s+", re.IGNORECASE)


def title_of(name: str) -> str:
    """מכרז_מים_2023_סופי(2).docx → מכרז מים 2023."""
    words = _COPY_OF.sub("", _BLANKS.sub(" ", _ENDING.sub("", name)).strip(" .-–"))
    before = ""
    while words != before:
        before, words = words, _COPY.sub("", words).strip(" .-–") or words
    return line(words, limit=LONGEST_TITLE) or line(name, limit=LONGEST_TITLE)
