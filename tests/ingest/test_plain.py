"""Encodings of Hebrew text."""

from __future__ import annotations

import io

import pytest

from ingest.extract import plain
from tests.ingest.samples import TEXT

LONG = (TEXT + ", ועוד דיון בנושא 2023.\n") * 40


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1255", "iso8859-8", "cp862"],
)
@pytest.mark.parametrize("text", [TEXT, LONG])
def test_hebrew_is_read_in_every_encoding(text, encoding):
    assert plain.decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text, encoding", [("Détails économiques", "cp1252"), ("Объявление о выборах было", "cp1251")]
)
def test_other_western_texts_are_not_taken_for_hebrew(text, encoding):
    assert plain.decode(text.encode(encoding)) == text


def test_english_is_read():
    assert plain.decode(b"plain words") == "plain words"


@pytest.mark.parametrize("content", [b"\0\1\2\3" * 9, bytes(range(256)) * 4, b"a\0b"])
def test_what_is_not_text_is_not_read(content):
    with pytest.raises(ValueError, match="not text"):
        plain.decode(content)


def test_a_long_text_is_cut_and_says_so():
    assert plain.read(io.BytesIO(TEXT.encode()), 5) == (TEXT[:5], True)
    assert plain.read(io.BytesIO(TEXT.encode()), 500) == (TEXT, False)
