"""The desk's pages without scripts, and who may open them."""

from __future__ import annotations

import pytest

from knowledge.core.db import session
from knowledge.core.permissions import ADMINISTRATOR
from knowledge.desk.views import pages
from knowledge.library.models import ItemType, TypeField
from knowledge.taxonomy.models import Tag
from tests import make
from tests.client import words_of
from tests.queries import counted

LISTS = ("/desk", "/desk/types", "/desk/types/tender", "/desk/types/tender/fields/new", "/desk/tags")


@pytest.mark.parametrize("address", LISTS)
def test_managers_and_administrators_open_the_desk_and_members_do_not(app, browser, manager, address):
    assert browser(manager).get(address).status_code == 200
    assert browser(make.person(role=ADMINISTRATOR)).get(address).status_code == 200
    assert browser(make.person()).get(address).status_code == 403
    assert browser().get(address).status_code == 302


def test_no_address_of_the_desk_is_open_to_members(app, browser, add_field, tagged):
    member, number = browser(make.person()), add_field()
    tagged("מים")
    values = {"code": "tender", "field_id": number, "tag_id": session.query(Tag).one().id}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("desk.")]

    with app.test_request_context():
        asked = [(rule, app.url_map.bind("").build(rule.endpoint, _fitting(rule, values))) for rule in rules]
    answers = {
        rule.rule: member.post(address).status_code if "POST" in rule.methods else 403
        for rule, address in asked
    }

    assert pages.name == "desk"
    assert len(answers) >= 15
    assert set(answers.values()) == {403}


def test_only_who_may_sees_the_way_to_the_desk(app, browser, manager):
    assert "שולחן העבודה" in words_of(browser(manager).get("/"))
    assert "שולחן העבודה" not in words_of(browser(make.person()).get("/"))


def test_a_field_with_choices_is_made_without_scripts(app, browser, manager):
    at_desk, page = browser(manager), "/desk/types/tender/fields/new"
    form = {
        "label_he": "אגף",
        "label_en": "Department",
        "kind": "choice",
        "required": "1",
        "choice_key": ["0", "1", "2"],
        "choice_value": ["", "", ""],
        "choice_he": ["שפ״ע", "הנדסה", ""],
        "choice_en": ["Environment", "", ""],
    }

    moved = at_desk.post(page, form | {"down": "0"}, page=page)
    saved = at_desk.post(page, form, page=page)

    assert moved.text.index("הנדסה") < moved.text.index("שפ״ע")
    assert saved.status_code == 302
    asked = browser(make.person()).get("/items/new?type=tender")
    assert "אגף (חובה) שפ״ע הנדסה" in words_of(asked)


def test_what_was_typed_stays_when_it_cannot_be_taken(app, browser, manager):
    page = "/desk/types/tender/fields/new"

    answer = browser(manager).post(page, {"label_he": "", "label_en": "Typed", "kind": "number"}, page=page)

    assert answer.status_code == 422
    assert 'value="Typed"' in answer.text
    assert "נדרש שם בעברית" in words_of(answer)


def test_the_preview_shows_the_form_as_it_would_be(app, browser, manager):
    form = {"label_he": "תקציב שנתי", "kind": "number", "required": "1"}

    answer = browser(manager).post("/desk/types/tender/preview", form)

    assert "תקציב שנתי (חובה)" in words_of(answer)
    assert "<html" not in answer.text
    assert session.query(TypeField).filter_by(label_he="תקציב שנתי").count() == 0


def test_fields_and_types_are_moved_retired_and_brought_back_without_scripts(app, browser, manager):
    at_desk = browser(manager)
    first = session.query(TypeField).filter_by(type_code="tender").order_by(TypeField.position).first().id

    at_desk.post(f"/desk/fields/{first}/move", {"step": "down"}, page="/desk/types/tender")
    at_desk.post(f"/desk/fields/{first}/retire", {"retired": "1"}, page="/desk/types/tender")
    retired = words_of(at_desk.get("/desk/types/tender"))
    at_desk.post(f"/desk/fields/{first}/retire", {"retired": "0"}, page="/desk/types/tender")
    at_desk.post("/desk/types/project/move", {"step": "down"}, page="/desk/types")
    at_desk.post("/desk/types/project/retire", {"retired": "1"}, page="/desk/types")

    assert "שדה אחד מחוץ לשימוש" in retired
    session.remove()
    assert session.get_one(TypeField, first).retired is False
    assert session.get_one(ItemType, "project").retired is True


def test_tags_are_marked_and_merged_in_two_steps(app, browser, manager, tagged):
    tagged("סקר", "סקרים", "רכש")
    at_desk = browser(manager)
    ids = {tag.name: tag.id for tag in session.query(Tag)}

    step = at_desk.get(f"/desk/tags/merge?tag={ids['סקר']}&tag={ids['סקרים']}")
    form = {"tag": [ids["סקר"], ids["סקרים"]], "into": ids["סקרים"], "keep_old": "1"}
    merged = at_desk.post("/desk/tags/merge", form)

    assert "איזה שם נשאר?" in words_of(step)
    assert merged.location == f"/desk/tags/{ids['סקרים']}"
    assert 'value="סקר"' in at_desk.get(merged.location).text


def test_one_tag_alone_is_not_merged(app, browser, manager, tagged):
    tagged("רכש")

    answer = browser(manager).get("/desk/tags/merge?tag=1", follow_redirects=True)

    assert "אפשר למזג בין שתי תגיות" in words_of(answer)


def test_a_list_of_many_tags_asks_no_more_than_one_of_few(app, browser, manager, tagged):
    at_desk = browser(manager)

    def ask():
        with counted() as queries:
            assert at_desk.get("/desk/tags").status_code == 200
        return len(queries)

    tagged("מים")
    few = ask()
    tagged(*[f"תגית {number}" for number in range(20)])

    assert ask() <= few


def _fitting(rule, values):
    return {name: values[name] for name in rule.arguments}
