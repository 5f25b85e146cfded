"""Names the language of a text, as far as a search page needs it: Hebrew, mixed, other."""

from __future__ import annotations

import dataclasses
import re

from ingest.model import Extracted

HEBREW, MIXED, OTHER = "he", "mixed", "other"

_HEBREW_WORD = re.compile("[\u05d0-\u05ea][\u0591-\u05ea\"'״׳]*")
_ANY_WORD = re.compile(r"[^\W\d_]+(?:[\"'״׳][^\W\d_]+)*")
_MOSTLY, _HARDLY = 0.7, 0.1
_SAMPLE = 50_000


def name_language(found: Extracted) -> Extracted:
    return dataclasses.replace(found, language=language_of(found.text[:_SAMPLE]))


def language_of(text: str) -> str:
    """ "he", "mixed" or "other"; "" for a text without words."""
    words = len(_ANY_WORD.findall(text))
    if not words:
        return ""
    share = len(_HEBREW_WORD.findall(text)) / words
    return HEBREW if share >= _MOSTLY else OTHER if share < _HARDLY else MIXED
