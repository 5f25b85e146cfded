"""Hebrew letters as people really type them: points, direction marks, four kinds of quotes, final letters."""

from __future__ import annotations

import re
import unicodedata

HEBREW = "\u05d0-\u05ea\u05ef-\u05f2\ufb1d\ufb1f-\ufb28\ufb2a-\ufb4f"
QUOTES = "\"'`´׳״‘’‚‛“”„‟′″"
POINTS = "\u0591-\u05bd\u05bf-\u05c7\ufb1e"  # all but the maqaf, which separates words
UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"

_DROPPED = re.compile(f"[{POINTS}{UNSEEN}{QUOTES}]")
_UNSEEN = re.compile(f"[{UNSEEN}]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_FINAL = str.maketrans("ךםןףץ", "כמנפצ")
_TO_FINAL = str.maketrans("כמנפצ", "ךםןףץ")
_LIGATURES = {"\u05f0": "וו", "\u05f1": "וי", "\u05f2": "יי"}
_PLAIN = re.compile("[א-ת]+")


def normalise(word: str) -> str:
    """The form of one raw word that is compared: no points, marks or quotes, no final letters, lower case."""
    if not _PLAIN.fullmatch(word):
        word = unicodedata.normalize("NFKC", _DROPPED.sub("", word))
        word = _DROPPED.sub("", word).lower()
        for ligature, letters in _LIGATURES.items():
            word = word.replace(ligature, letters)
    return fold(word)


def fold(word: str) -> str:
    """Final letters become ordinary ones."""
    return word.translate(_FINAL)


def unfold(form: str) -> str:
    """A normalised form as it is written: its last letter is a final one, where there is such a letter."""
    return form[:-1] + form[-1:].translate(_TO_FINAL)


def without_marks(text: str) -> str:
    """The text less direction marks and zero-width characters, with blanks for control characters."""
    return _CONTROL.sub(" ", _UNSEEN.sub("", text))


def is_hebrew(form: str) -> bool:
    return "א" <= form[:1] <= "ת"
