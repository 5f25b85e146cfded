"""Words of pages: kept with their places, made with the pictures, made again when they are missing."""

from __future__ import annotations

import io

import pytest

from ingest.extract.ocr import ocr_available
from ingest.model import Word
from knowledge.core.db import session, transaction
from knowledge.core.jobs import run_until_done
from knowledge.library import pictures
from knowledge.library.models import PageWords
from knowledge.library.words import keep_words, words_on
from tests import make, papers
from tests.ingest.test_pictures import scan

WORDS = [Word('מנכ"ל', 9000, 100, 9999, 300), Word("Google", 0, 0, 10_000, 10_000)]


@pytest.fixture
def blob(store):
    return store("a.pdf", b"bytes").blob


@pytest.mark.parametrize("words", [WORDS, []])
def test_words_come_back_as_they_were_kept(blob, words):
    with transaction():
        keep_words(blob, 3, words, replace=False)

    assert words_on(blob, 3) == words
    assert words_on(blob, 4) is None


def test_what_was_recognised_stays_over_what_the_drawing_tells(blob):
    with transaction():
        keep_words(blob, 1, [], replace=False)
        keep_words(blob, 1, WORDS, replace=True)
        keep_words(blob, 1, [], replace=False)

    assert words_on(blob, 1) == WORDS


def test_pages_are_drawn_with_their_words_and_again_when_these_are_missing(bring):
    item = bring(files={"a.pdf": papers.pdf("תקציב העירייה", "לשנת 2023")})
    run_until_done()
    blob = item.files[0].blob

    drawn = [word.text for page in (1, 2) for word in words_on(blob, page)]
    with transaction():
        session.query(PageWords).delete()
    missing = session.scalars(pictures.without_words()).all()
    with transaction():
        pictures.draw_later(blob)
    run_until_done()

    assert drawn == ["תקציב", "העירייה", "לשנת", "2023"]
    assert missing == [blob]
    assert [word.text for word in words_on(blob, 2)] == ["לשנת", "2023"]
    assert session.scalars(pictures.without_words()).all() == []


@pytest.mark.slow
@pytest.mark.skipif(not ocr_available(), reason="Tesseract with Hebrew is not installed")
def test_a_scan_is_marked_where_its_words_were_recognised(bring, client):
    stream = io.BytesIO()
    scan("החלטה ראשונה בנושא תקציב").save(stream, "PDF")
    owner = make.person()
    item = bring(owner, files={"scan.pdf": stream.getvalue()})
    run_until_done()

    found = client(owner).get(f"/api/v1/items/{item.id}/places?q=תקציב").json

    [mark] = found["places"][0]["marks"]
    assert mark["left"] > 4000 and mark["top"] < 2000
