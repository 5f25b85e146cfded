"""What every search engine promises about documents, readers, Hebrew and what people type."""

from __future__ import annotations

import pytest

from search.document import Document
from search.engine import open_engine
from search.query import Query, Suggestion
from tests.search.engines import ELASTICSEARCH, EVERYONE, ask, doc, ids, keys


@pytest.mark.skipif(not ELASTICSEARCH, reason="TEST_ELASTICSEARCH names no engine to hold to these promises")
def test_elasticsearch_is_held_to_these_promises():
    open_engine(ELASTICSEARCH).close()


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
