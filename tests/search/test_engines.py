"""What every search engine promises, tested on each of them alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from search.document import Document, Rank
from search.engine import SearchEngine, open_engine
from search.query import Query, Suggestion

EVERYONE = frozenset({"everyone"})
START = datetime(2026, 1, 1, tzinfo=UTC)


ELASTICSEARCH = os.environ.get("TEST_ELASTICSEARCH", "")


@pytest.fixture(params=[":memory:", "folder", *filter(None, [ELASTICSEARCH])])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    engine = open_engine(str(tmp_path / "index") if request.param == "folder" else request.param)
    engine.rebuild([])
    yield engine
    engine.close()


@pytest.mark.skipif(not ELASTICSEARCH, reason="TEST_ELASTICSEARCH names no engine to hold to these promises")
def test_elasticsearch_is_held_to_these_promises():
    open_engine(ELASTICSEARCH).close()


def doc(id: int, title: str = "אלגברה לינארית", body: str = "", **more) -> Document:
    return Document("item", id, title, body, **{"readers": EVERYONE} | more)


def ask(engine: SearchEngine, text: str = "", **more):
    return engine.search(Query(text, **{"readers": EVERYONE} | more))


def keys(engine: SearchEngine, text: str = "", **more) -> list[str]:
    return [hit.key for hit in ask(engine, text, **more).hits]


def ids(engine: SearchEngine, text: str = "", **more) -> list[int]:
    return [hit.id for hit in ask(engine, text, **more).hits]


# Keeping documents


def test_finds_what_was_just_added(engine):
    engine.add([doc(1)])

    assert keys(engine, "אלגברה") == ["item:1"]


def test_finds_nothing_in_an_empty_index(engine):
    assert ask(engine, "אלגברה").total == 0
    assert ask(engine, "", facets=("tag",)).total == 0
    assert engine.suggest("אל", Query("", EVERYONE)) == []


def test_adding_again_replaces(engine):
    engine.add([doc(1)])

    engine.add([doc(1, title="גאומטריה")])

    assert keys(engine, "אלגברה") == []
    assert keys(engine, "גאומטריה") == ["item:1"]
    assert ask(engine).total == 1


def test_of_one_document_added_twice_at_once_the_last_stays(engine):
    engine.add([doc(1), doc(1, title="גאומטריה")])

    assert keys(engine, "אלגברה") == []
    assert keys(engine, "גאומטריה") == ["item:1"]


def test_removed_documents_are_gone(engine):
    engine.add([doc(1), doc(2)])

    engine.remove(["item:1", "item:404"])

    assert keys(engine, "אלגברה") == ["item:2"]
    assert engine.suggest("אל", Query("", EVERYONE)) == [Suggestion("item", "אלגברה לינארית", "item:2")]


def test_a_document_without_words_is_found_among_everything(engine):
    engine.add([doc(1, title="", body="?!")])

    assert keys(engine) == ["item:1"]


def test_rebuilding_replaces_everything(engine):
    engine.add([doc(1), doc(2)])

    engine.rebuild([doc(3)])

    assert keys(engine) == ["item:3"]


def test_a_rebuild_that_fails_changes_nothing(engine):
    engine.add([doc(1)])

    def broken():
        yield doc(2)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())

    assert keys(engine) == ["item:1"]
    engine.add([doc(3)])
    assert set(keys(engine)) == {"item:1", "item:3"}


def test_of_one_document_rebuilt_twice_the_last_stays(engine):
    engine.rebuild([doc(1), doc(2), doc(1, title="גאומטריה")])

    assert ask(engine).total == 2
    assert keys(engine, "גאומטריה") == ["item:1"]


def test_stamps_tell_what_is_in_the_index(engine):
    engine.add([doc(1, stamp="a"), doc(2, stamp="b"), doc(3)])
    engine.add([doc(1, stamp="c")])
    engine.remove(["item:3"])

    assert engine.stamps() == {"item:1": "c", "item:2": "b"}


# Who may see what


@pytest.mark.parametrize("reader, sees", [("everyone", []), ("user:7", ["item:1"]), ("user:8", [])])
def test_never_shows_what_a_reader_may_not_see(engine, reader, sees):
    engine.add([doc(1, readers=frozenset({"user:7"}), facets={"tag": ("תקציב",)})])

    page = ask(engine, "אלגברה", readers=frozenset({reader}), facets=("tag",))

    assert [hit.key for hit in page.hits] == sees
    assert page.total == len(sees)
    assert len(page.facets["tag"]) == len(sees)
    assert len(engine.suggest("אל", Query("", frozenset({reader})))) == len(sees)
    assert len(engine.suggest("תק", Query("", frozenset({reader})), facets=("tag",))) == len(sees)


@pytest.mark.parametrize("text", ["", "אלגברה", '"אלגברה לינארית"', "-גאומטריה"])
def test_who_holds_no_token_sees_nothing(engine, text):
    engine.add([doc(1), doc(2, readers=frozenset())])

    assert ask(engine, text, readers=frozenset()).total == 0


def test_a_document_without_readers_is_found_by_nobody(engine):
    engine.add([doc(1, readers=frozenset())])

    assert ask(engine, "").total == 0


def test_what_is_excluded_is_in_no_hit_total_facet_or_suggestion(engine):
    engine.add([doc(1, facets={"tag": ("תקציב",)}), doc(2)])
    excluded = frozenset({"item:1", "item:404"})

    page = ask(engine, "אלגברה", facets=("tag",), excluded=excluded)

    assert ([hit.key for hit in page.hits], page.total, page.facets["tag"]) == (["item:2"], 1, ())
    found = engine.suggest("אל", Query("", EVERYONE, excluded=excluded), facets=("tag",))
    assert [suggestion.key for suggestion in found] == ["item:2"]
    assert engine.suggest("תק", Query("", EVERYONE, excluded=excluded), facets=("tag",)) == []


def test_only_the_kinds_that_are_asked_for(engine):
    engine.add([doc(1), Document("thread", 1, "אלגברה", readers=EVERYONE)])

    assert keys(engine, "אלגברה", kinds=frozenset({"thread"})) == ["thread:1"]
    assert ask(engine, "אלגברה").total == 2


# Hebrew


@pytest.mark.parametrize(
    "typed, stands",
    [
        ("מכרז", "והמכרזים"),
        ("ילד", "לילדיהם"),
        ("עירייה", "בעיריות"),
        ("שמירה", "השמירות"),
        ("תכנית", "התוכניות"),
        ("ספרים", "ספר"),
        ("שלום", "שָׁלוֹם"),
        ('תב"ע', "תב״ע"),
        ("מנכ״ל", "מנכ''ל"),
        ("בית ספר", "בית־ספר"),
        ("CIA", "הCIA"),
        ("covid", "COVID"),
    ],
)
def test_finds_a_word_in_other_forms(engine, typed, stands):
    engine.add(
        [doc(1, title="כותרת", body=f"לפני {stands} אחרי"), doc(2, title="אחר", body="דבר שונה לגמרי")]
    )

    assert keys(engine, typed) == ["item:1"]


def test_the_form_that_was_typed_stands_first(engine):
    engine.add([doc(1, title="בקשות"), doc(2, title="בקשה"), doc(3, title="מבקשים")])

    assert ids(engine, "בקשה")[0] == 2


def test_more_of_the_words_stand_higher(engine):
    engine.add([doc(1, title="תקציב"), doc(2, title="תקציב חינוך"), doc(3, title="גינון")])

    assert ids(engine, "תקציב חינוך") == [2, 1]


def test_words_close_together_stand_higher(engine):
    gap = "מילים אחרות שאינן נוגעות לעניין ועומדות כאן רק כדי להרחיק את השתיים זו מזו מאוד"
    engine.add(
        [
            doc(1, title="א", body=f"פינוי {gap} אשפה"),
            doc(2, title="א", body=f"פינוי אשפה {gap}"),
            doc(3, title="א", body=f"אשפה {gap} פינוי"),
        ]
    )

    assert ids(engine, "פינוי אשפה")[0] == 2


def test_title_and_text_are_one(engine):
    engine.add([doc(1, title="פינוי", body="אשפה"), doc(2, title="פינוי", body="גזם")])

    assert ids(engine, "פינוי אשפה") == [1, 2]


def test_question_words_do_not_count(engine):
    engine.add([doc(1, title="מה זה"), doc(2, title="ארנונה")])

    assert ids(engine, "מה ארנונה") == [2]
    assert ids(engine, "מה") == [1]


# What people type


def test_a_phrase_stands_as_typed(engine):
    engine.add(
        [
            doc(1, title="קול קורא לאמנים"),
            doc(2, title="קורא קול"),
            doc(3, title="קולות קוראים"),
            doc(4, title="קול", body="קורא"),
        ]
    )

    assert ids(engine, '"קול קורא"') == [1]
    assert ask(engine, "קול קורא").total == 4


def test_a_phrase_with_gershayim_inside(engine):
    engine.add([doc(1, title='תב"ע מאושרת'), doc(2, title="תב״ע חדשה")])

    assert ids(engine, '"תב"ע מאושרת"') == [1]


def test_two_phrases_must_both_stand_there_unless_or_joins_them(engine):
    engine.add([doc(1, title="כוח אדם"), doc(2, title="קול קורא"), doc(3, title="כוח אדם", body="קול קורא")])

    assert ids(engine, '"כוח אדם" "קול קורא"') == [3]
    assert sorted(ids(engine, '"כוח אדם" OR "קול קורא"')) == [1, 2, 3]


def test_a_phrase_or_a_word(engine):
    engine.add([doc(1, title="כוח אדם"), doc(2, title="גיוסים"), doc(3, title="אדם")])

    assert sorted(ids(engine, '"כוח אדם" OR גיוס')) == [1, 2]


def test_a_phrase_does_not_run_from_one_document_into_the_next(engine):
    engine.rebuild([doc(1, title="קול", body="סוף קול"), doc(2, title="קורא", body="קורא")])

    assert ids(engine, '"קול קורא"') == []


def test_leaving_out_a_word_also_with_particles(engine):
    engine.add([doc(1, title="תקציב"), doc(2, title="תקציב", body="והאגרה"), doc(3, title="תקציב אגרות")])

    assert sorted(ids(engine, "תקציב -אגרה")) == [1, 3]


def test_leaving_out_a_phrase(engine):
    engine.add([doc(1, title="קול קורא"), doc(2, title="קורא קול")])

    assert ids(engine, 'קול -"קול קורא"') == [2]
    assert ids(engine, '-"קול קורא"') == [2]


def test_plain_text_has_no_operators(engine):
    engine.add([doc(1, title="תקציב"), doc(2, title="אגרה")])

    assert sorted(ids(engine, "תקציב -אגרה", plain=True)) == [1, 2]
    assert sorted(ids(engine, '"תקציב אגרה"', plain=True)) == [1, 2]


@pytest.mark.parametrize(
    "text", ['"', "-", "OR", '""', "tag:", "* ? ~ ^ \\ / ( ) [ ]", "\0", "א" * 5000, "😀"]
)
def test_nothing_that_is_typed_is_an_error(engine, text):
    engine.add([doc(1)])

    ask(engine, text, facets=("tag",))
    engine.suggest(text, Query("", EVERYONE), facets=("tag",))


# Filters and counts


@pytest.fixture
def shelf(engine):
    engine.add(
        [
            doc(1, facets={"type": ("tender",), "tag": ("a", "b")}),
            doc(2, facets={"type": ("tender",), "tag": ("a",)}),
            doc(3, facets={"type": ("procedure",), "tag": ("b",)}),
            doc(4, facets={"type": ("project",)}),
        ]
    )
    return engine


def test_values_of_one_facet_are_alternatives(shelf):
    found = ids(shelf, filters={"type": frozenset({"tender", "project"})})

    assert sorted(found) == [1, 2, 4]


def test_filters_of_several_facets_must_all_hold(shelf):
    found = ids(shelf, "אלגברה", filters={"type": frozenset({"tender"}), "tag": frozenset({"b"})})

    assert found == [1]


def test_a_filter_with_values_that_nothing_has_finds_nothing(shelf):
    assert ask(shelf, filters={"type": frozenset({"nothing"})}).total == 0
    assert ask(shelf, filters={"type": frozenset()}).total == 0
    assert ask(shelf, filters={"unknown": frozenset({"a"})}).total == 0


def test_documents_without_certain_values(shelf):
    assert sorted(ids(shelf, without={"tag": frozenset({"a"})})) == [3, 4]


def test_facets_count_what_matches_most_frequent_first(shelf):
    facets = ask(shelf, "אלגברה", facets=("type", "tag", "unknown")).facets

    assert facets["type"] == (("tender", 2), ("procedure", 1), ("project", 1))
    assert facets["tag"] == (("a", 2), ("b", 2))
    assert facets["unknown"] == ()


def test_a_facet_ignores_its_own_filter_and_obeys_the_others(shelf):
    page = ask(shelf, filters={"type": frozenset({"tender"})}, facets=("type", "tag"))

    assert page.total == 2
    assert page.facets["type"] == (("tender", 2), ("procedure", 1), ("project", 1))
    assert page.facets["tag"] == (("a", 2), ("b", 1))


def test_facets_forget_documents_that_are_gone(shelf):
    shelf.remove(["item:1"])

    assert ask(shelf, facets=("tag",)).facets["tag"] == (("a", 1), ("b", 1))


# Order, boost and pages


def test_boost_multiplies_the_text_score(engine):
    engine.add([doc(1, boost=0.5), doc(2)])

    second, first = ask(engine, "אלגברה לינארית").hits

    assert (second.key, first.key) == ("item:2", "item:1")
    assert second.score == pytest.approx(2 * first.score, rel=1e-3)


def test_a_new_rank_shows_in_the_next_search(engine):
    engine.add([doc(1), doc(2)])

    engine.boost({"item:1": Rank(0.5, 3.0), "item:2": Rank(1.0, 2.0), "item:404": Rank(0.1, 1.0)})

    assert ids(engine, "אלגברה") == [2, 1]
    assert ids(engine, "אלגברה", sort="rating") == [1, 2]
    engine.boost({"item:1": Rank(1.0, 3.0), "item:2": Rank(0.5, 2.0)})
    assert ids(engine, "אלגברה") == [1, 2]


def test_the_rank_that_was_said_last_wins(engine):
    engine.add([doc(1), doc(2, boost=0.8)])
    engine.boost({"item:1": Rank(0.1, 1.0)})

    engine.add([doc(3)])
    assert ids(engine, "אלגברה")[-1] == 1

    engine.add([doc(1, boost=0.9)])
    assert ids(engine, "אלגברה") == [3, 1, 2]


def test_a_rank_said_during_a_rebuild_is_not_lost(engine):
    engine.add([doc(1), doc(2)])

    def documents():
        yield doc(1)
        engine.boost({"item:1": Rank(0.1, 1.0)})
        yield doc(2)

    engine.rebuild(documents())

    assert ids(engine, "אלגברה") == [2, 1]


def test_everything_newest_first(engine):
    engine.add([doc(number, created=START + timedelta(days=number % 3)) for number in range(1, 7)])

    assert ids(engine) == [5, 2, 4, 1, 6, 3]
    assert ids(engine, "אלגברה", sort="date") == [5, 2, 4, 1, 6, 3]


def test_by_title_in_the_order_of_the_alphabet(engine):
    engine.add([doc(1, title="גן"), doc(2, title='"אב"'), doc(3, title="בית"), doc(4, title="Zoo")])

    assert ids(engine, sort="title") == [4, 2, 3, 1]


def test_by_rating_best_first_and_newest_of_equals(engine):
    engine.add([doc(1, rating=3.0), doc(2, rating=4.5), doc(3, rating=3.0, created=START)])

    assert ids(engine, sort="rating") == [2, 3, 1]


@pytest.mark.parametrize("sort", ["relevance", "date", "rating", "title"])
@pytest.mark.parametrize("text", ["", "אלגברה", "אלגברה לינארית"])
def test_pages_never_overlap_and_totals_are_exact(engine, sort, text):
    engine.add([doc(number) for number in range(30)])
    engine.add([doc(number) for number in range(30, 57)])

    pages = [ask(engine, text, sort=sort, page=page, size=10) for page in range(1, 8)]

    found = [hit.key for page in pages for hit in page.hits]
    assert [len(page.hits) for page in pages] == [10, 10, 10, 10, 10, 7, 0]
    assert len(set(found)) == 57
    assert {page.total for page in pages} == {57}


# Suggestions


@pytest.fixture
def titled(engine):
    engine.add(
        [
            doc(1, title="המכרז לפינוי אשפה", facets={"tag": ("מכרזים", "כוח אדם")}),
            doc(2, title="נוהל כוח אדם", boost=0.9, facets={"tag": ("כוח אדם",)}),
            doc(3, title='תב"ע מאושרת', boost=0.8),
            doc(4, title="סתם", body="מכרז נוסף"),
        ]
    )
    return engine


def suggested(engine: SearchEngine, prefix: str, **more) -> list[str]:
    return [one.text for one in engine.suggest(prefix, Query("", EVERYONE), **more)]


def test_suggests_titles_in_which_a_word_begins_so(titled):
    assert suggested(titled, "מכר") == ["המכרז לפינוי אשפה"]
    assert suggested(titled, "תב״") == ['תב"ע מאושרת']
    assert suggested(titled, "זזז") == []


def test_the_words_before_the_last_must_occur(titled):
    assert suggested(titled, "אשפה מכ") == ["המכרז לפינוי אשפה"]
    assert suggested(titled, "נוהל מכ") == []


def test_suggests_values_of_the_facets_asked_for(titled):
    found = titled.suggest("כו", Query("", EVERYONE), facets=("tag",))

    assert found == [Suggestion("tag", "כוח אדם"), Suggestion("item", "נוהל כוח אדם", "item:2")]
    assert suggested(titled, "מכ", facets=("tag",)) == ["מכרזים", "המכרז לפינוי אשפה"]


def test_suggests_no_more_than_asked_for(engine):
    engine.add([doc(number, title=f"מכרז {number}") for number in range(20)])

    assert len(suggested(engine, "מכ", limit=5)) == 5
