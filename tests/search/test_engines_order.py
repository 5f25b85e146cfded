"""What every search engine promises about filters, counts, order, ranks, pages and suggestions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from search.document import Rank
from search.engine import SearchEngine
from search.query import Query, Suggestion
from tests.search.engines import EVERYONE, START, ask, doc, ids

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


def test_a_facet_may_have_any_name_and_some_documents_without_it(engine):
    engine.add([doc(1, facets={"month": ("2026-01",)}), doc(2)])
    engine.add([doc(3, facets={"month": ("2026-02",), "field:גודל הרשות": ("קטנה", "a b:c")})])
    name = "field:גודל הרשות"

    page = ask(engine, "אלגברה", facets=("month", name))

    assert page.facets["month"] == (("2026-01", 1), ("2026-02", 1))
    assert page.facets[name] == (("a b:c", 1), ("קטנה", 1))
    assert ids(engine, filters={name: frozenset({"קטנה"})}) == [3]
    assert ids(engine, filters={"month": frozenset({"2026-01"})}) == [1]
    assert sorted(ids(engine, without={"month": frozenset({"2026-01"})})) == [2, 3]


def test_a_facet_is_known_as_long_as_a_document_has_it(engine):
    engine.add([doc(1, facets={"month": ("2026-01",)}), doc(2, facets={"other": ("b",)})])
    engine.add([doc(1, facets={"other": ("a",)})])

    page = ask(engine, facets=("month", "other"))

    assert (page.facets["month"], page.facets["other"]) == ((), (("a", 1), ("b", 1)))
    assert ids(engine, filters={"month": frozenset({"2026-01"})}) == []


def test_twenty_years_of_months_are_a_filter_like_any_other(engine):
    months = [f"{year}-{month:02}" for year in range(2006, 2026) for month in range(1, 13)]
    engine.add(
        [doc(number, facets={"month": (months[number % len(months)],)}) for number in range(2 * len(months))]
    )

    page = ask(engine, "אלגברה", filters={"month": frozenset(months[12:])}, facets=("month",))

    assert page.total == 2 * len(months) - 24
    assert page.facets["month"] == tuple((month, 2) for month in months)


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


def test_words_may_be_incomplete_and_in_another_order(titled):
    assert suggested(titled, "אש מכ") == ["המכרז לפינוי אשפה"]
    assert suggested(titled, "כח אד", facets=("tag",)) == []
    assert suggested(titled, "אד כו", facets=("tag",)) == ["כוח אדם", "נוהל כוח אדם"]


def test_titles_that_begin_with_what_was_typed_come_first(engine):
    titles = ["מכתב על הגינון", "הגינון במכתב", "גינון: מכרז", "מכרז אחר לגינון", "מכרז גינון ונוי"]
    for number, title in enumerate(titles):
        engine.add([doc(number, title=title, boost=1 - number / 10)])

    assert suggested(engine, "מכרז גי") == ["מכרז גינון ונוי", "גינון: מכרז", "מכרז אחר לגינון"]
    assert suggested(engine, "גינ")[:2] == ["הגינון במכתב", "גינון: מכרז"]


def test_suggests_values_of_the_facets_asked_for(titled):
    found = titled.suggest("כו", Query("", EVERYONE), facets=("tag",))

    assert found == [Suggestion("tag", "כוח אדם"), Suggestion("item", "נוהל כוח אדם", "item:2")]
    assert suggested(titled, "מכ", facets=("tag",)) == ["מכרזים", "המכרז לפינוי אשפה"]


def test_suggests_no_more_than_asked_for(engine):
    engine.add([doc(number, title=f"מכרז {number}") for number in range(20)])

    assert len(suggested(engine, "מכ", limit=5)) == 5
