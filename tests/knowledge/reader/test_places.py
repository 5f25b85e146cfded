"""Where the words of a question stand."""

from __future__ import annotations

from dataclasses import replace

from ingest.model import Word
from knowledge.core.db import session
from knowledge.core.jobs import run_until_done
from knowledge.library.models import FileText
from knowledge.reader.places import Mark, marks_on, places_of
from knowledge.reader.service import open_item
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

    def around(file, page):
        opened = open_item(item, query="מים", file_id=file.id, page=page)
        return [place and place.by_page for place in (opened.previous_place, opened.next_place)]

    assert around(first, 1) == [None, (first.id, 3)]
    assert around(first, 2) == [(first.id, 1), (first.id, 3)]
    assert around(first, 3) == [(first.id, 1), (second.id, 1)]
    assert around(second, 1) == [(first.id, 3), None]


def test_in_a_text_the_next_place_lies_in_the_next_section(bring):
    filler = "שורה ארוכה בלי דבר\n" * 2_000
    item = bring(files={"a.txt": f"מים\n{filler}מים\n{filler}סוף"})
    run_until_done()
    opened = replace(open_item(item, query="מים"), section=1)

    assert [place.section for place in opened.places.all] == [1, 2]
    assert (opened.place_number, opened.next_place) == (0, opened.places.all[1])
    assert replace(opened, section=2).previous_place == opened.places.all[0]


def test_a_page_knows_in_which_section_of_the_text_it_stands(document):
    item = document({"a.pdf": ["מים " * 6_000, "אין " * 6_000, "מים"]})

    assert [place.by_section[1] for place in places_of(item.files, "מים").all] == [1, 2]


def test_nothing_is_looked_for_without_words(document):
    item = document({"a.pdf": ["מים"]})

    assert places_of(item.files, " ").all == ()
    assert places_of([], "מים").all == ()
    assert places_of(item.files, "סוג:מכרז").all == ()
