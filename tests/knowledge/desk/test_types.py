"""Types of items as managers set them."""

import pytest

from knowledge.accounts.models import Deed
from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Missing, Refused
from knowledge.core.permissions import MEMBER
from knowledge.desk import fields, types
from knowledge.library import service as library
from knowledge.library.drafts import Draft
from knowledge.library.lists import types as offered
from knowledge.library.models import DRAFT, Item, ItemType, TypeField
from tests import make


def kind(code):
    return session.get_one(ItemType, code)


def codes():
    return [row.code for row in offered()]


def test_a_type_is_added_at_the_end_under_a_name_of_plain_letters(manager):
    with transaction():
        types.add(manager, {"label_he": "שאלון", "label_en": "Survey form"})
        types.add(manager, {"label_he": "סרטון"})

    assert codes()[-2:] == ["survey-form", "type-1"]
    assert kind("type-1").label == "סרטון"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "label_he"),
        ({"label_he": "א" * 81}, "label_he"),
        ({"label_he": "מכרז"}, "label_he"),
        ({"label_he": "אחר", "label_en": "tender"}, "label_en"),
    ],
)
def test_what_is_wrong_about_a_type_is_said_by_field(manager, sent, field):
    with transaction(), pytest.raises(Invalid) as wrong:
        types.add(manager, sent)

    assert list(wrong.value.errors) == [field]


def test_types_are_put_in_order_and_new_ones_are_not_lost(manager):
    with transaction():
        types.order(manager, ["tender", "project", "no-such-type"])
        types.move(manager, kind("procedure"), -1)

    assert codes()[:4] == ["tender", "procedure", "project", "template"]
    assert len(codes()) == 8


def test_a_retired_type_is_not_offered_and_its_items_keep_it(manager):
    owner = make.actor()
    item = make.item(owner=owner)

    with transaction():
        types.retire(manager, kind("tender"), retired=True)

    assert "tender" not in codes()
    with transaction():
        library.change(owner, session.get_one(Item, item.id), Draft(type="tender", title="עוד שם"))
        with pytest.raises(Invalid) as wrong:
            library.create(owner, Draft(type="tender", title="חדש"))
    assert list(wrong.value.errors) == ["type"]
    with transaction():
        types.retire(manager, kind("tender"), retired=False)
    assert "tender" in codes()


def test_the_last_type_stays(manager):
    with transaction():
        for code in codes()[1:]:
            types.retire(manager, kind(code), retired=True)

        with pytest.raises(Invalid):
            types.retire(manager, kind(codes()[0]), retired=True)


def test_merging_moves_the_items_and_keeps_what_stands_in_their_fields(manager, found):
    owner = make.actor()
    item = make.item(
        type_code="statistics", owner=owner, fields={"year": 2024, "source": "למ״ס"}, title="תושבים לפי גיל"
    )

    with transaction():
        moved = types.merge(manager, kind("statistics"), kind("information"))

    assert moved == 1
    assert "statistics" not in codes()
    kept = session.get_one(Item, item.id)
    assert (kept.type_code, kept.fields) == ("information", {"year": 2024, "source": "למ״ס"})
    names = [field.name for field in fields.fields_of(manager, kind("information"))]
    assert names == ["year", "source"]
    assert found(owner, q="למ״ס", type="information").total == 1


def test_fields_of_one_name_and_two_kinds_are_both_kept(manager):
    item = make.item(type_code="procedure", fields={"version": "2.1"})
    with transaction():
        session.add(
            TypeField(
                type_code="template", name="version", label_he="גרסה", label_en="", kind="date", position=9
            )
        )

    with transaction():
        types.merge(manager, kind("procedure"), kind("template"))

    assert session.get_one(Item, item.id).fields == {"version_2": "2.1"}


def test_a_type_is_not_merged_into_itself_or_into_one_that_is_retired(manager):
    with transaction():
        types.retire(manager, kind("project"), retired=True)

        for into in ("tender", "project"):
            with pytest.raises(Invalid):
                types.merge(manager, kind("tender"), kind(into))


def test_what_every_item_has_can_be_required_or_hidden(manager):
    owner = make.actor()
    with transaction():
        types.change(
            manager, kind("tender"), {"basics": {"text": "required", "files": "required", "tags": "hidden"}}
        )

    with transaction(), pytest.raises(Invalid) as wrong:
        library.create(owner, Draft(type="tender", title="מכרז גינון"))
    assert list(wrong.value.errors) == ["text"]
    with transaction(), pytest.raises(Invalid) as wrong:
        library.create(owner, Draft(type="tender", title="מכרז גינון", text="מה נעשה"))
    assert list(wrong.value.errors) == ["files"]
    with transaction():
        library.create(owner, Draft(type="tender", title="מכרז גינון", visibility=DRAFT))
        library.create(owner, Draft(type="project", title="פרויקט"))


def test_what_is_hidden_is_kept_where_it_stands(manager, tagged, browser):
    owner = make.person()
    item = tagged("רכש", owner=owner)
    with transaction():
        types.change(manager, kind("tender"), {"basics": {"tags": "hidden"}})

    page = f"/items/{item.id}/edit"
    form = browser(owner).get(page).text
    browser(owner).post(page, {"type": "tender", "title": "שם אחר"}, page=page)

    assert '<div class="upload__basic" data-basic="tags" hidden>' in form
    session.remove()
    kept = session.get_one(Item, item.id)
    assert (kept.title, [tag.name for tag in kept.tags]) == ("שם אחר", ["רכש"])


def test_of_two_managers_the_second_is_told_what_happened_meanwhile(manager):
    seen = types.seen_of(kind("tender"))
    with transaction():
        types.change(manager, kind("tender"), {"label_en": "Call for bids"}, seen=seen)

    with transaction(), pytest.raises(Invalid):
        types.change(manager, kind("tender"), {"label_he": "קול קורא"}, seen=seen)

    assert kind("tender").label_he == "מכרז"


def test_who_did_what_is_recorded(manager):
    with transaction():
        types.retire(manager, kind("tender"), retired=True)

    deed = session.query(Deed).one()
    assert (deed.actor_id, deed.deed, deed.detail) == (manager.id, "type_retired", "מכרז")


def test_members_set_nothing(app):
    member = make.actor(role=MEMBER)

    with transaction():
        for ask in (
            lambda: types.all_types(member),
            lambda: types.find(member, "tender"),
            lambda: types.add(member, {"label_he": "סוג"}),
            lambda: types.change(member, kind("tender"), {}),
            lambda: types.order(member, []),
            lambda: types.move(member, kind("tender"), 1),
            lambda: types.retire(member, kind("tender"), retired=True),
            lambda: types.merge(member, kind("tender"), kind("project")),
        ):
            with pytest.raises(Refused):
                ask()


def test_there_is_no_such_type(manager):
    with pytest.raises(Missing):
        types.find(manager, "no-such-type")
