"""What stays of a Hebrew word when its ending, or its vowel letters, are taken away."""

from __future__ import annotations

# Tried in this order; the order and the length of the list were measured.
_SUFFIXES = [
    "ויותיהמ",
    "ויותיהנ",
    "יותיהמ",
    "ותיהמ",
    "ותיהנ",
    "ויות",
    "יהמ",
    "יהנ",
    "ותיו",
    "ותיה",
    "ותי",
    "יות",
    "יימ",
    "ינו",
    "ימ",
    "ות",
    "יו",
    "יה",
    "ית",
    "המ",
    "הנ",
    "נו",
    "תו",
    "תה",
    "תמ",
    "תנ",
    "ה",
    "ת",
    "י",
    "ו",
    "מ",
    "נ",
    "כ",
]
_SHORTEST = 3
_BY_LAST_LETTER = {
    letter: tuple((suffix, len(suffix) + _SHORTEST) for suffix in _SUFFIXES if suffix[-1] == letter)
    for letter in {suffix[-1] for suffix in _SUFFIXES}
}


def stem(form: str) -> str:
    """The form less the first suffix that fits and leaves three letters."""
    size = len(form)
    for suffix, shortest in _BY_LAST_LETTER.get(form[-1], ()):
        if size >= shortest and form.endswith(suffix):
            return form[: -len(suffix)]
    return form


def skeleton(form: str) -> str:
    """The form without ו and י after its first letter, so that full and defective spelling agree."""
    return form[0] + form[1:].replace("ו", "").replace("י", "")
