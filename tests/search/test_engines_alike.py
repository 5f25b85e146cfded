"""What every search engine promises about similar documents and about what was probably meant."""

from __future__ import annotations

import time

import pytest

from search.document import Document
from search.engine import SearchEngine
from search.query import Query
from tests.search.engines import EVERYONE, START, doc, keys

# Similar documents

WASTE = "פינוי אשפה ביתית ומיחזור אריזות, משאיות דחס, תחנת מעבר והטמנה"
WASTE_AGAIN = "משאיות הדחס מפנות את האשפה הביתית לתחנת המעבר, והאריזות למיחזור"
SCHOOL = "הסעות תלמידים לבתי הספר, מלווים ברכב וחינוך מיוחד"


@pytest.fixture
def shelf(engine: SearchEngine) -> SearchEngine:
    engine.add(
        [
            doc(1, title="מכרז אשפה", body=WASTE, facets={"tag": ("סביבה",)}),
            doc(2, title="נוהל פינוי", body=WASTE_AGAIN, facets={"tag": ("סביבה", "נוהל")}),
            doc(3, title="הסעות", body=SCHOOL, facets={"tag": ("חינוך",)}),
        ]
    )
    engine.add([doc(4, title="סוד", body=WASTE, readers=frozenset({"user:7"}), facets={"tag": ("סודי",)})])
    return engine


def similar(engine: SearchEngine, *, key: str = "", text: str = "", **more) -> list[str]:
    query = Query(more.pop("question", ""), **{"readers": EVERYONE} | more)
    return [hit.key for hit in engine.similar(query, key=key, text=text).hits]


def test_what_is_about_the_same_is_similar_and_nothing_else(shelf):
    assert similar(shelf, key="item:1") == ["item:2"]
    assert similar(shelf, text=f"רכש. {WASTE}") == ["item:1", "item:2"]


def test_a_document_is_not_similar_to_itself_also_when_the_words_are_told(shelf):
    assert similar(shelf, key="item:1", text=WASTE) == ["item:2"]


def test_the_text_of_the_query_does_not_matter(shelf):
    assert similar(shelf, key="item:1", question="הסעות -אשפה") == ["item:2"]


def test_function_words_make_nothing_similar(engine):
    engine.add([doc(1, title="של על את", body="הוא היא לא כן"), doc(2, title="את של", body="לא על הוא")])

    assert similar(engine, key="item:1") == []
    assert similar(engine, text="של את על הוא") == []


@pytest.mark.parametrize("reader, found", [("everyone", ["item:1", "item:2"]), ("user:7", ["item:4"])])
def test_only_what_the_reader_may_see_is_similar_and_counted(shelf, reader, found):
    query = Query("", frozenset({reader}), facets=("tag",))

    page = shelf.similar(query, text=WASTE)

    assert [hit.key for hit in page.hits] == found
    assert page.total == len(found)
    assert sum(count for _, count in page.facets["tag"]) == (3 if reader == "everyone" else 1)


def test_nothing_is_told_of_a_document_that_the_reader_may_not_see(shelf):
    assert similar(shelf, key="item:4") == []
    assert similar(shelf, key="item:1", excluded=frozenset({"item:1"})) == []
    assert similar(shelf, key="item:4", readers=frozenset({"user:7", "everyone"})) == ["item:1", "item:2"]


def test_nothing_is_similar_to_what_is_not_there(shelf):
    shelf.remove(["item:1"])

    assert similar(shelf, key="item:1") == []
    assert similar(shelf, key="item:404") == []
    assert similar(shelf) == []
    assert similar(shelf, text="?! 2026") == []


def test_filters_kinds_and_exclusions_narrow_what_is_similar(shelf):
    shelf.add([Document("thread", 9, "שאלה", WASTE, readers=EVERYONE)])

    assert similar(shelf, text=WASTE, kinds=frozenset({"thread"})) == ["thread:9"]
    assert similar(shelf, key="thread:9", kinds=frozenset({"item"})) == ["item:1", "item:2"]
    assert similar(shelf, text=WASTE, filters={"tag": frozenset({"נוהל"})}) == ["item:2"]
    assert similar(shelf, text=WASTE, without={"tag": frozenset({"סביבה"})}) == ["thread:9"]
    assert "item:1" not in similar(shelf, text=WASTE, excluded=frozenset({"item:1"}))


def test_what_is_rated_well_is_not_more_similar(engine):
    engine.add([doc(1, body=WASTE, boost=0.2), doc(2, body=WASTE_AGAIN, boost=1.0), doc(3, body=SCHOOL)])

    assert similar(engine, text=WASTE) == ["item:1", "item:2"]


