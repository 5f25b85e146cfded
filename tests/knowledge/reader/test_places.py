"""Where the words of a question stand."""

from __future__ import annotations

from ingest.model import Word
from knowledge.core.db import session
from knowledge.library.models import FileText
from knowledge.reader.places import Mark, marks_on, places_of
from tests.knowledge.reader.conftest import LETTER, LINE, placed


def test_pages_that_hold_the_words_are_places_in_reading_order(document):
    item = document({"a.pdf": ["שלום", "תקציב המים", "רכב"], "b.pdf": ["מים", "אין"]})

    found = places_of(item.files, "מים")

    assert [(place.file.name, place.page) for place in found.all] == [("a.pdf", 2), ("b.pdf", 1)]
    assert "<mark>" in found.snippet


def test_the_place_with_most_of_the_question_is_the_best(document):
    item = document({"a.pdf": ["מים", "תקציב המים לשנה", "תקציב"]})

    assert places_of(item.files, "תקציב מים").best == 1


def test_words_beside_each_other_share_a_box_and_others_do_not(document):
    words = placed("תקציב המים לשנה\nמים")

    assert marks_on(words, "תקציב מים") == [
        Mark(9_000 - 10 * LETTER, 1_000, 10 * LETTER, LINE),
        Mark(9_000 - 3 * LETTER, 1_000 + 2 * LINE, 3 * LETTER, LINE),
    ]


def test_a_word_far_away_on_the_same_line_has_a_box_of_its_own():
    words = [Word("מים", 8_000, 0, 9_000, 300), Word("מים", 1_000, 0, 2_000, 300)]

    assert len(marks_on(words, "מים")) == 2


def test_what_only_resembles_is_no_place_when_another_page_has_the_word_itself(document):
    item = document({"a.pdf": ["הסכמים", "הסכם", "סכום"]})

    assert 2 in {place.page for place in places_of(item.files, "הסכם").all}
    assert 3 not in {place.page for place in places_of(item.files, "הסכם").all}


def test_a_text_that_flows_is_met_on_the_pages_it_was_laid_out_on(document):
    item = document({"a.docx": ["מים"]})
    session.query(FileText).delete()
    session.add(FileText(file_id=item.files[0].id, position=0, page=None, text="מים"))
    session.add(FileText(file_id=item.files[0].id, position=1, page=None, part="נספח.txt", text="עוד מים"))
    session.flush()

    places = places_of(item.files, "מים").all

    assert [(place.page, bool(place.marks)) for place in places] == [(1, True), (None, False)]


def test_the_next_place_lies_behind_a_page_and_then_in_the_next_file(document):
    item = document({"a.pdf": ["מים", "אין", "מים"], "b.pdf": ["מים"]})
    first, second = item.files
    found = places_of(item.files, "מים")

    assert found.after(first.id, 1) == found.all[1]
    assert found.after(first.id, 3) == found.all[2]
    assert found.after(second.id, 1) is None
    assert found.before(second.id, 1) == found.all[1]
    assert found.before(first.id, 2) == found.all[0]
    assert found.before(first.id, 1) is None


def test_nothing_is_looked_for_without_words(document):
    item = document({"a.pdf": ["מים"]})

    assert places_of(item.files, " ").all == ()
    assert places_of([], "מים").all == ()
    assert places_of(item.files, "סוג:מכרז").all == ()
