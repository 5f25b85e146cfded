"""Plain text of any encoding that Hebrew text is found in."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

# Enough bytes for the limit in the widest encoding.
BYTES_PER_LETTER = 4

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Upper halves of the letters of Hebrew and English text: Hebrew, Latin, and typographic marks.
_UPPER_BYTES = frozenset((0x00, 0x05, 0x20))
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 64 * 1024

_HEBREW_WINDOWS = re.compile(rb"[\xe0-\xfa]{2}")
_HEBREW_DOS = re.compile(rb"[\x80-\x9a]{2}")
_CYRILLIC = re.compile(rb"[\xfb-\xff][\xc0-\xff]|[\xc0-\xff][\xfb-\xff]")
_ACCENT_IN_WORD = re.compile(rb"[a-zA-Z][\xc0-\xff]|[\xc0-\xff][a-zA-Z]")


def read(content: BinaryIO, limit: int) -> tuple[str, bool]:
    """The text, and whether it was longer than the limit. Raises ValueError for what is not text."""
    content.seek(0)
    start = content.read(limit * BYTES_PER_LETTER + 1)
    text = decode(start)
    return text[:limit], len(text) > limit or len(start) > limit * BYTES_PER_LETTER


def decode(text: bytes) -> str:
    """Raises ValueError for what is not text."""
    encoding = encoding_of(text)
    if encoding is None:
        raise ValueError("not text")
    return codecs.decode(text, encoding, "replace")


def encoding_of(text: bytes) -> str | None:
    """The encoding, by marks, validity and the bytes of Hebrew letters; None for what is not text."""
    for mark, encoding in _MARKS:
        if text.startswith(mark):
            return encoding
    sample = text[:_SAMPLE]
    if wide := _unmarked_utf16(sample):
        return wide
    controls = len(_CONTROLS.findall(sample))
    if b"\0" in sample or controls * 100 > len(sample):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(text)
    except UnicodeDecodeError:
        return _eight_bits(sample)
    return "utf-8"


def _unmarked_utf16(sample: bytes) -> str | None:
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < 2:
        return None
    for upper, lower, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        upper_share = sum(byte in _UPPER_BYTES for byte in upper) / len(upper)
        lower_share = sum(byte in (0x00, 0x05) for byte in lower) / len(lower)
        if upper_share > 0.97 and lower_share < 0.1 and any(byte != 0x20 for byte in upper):
            return encoding
    return None


def _eight_bits(sample: bytes) -> str:
    windows, dos = len(_HEBREW_WINDOWS.findall(sample)), len(_HEBREW_DOS.findall(sample))
    if dos > windows:
        return "cp862"
    if len(_ACCENT_IN_WORD.findall(sample)) > windows:
        return "cp1252"
    if len(_CYRILLIC.findall(sample)) * 20 > windows:
        return "cp1251"
    return "cp1255"  # and ISO-8859-8: the letters stand in the same places
