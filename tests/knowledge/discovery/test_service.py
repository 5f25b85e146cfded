"""Searching finds what one may see, says how it understood, and offers a way on."""

from __future__ import annotations

import re

import pytest

from knowledge.core.errors import Away, Missing, Refused
from knowledge.core.findable import rebuild
from knowledge.core.permissions import NOBODY
from knowledge.core.tools import tools
from knowledge.discovery.service import ask_for_less, find_values, look_for
from knowledge.discovery.suggesting import suggest
from knowledge.discovery.wanted import Wanted
from search.engine import EngineAway
from tests import make


def titles(actor, text="", **more) -> list[str]:
    return [re.sub("</?mark>", "", hit.title) for hit in look_for(actor, Wanted(text, **more)).hits]


def test_finds_by_a_word_in_another_form(bring):
    bring("נוהל", plain="המועצה מאשרת את התקציבים")

    assert titles(make.actor(), "תקציב") == ["נוהל"]


def test_nobody_finds_nothing(bring):
    bring()

    with pytest.raises(Refused):
        look_for(NOBODY, Wanted())


def test_everything_comes_newest_first_when_nothing_is_asked(bring, later_on):
    bring("ישן")
    later_on(days=1)
    bring("חדש")

    assert titles(make.actor()) == ["חדש", "ישן"]


def test_shows_where_the_words_stand(bring):
    bring("נוהל", plain="לפני כן. <b>שעות</b> פינוי האשפה ברחובות העיר.")

    hit = look_for(make.actor(), Wanted("פינוי אשפה")).hits[0]

    assert "<mark>פינוי</mark> <mark>האשפה</mark>" in hit.snippet
    assert "<b>" not in hit.snippet


def test_marks_the_words_in_a_hostile_title_safely(bring):
    bring("<script>alert(1)</script> אשפה")

    title = look_for(make.actor(), Wanted("אשפה")).hits[0].title

    assert title == "&lt;script&gt;alert(1)&lt;/script&gt; <mark>אשפה</mark>"


def test_a_filter_narrows_and_its_facet_keeps_counting_the_others(bring):
    bring("אשפה א", type_code="tender")
    bring("אשפה ב", type_code="project")

    result = look_for(make.actor(), Wanted("אשפה", filters={"type": ("tender",)}))

    counted = {facet.name: facet for facet in result.facets}["type"]
    assert result.total == 1
    assert {(each.label, each.count, each.chosen) for each in counted.values} == {
        ("מכרז", 1, True),
        ("פרויקט", 1, False),
    }


def test_values_of_one_facet_are_alternatives(bring):
    bring("א", type_code="tender")
    bring("ב", type_code="project")
    bring("ג", type_code="template")

    assert set(titles(make.actor(), filters={"type": ("tender", "project")})) == {"א", "ב"}


def test_a_chosen_value_stays_although_nothing_has_it(bring):
    bring("א", type_code="tender")

    result = look_for(make.actor(), Wanted("א", filters={"type": ("project",)}))

    assert [(facet.name, value.label, value.count) for facet, value in result.chosen] == [
        ("type", "פרויקט", 0)
    ]


def test_a_typed_tag_is_a_filter(bring):
    bring("א", tags=("מים",))
    bring("ב", tags=("ביוב",))

    assert titles(make.actor(), "tag:מים") == ["א"]
    assert titles(make.actor(), "תג:מים") == ["א"]
    assert titles(make.actor(), "-tag:מים") == ["ב"]


def test_a_typed_owner_is_a_filter(bring):
    bring("א", owner=make.person("דנה כהן"))
    bring("ב", owner=make.person("יוסי לוי"))

    assert titles(make.actor(), "מאת:דנה") == ["א"]
    assert titles(make.actor(), 'owner:"יוסי לוי"') == ["ב"]


def test_choosing_among_what_was_typed_narrows_it(bring):
    first, second = make.person("דנה כהן"), make.person("דנה לוי")
    bring("א", owner=first)
    bring("ב", owner=second)

    assert set(titles(make.actor(), "מאת:דנה")) == {"א", "ב"}
    assert titles(make.actor(), "מאת:דנה", filters={"owner": (str(first.id),)}) == ["א"]


