"""What may stand in the fields of types, by kind: typed, kept, shown, found."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from knowledge.accounts.events import PersonChanged
from knowledge.accounts.models import User
from knowledge.core import i18n
from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid
from knowledge.core.events import announce
from knowledge.core.jobs import run_until_done
from knowledge.discovery import service as discovery
from knowledge.discovery.wanted import read
from knowledge.library import service
from knowledge.library.drafts import Draft
from knowledge.library.fields import choices_of, fields_of
from knowledge.library.indexing import load
from knowledge.library.models import Item, TypeField
from knowledge.library.values import (
    form_fields,
    people_with_name,
    shown_fields,
    shown_in_results,
    told_fields,
)
from tests import make
from tests.queries import counted

CHOICES = [
    {"value": "one", "label_he": "אחת", "label_en": "One"},
    {"value": "two", "label_he": "שתיים", "label_en": ""},
]


@pytest.fixture
def asked(app):
    """Asks tenders for one more field: ``asked("long")``."""

    def ask(kind, **more):
        values = {"label_he": "שדה", "label_en": "", "choices": [], "position": 20} | more
        if kind in ("choice", "choices"):
            values["choices"] = CHOICES
        with transaction():
            session.add(TypeField(type_code="tender", name="more", kind=kind, **values))

    return ask


def bring(typed, owner=None):
    with transaction():
        draft = Draft(type="tender", title="מכרז גינון", fields={"more": typed})
        return service.create(owner or make.actor(), draft)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "shown"),
    [
        ("text", "  שורה  אחת\n", "שורה אחת", "שורה אחת"),
        ("long", "שורה\r\n<b>ועוד</b>\n", "שורה\n<b>ועוד</b>", "שורה<br>&lt;b&gt;ועוד&lt;/b&gt;"),
        ("choice", "two", "two", "שתיים"),
        ("choices", ["two", "one", ""], ["one", "two"], "אחת, שתיים"),
        ("choices", "one", ["one"], "אחת"),
        ("date", "2026-03-12", "2026-03-12", "12 במרץ 2026"),
        ("number", "12,500", 12500, "12,500"),
        ("address", " הרצל 1,  חיפה ", "הרצל 1, חיפה", "הרצל 1, חיפה"),
    ],
)
def test_each_kind_keeps_and_shows_what_was_typed(asked, kind, typed, kept, shown):
    asked(kind)

    item = bring(typed)

    assert session.get_one(Item, item.id).fields == {"more": kept}
    (label, words), *_ = shown_fields(make.actor(), session.get_one(Item, item.id))
    assert (label, str(words).partition(" <a ")[0]) == ("שדה", shown)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "א" * 1001),
        ("text", ["א", "ב"]),
        ("long", "א" * 10_001),
        ("choice", "three"),
        ("choices", ["one", "three"]),
        ("choices", {"one": True}),
        ("date", "12/03/2026"),
        ("number", "הרבה"),
        ("address", 7),
        ("person", "אף אחד"),
        ("person", True),
        ("person", "999999"),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(asked, kind, typed):
    asked(kind)

    with pytest.raises(Invalid) as wrong:
        bring(typed)

    assert list(wrong.value.errors) == ["fields.more"]


def test_nothing_chosen_of_several_is_empty(asked):
    asked("choices", required=True)

    with pytest.raises(Invalid):
        bring(["", ""])


def test_a_person_is_named_by_name_by_authority_or_by_id(asked):
    asked("person")
    haifa, here = make.authority("עיריית חיפה", name_en="Haifa"), make.authority("עיריית יבנה")
    one = make.person("דנה כהן", authority_id=haifa.id)
    make.person("דנה כהן", authority_id=here.id)
    other = make.person("יוסי לוי")

    kept = [bring(typed).fields["more"] for typed in ("יוסי לוי", str(other.id), "דנה כהן, חיפה", one.id)]

    assert kept == [other.id, other.id, one.id, one.id]
    with pytest.raises(Invalid):
        bring("דנה כהן")
    assert [user.name for user in people_with_name("כהן דנה")] == ["דנה כהן", "דנה כהן"]


def test_a_named_person_is_a_link_and_the_form_shows_the_name(asked):
    asked("person")
    dana = make.person("דנה <כהן>", authority_id=make.authority("עיריית חיפה").id)

    item = bring(dana.id)

    ((_label, shown),) = shown_fields(make.actor(), session.get_one(Item, item.id))
    assert shown == Markup('<a href="/people/{}">דנה &lt;כהן&gt;</a>').format(dana.id)
    values = {each.asks.name: each.value for each in form_fields("tender", item.fields)}
    assert values["more"] == "דנה <כהן>, עיריית חיפה"


def test_who_may_not_be_listed_is_neither_shown_nor_told_nor_found(asked):
    asked("person", searchable=True, facet=True)
    reader, gone = make.actor(), make.person("אבנר שקולניק")
    item = bring(gone.id, owner=reader)
    run_until_done()
    assert found(reader, "שקולניק") == 1
    from_index = discovery.look_for(reader, read({}))
    assert "אבנר שקולניק" in {value.label for facet in from_index.facets for value in facet.values}

    with transaction():
        session.get_one(User, gone.id).suspended = True
        announce(PersonChanged(gone.id, narrowed=True))
    run_until_done()
    session.remove()

    kept = session.get_one(Item, item.id)
    assert shown_fields(reader, kept) == []
    assert told_fields(reader, kept) == {}
    assert found(reader, "שקולניק") == 0
    labels = {value.label for facet in discovery.look_for(reader, read({})).facets for value in facet.values}
    assert "אבנר שקולניק" not in labels
    with transaction():  # and whoever changes the item does not lose what stands there
        again = session.get_one(Item, item.id)
        service.change(reader, again, Draft(type="tender", title="שם אחר", fields={"more": str(gone.id)}))
    assert session.get_one(Item, item.id).fields == {"more": gone.id}


def test_items_follow_the_name_of_the_person_in_a_field(asked):
    asked("person", searchable=True)
    dana = make.person("דנה כהן")
    reader = make.actor()
    bring(dana.id)
    run_until_done()

    with transaction():
        session.get_one(User, dana.id).name = "דנה שמש"
        announce(PersonChanged(dana.id))
    run_until_done()

    assert found(reader, "שמש") == 1


def test_results_say_fields_with_as_many_queries_for_many_items_as_for_one(asked):
    asked("person", shown=True)
    people = [make.person() for _each in range(8)]
    items = [bring(person.id).id for person in people]
    reader = make.actor()
    run_until_done()

    def ask(ids):
        session.remove()
        with counted() as queries:
            shown = [shown_in_results(reader, item) for item in load(reader, ids).values()]
        assert all(shown)
        return len(queries)

    assert ask(items) == ask(items[:1])


def test_names_are_completed_from_listed_people_alone(app, browser):
    reader = make.person("רון")
    make.person("דנה כהן", authority_id=make.authority("עיריית חיפה").id)
    make.person("דנה לוי", suspended=True)

    answer = browser(reader).get("/people/named?q=דנה")

    assert answer.json == {"people": ["דנה כהן, עיריית חיפה"]}
    assert browser(reader).get("/people/named?q=%20").json == {"people": []}
    assert browser().get("/people/named?q=דנה").status_code == 302


def test_english_falls_back_to_hebrew(asked):
    asked("choice")

    i18n.set_language("en")
    asks = next(asks for asks in fields_of("tender") if asks.name == "more")

    assert asks.label == "שדה"
    assert [label for _value, label in choices_of(asks)] == ["One", "שתיים"]


def found(reader, q):
    session.remove()
    return discovery.look_for(reader, read({"q": [q]})).total