def test_pages_of_similar_documents_never_overlap(engine):
    engine.add([doc(number, body=WASTE, created=START) for number in range(25)])

    pages = [similar(engine, key="item:0", page=page, size=10) for page in range(1, 5)]

    assert [len(page) for page in pages] == [10, 10, 4, 0]
    assert len({key for page in pages for key in page}) == 24


def test_a_document_is_similar_by_its_words_as_they_are_now(shelf):
    shelf.add([doc(2, title="הסעות", body=SCHOOL)])

    assert similar(shelf, key="item:2") == ["item:3"]


# What was probably meant


@pytest.fixture
def known(engine: SearchEngine) -> SearchEngine:
    titles = [
        "מכרז לפינוי אשפה",
        "גביית ארנונה לפי רבעון",
        "תוכנית עבודה שנתית",
        "נוהל הפעלת מתנדבים",
        "covid procedures",
        "קול קורא לאמנים",
        "אתר העירייה",
    ]
    engine.add([doc(number, title=title) for number, title in enumerate(titles)])
    engine.add([doc(99, title="חשמונאים", readers=frozenset({"user:7"}))])
    return engine


def meant(engine: SearchEngine, text: str, **more) -> str:
    return engine.correct(Query(text, **{"readers": EVERYONE} | more))


@pytest.mark.parametrize(
    "typed, expected",
    [
        ("מכזר", "מכרז"),  # two letters changed places
        ("ארנונא", "ארנונה"),  # what sounds alike
        ("עשפה", "אשפה"),
        ("כול כורא", "קול קורא"),
        ("גבית ארנונה", ""),  # one spelling finds the other by itself
        ("תוכנית אבודה", "תוכנית עבודה"),
        ("מתנדביב", "מתנדבים"),
        ("במכזר", "במכרז"),  # with a particle
        ("procedurs", "procedures"),
        ("Covd", "covid"),
        ("פינויאשפה", "פינוי אשפה"),
        ("nfrz tapv", "מכרז אשפה"),  # the wrong keyboard
        ("t,r", "אתר"),
        ("nfrz, tapv.", "מכרז, אשפה."),
        ("בםהןג", "covid"),
    ],
)
def test_says_what_was_probably_meant(known, typed, expected):
    assert meant(known, typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "מכרז", "מכרזיהם", "האשפות", "קרוקודיל", "12345", "של מה", 'תב"ע', "א", "?!", "😀 \0"]
)
def test_says_nothing_where_nothing_better_is_known(known, typed):
    assert meant(known, typed) == ""


def test_operators_phrases_and_named_terms_stay_as_typed(known):
    typed = 'ארנונא "מכזר עשפה" -עשפה tag:מכזר OR מתנדביב'

    assert meant(known, typed) == 'ארנונה "מכזר עשפה" -עשפה tag:מכזר OR מתנדבים'
    assert meant(known, '"מכזר" -עשפה tag:מכזר') == ""


def test_plain_text_has_no_operators_to_keep(known):
    assert meant(known, "-עשפה", plain=True) == "-אשפה"


def test_a_word_that_only_others_may_read_is_never_offered(known):
    for typed in ("חשמונעים", "חשמונאיב", "janubtho", "חשמונאיםאשפה"):
        assert "חשמונאים" not in meant(known, typed)
        assert "חשמונאים" in meant(known, typed, readers=frozenset({"user:7", "everyone"}))


def test_a_word_that_only_others_may_read_counts_as_unknown(known):
    known.add([doc(100, title="ארנונא", readers=frozenset({"user:7"}))])

    assert meant(known, "ארנונא") == "ארנונה"
    assert meant(known, "ארנונא", excluded=frozenset({"item:1"})) == ""
    assert meant(known, "ארנונא", readers=frozenset({"user:7"})) == ""


def test_filters_do_not_make_a_word_unknown(known):
    assert meant(known, "מכרז", filters={"type": frozenset({"nothing"})}) == ""
    assert meant(known, "מכזר", filters={"type": frozenset({"nothing"})}) == "מכרז"


def test_a_slip_of_somebody_else_is_no_better(engine):
    engine.add([doc(number, title="גביית ארנונה") for number in range(60)])
    engine.add([doc(99, title="ארנונא")])

    assert meant(engine, "ארנונא") == "ארנונה"


def test_a_long_text_without_any_known_word_is_not_looked_into_for_long(known):
    started = time.perf_counter()

    meant(known, " ".join(f"זזגק{number}טטץ" for number in range(200)))
    meant(known, "-".join("זזגקטטץ" for _ in range(250)))

    assert time.perf_counter() - started < 2


def test_what_is_offered_is_found(known):
    assert keys(known, meant(known, "מכזר")) == ["item:0"]


def test_a_corrected_word_is_followed_when_its_document_is_gone(known):
    known.remove(["item:0"])

    assert meant(known, "מכזר") == ""