def test_a_tag_that_is_not_there_finds_nothing_and_is_named(bring):
    bring("אשפה")

    result = look_for(make.actor(), Wanted("אשפה tag:דרקונים"))

    assert (result.total, result.unknown) == (0, ("דרקונים",))


@pytest.mark.parametrize(
    "text", ['"', "tag:", "OR OR", "-", "א" * 10_000, '"' * 500, "owner:%00", "tag:x " * 900, "*:*", "\u202e"]
)
def test_nothing_that_is_typed_is_an_error(bring, text):
    bring()

    result = look_for(make.actor(), Wanted(text))
    ask_for_less(make.actor(), result)

    assert result.total >= 0


def test_pages_follow_one_another(bring):
    for number in range(21):
        make.item(f"אשפה {number}")
    bring("אשפה 21")
    rebuild()

    first, second, third = (titles(make.actor(), "אשפה", page=page) for page in (1, 2, 3))

    assert (len(first), len(second), third) == (20, 2, [])
    assert not set(first) & set(second)


def test_what_may_be_left_out_is_offered_with_what_it_finds(bring):
    bring("פינוי אשפה", type_code="tender")
    result = look_for(make.actor(), Wanted('אשפה "שאין כאן"', filters={"type": ("project",)}))

    less = ask_for_less(make.actor(), result)
    by_filter = ask_for_less(make.actor(), look_for(make.actor(), Wanted("אשפה", {"type": ("project",)})))

    assert result.total == 0 and less == []
    assert [(each.dropped, each.total) for each in by_filter] == [("פרויקט", 1)]


def test_what_was_chosen_is_offered_without_what_was_typed(bring):
    bring("פינוי אשפה", type_code="tender")

    [less] = ask_for_less(make.actor(), look_for(make.actor(), Wanted("דרקון", {"type": ("tender",)})))

    assert (less.dropped, less.wanted.text, less.total) == ("דרקון", "", 1)


def test_a_phrase_may_be_left_out(bring):
    bring("פינוי אשפה")
    result = look_for(make.actor(), Wanted('אשפה "שאין כאן"'))

    assert [(each.dropped, each.wanted.text) for each in ask_for_less(make.actor(), result)] == [
        ('"שאין כאן"', "אשפה")
    ]


def test_values_of_a_long_facet_are_found_by_their_names(bring):
    for number in range(3):
        bring(f"אשפה {number}", tags=(f"פינוי {number}", "גינון"), type_code="tender")
    bring("אשפה", tags=("פינוי סודי",), visibility="draft")
    bring("אחר", tags=("פינוי אחר",))
    actor = make.actor()

    found = find_values(actor, Wanted("אשפה", {"tag": ("פינוי 1",), "type": ("tender",)}), "tag", "פינוי")

    assert {(value.label, value.count, value.chosen) for value in found} == {
        ("פינוי 0", 1, False),
        ("פינוי 1", 1, True),
        ("פינוי 2", 1, False),
    }
    assert find_values(actor, Wanted('tag:"אין כזה"'), "tag", "פינוי") == []
    with pytest.raises(Missing):
        find_values(actor, Wanted(), "month", "2026")


def test_suggests_titles_tags_and_people_one_may_see(bring):
    bring("מים לכולם", tags=("מים",))
    bring("מים בסתר", visibility="draft", tags=("מים סודיים",))

    suggested = suggest(make.actor(), "מי")

    assert {(each.kind, each.text) for each in suggested} == {("tag", "מים"), ("item", "מים לכולם")}
    assert {each.url for each in suggested} == {"/search?tag=%D7%9E%D7%99%D7%9D", "/items/1"}


def test_suggests_nothing_for_nothing(bring):
    bring()

    assert suggest(make.actor(), "  ") == []


def test_search_says_when_it_is_away(bring, monkeypatch):
    def away(*_anything):
        raise EngineAway

    monkeypatch.setattr(tools().search, "search", away)

    with pytest.raises(Away, match="החיפוש אינו זמין"):
        look_for(make.actor(), Wanted("אשפה"))
