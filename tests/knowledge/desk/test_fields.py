"""Fields of types as managers set them, and what becomes of the values."""

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Refused
from knowledge.desk import fields
from knowledge.library import service as library
from knowledge.library.drafts import Draft
from knowledge.library.fields import fields_of
from knowledge.library.models import Item, ItemType, TypeField
from knowledge.library.values import shown_fields
from tests import make
from tests.knowledge.desk.conftest import AREAS


def field(field_id):
    return session.get_one(TypeField, field_id)


def change(manager, field_id, **sent):
    with transaction():
        fields.change(manager, field(field_id), sent)


def create(owner, **values):
    with transaction():
        return library.create(owner, Draft(type="tender", title="מכרז גינון", fields=values))


def names(type_code="tender"):
    session.remove()
    return [asks.name for asks in fields_of(type_code)]


def test_a_field_is_asked_for_at_once_and_filters_what_is_found(manager, add_field, found):
    owner = make.actor()
    add_field(required=True, facet=True)

    with pytest.raises(Invalid) as wrong:
        create(owner)
    assert list(wrong.value.errors) == ["fields.department"]
    create(owner, department="environment")
    create(owner, department="engineering")

    result = found(owner, fields__department="engineering")
    assert result.total == 1
    counted = next(facet for facet in result.facets if facet.name == "fields.department")
    assert counted.label == "אגף"
    assert {(value.label, value.count) for value in counted.values} == {("שפ״ע", 1), ("הנדסה", 1)}


def test_a_retired_field_keeps_its_values_and_brings_them_back(manager, add_field, found):
    owner, reader = make.actor(), make.actor()
    number = add_field(searchable=True, facet=True)
    item = create(owner, department="environment")
    assert found(reader, q="שפ״ע").total == 1

    with transaction():
        fields.retire(manager, field(number), retired=True)
    assert found(reader, q="שפ״ע").total == 0
    assert "department" not in names()
    assert shown_fields(reader, session.get_one(Item, item.id)) == []
    with transaction():
        library.change(owner, session.get_one(Item, item.id), Draft(type="tender", title="שם אחר"))

    with transaction():
        fields.retire(manager, field(number), retired=False)
    assert found(reader, fields__department="environment").total == 1
    assert shown_fields(reader, session.get_one(Item, item.id)) == [("אגף", "שפ״ע")]


def test_a_retired_choice_stays_where_it_stands_and_is_not_offered(manager, add_field):
    owner = make.actor()
    number = add_field()
    item = create(owner, department="environment")
    first, second = field(number).choices

    change(manager, number, choices=[{**first, "retired": True}, second])

    with pytest.raises(Invalid):
        create(owner, department="environment")
    with transaction():
        kept = session.get_one(Item, item.id)
        library.change(owner, kept, Draft(type="tender", title="חדש", fields={"department": "environment"}))
    assert session.get_one(Item, item.id).fields == {"department": "environment"}


def test_a_choice_that_is_left_out_goes_only_where_no_item_bears_it(manager, add_field):
    number = add_field()
    create(make.actor(), department="environment")

    change(manager, number, choices=[{"label_he": "חינוך", "label_en": "Education"}])

    assert [(choice["value"], choice.get("retired", False)) for choice in field(number).choices] == [
        ("education", False),
        ("environment", True),
    ]


def test_choices_are_renamed_and_put_in_order_without_touching_items(manager, add_field, found):
    owner = make.actor()
    number = add_field(searchable=True)
    create(owner, department="engineering")
    first, second = field(number).choices

    change(manager, number, choices=[{**second, "label_he": "תשתיות"}, first])

    assert [choice["value"] for choice in field(number).choices] == ["engineering", "environment"]
    assert found(owner, q="תשתיות").total == 1


@pytest.mark.parametrize(
    ("sent", "wrong_field"),
    [
        ({"label_he": " "}, "label_he"),
        ({"label_en": "a" * 81}, "label_en"),
        ({"kind": "colour"}, "kind"),
        ({"choices": []}, "choices"),
        ({"choices": "אחת"}, "choices"),
        ({"choices": [{"label_he": "א"}, {"label_he": "א"}]}, "choices"),
        ({"choices": [{"label_he": "", "label_en": "English alone"}]}, "choices"),
        ({"choices": [{"label_he": str(number)} for number in range(101)]}, "choices"),
        ({"kind": "long", "facet": True}, "facet"),
        ({"required": "yes"}, "required"),
    ],
)
def test_what_is_wrong_about_a_field_is_said_by_name(manager, sent, wrong_field):
    with transaction(), pytest.raises(Invalid) as wrong:
        fields.add(manager, session.get_one(ItemType, "tender"), AREAS | sent)

    assert list(wrong.value.errors) == [wrong_field]


def test_a_kind_changes_only_where_the_values_survive(manager, add_field):
    number = add_field()
    change(manager, number, kind="number")  # nothing stands in it yet
    change(manager, number, kind="choice", choices=AREAS["choices"])
    item = create(make.actor(), department="environment")

    with pytest.raises(Invalid) as wrong:
        change(manager, number, kind="date")
    change(manager, number, kind="choices")

    assert list(wrong.value.errors) == ["kind"]
    assert shown_fields(make.actor(), session.get_one(Item, item.id)) == [("אגף", "שפ״ע")]


def test_fields_are_put_in_order_and_one_added_meanwhile_is_not_lost(manager, add_field):
    kind = session.get_one(ItemType, "tender")
    shown = [row.id for row in fields.fields_of(manager, kind)]
    added = add_field()

    with transaction():
        fields.order(manager, session.get_one(ItemType, "tender"), [str(each) for each in reversed(shown)])
        fields.move(manager, field(added), -1)

    assert names() == ["estimate", "deadline", "published", "department", "number"]


def test_the_same_field_of_two_types_narrows_both(manager, add_field, found):
    owner = make.actor()
    add_field(facet=True)
    add_field(facet=True, type_code="project")
    create(owner, department="environment")
    with transaction():
        library.create(owner, Draft(type="project", title="גן", fields={"department": "environment"}))

    assert found(owner, fields__department="environment").total == 2


def test_a_field_of_another_kind_gets_a_name_of_its_own(manager, add_field):
    add_field()
    add_field(type_code="project", kind="number")

    assert "department" in names()
    assert "department_2" in names("project")


def test_of_two_managers_the_second_is_told_what_happened_meanwhile(manager, add_field):
    number = add_field()
    seen = fields.seen_of(field(number))
    change(manager, number, choices=[*field(number).choices, {"label_he": "חינוך"}])

    with transaction(), pytest.raises(Invalid):
        fields.change(manager, field(number), {"choices": AREAS["choices"]}, seen=seen)

    assert len(field(number).choices) == 3


def test_members_set_nothing(app, add_field):
    member, number = make.actor(), add_field()

    with transaction():
        kind = session.get_one(ItemType, "tender")
        for ask in (
            lambda: fields.fields_of(member, kind),
            lambda: fields.find(member, number),
            lambda: fields.filled(member, kind),
            lambda: fields.add(member, kind, AREAS),
            lambda: fields.change(member, field(number), {}),
            lambda: fields.move(member, field(number), 1),
            lambda: fields.order(member, kind, []),
            lambda: fields.retire(member, field(number), retired=True),
        ):
            with pytest.raises(Refused):
                ask()
