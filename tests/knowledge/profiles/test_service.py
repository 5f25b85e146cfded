"""How people may be reached, and what they can say of themselves."""

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Missing, Refused
from knowledge.core.permissions import MANAGER
from knowledge.profiles import service
from knowledge.profiles.models import Profile
from tests import make

OPEN = {"by_message": True, "by_email": True, "by_phone": True, "by_whatsapp": True, "phone": "050-1234567"}


def profile_of(person):
    return session.get_one(Profile, person.id)


def test_only_what_its_owner_opened_is_told(app):
    person, reader = make.person(by_message=True, phone="050-1234567"), make.actor()

    contact = service.contact(reader, profile_of(person))

    assert (contact.by_message, contact.ways) == (True, ())


def test_every_open_way_has_its_link(app):
    person = make.person(email="dana@test.example", **OPEN)

    contact = service.contact(make.actor(), profile_of(person))

    assert {way.kind: way.url for way in contact.ways} == {
        "whatsapp": "https://wa.me/972501234567",
        "email": "mailto:dana@test.example",
        "phone": "tel:0501234567",
    }
    assert contact.way("phone").shown == "050-1234567"
    assert contact.way("fax") is None


@pytest.mark.parametrize("state", [{"suspended": True}, {"password": None}])
def test_who_is_not_here_is_not_reached(app, state):
    contact = service.contact(make.actor(), profile_of(make.person(**OPEN, **state)))

    assert (contact.by_message, contact.ways) == (False, ())


def test_nobody_is_offered_to_reach_themselves(app):
    person = make.person(**OPEN)

    contact = service.contact(person.actor, profile_of(person))

    assert (contact.by_message, contact.ways) == (False, ())


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("050-1234567", "972501234567"),
        ("(04) 123 4567", "97241234567"),
        ("+972 50 123 4567", "972501234567"),
        ("0044 20 7946 0000", "442079460000"),
        ("+44 20 7946 0000", "442079460000"),
    ],
)
def test_a_number_is_dialled_from_abroad(typed, dialled):
    assert service.international(typed) == dialled


@pytest.mark.parametrize(
    "phone", ["050-1234567", "+972-50-1234567", "(04) 1234567", "*6050", "106 1", "0501234567"]
)
def test_telephone_numbers_are_taken_as_typed(app, phone):
    person = make.person()

    with transaction():
        service.change(person.actor, profile_of(person), {"phone": phone})

    assert profile_of(person).phone == phone


@pytest.mark.parametrize(
    "phone", ["abc", "12", "050--1234567", "050-1234567;x", "1" * 40, "javascript:1234567"]
)
def test_other_things_are_no_telephone_numbers(app, phone):
    person = make.person()

    with transaction(), pytest.raises(Invalid) as wrong:
        service.change(person.actor, profile_of(person), {"phone": phone})

    assert list(wrong.value.errors) == ["phone"]


@pytest.mark.parametrize("way", ["by_phone", "by_whatsapp"])
def test_to_be_called_one_needs_a_number(app, way):
    person = make.person()

    with transaction(), pytest.raises(Invalid) as wrong:
        service.change(person.actor, profile_of(person), {way: True})

    assert list(wrong.value.errors) == ["phone"]


def test_one_wrong_field_and_nothing_changes(app):
    person = make.person("דנה", job="מזכירה")

    with pytest.raises(Invalid) as wrong, transaction():
        service.change(person.actor, profile_of(person), {"job": "מנכ״לית", "name": " ", "role": "manager"})

    assert set(wrong.value.errors) == {"name", "role"}
    assert (profile_of(person).job, profile_of(person).user.name) == ("מזכירה", "דנה")


def test_nobody_changes_the_page_of_another(app):
    person = make.person()

    with transaction(), pytest.raises(Refused):
        service.change(make.actor(role=MANAGER), profile_of(person), {"job": "אחר"})


def test_marks_that_turn_text_round_are_taken_out(app):
    person = make.person()

    with transaction():
        service.change(person.actor, profile_of(person), {"name": "דנה\u202e  כהן\n", "job": "\u200fיועצת"})

    assert (profile_of(person).user.name, profile_of(person).job) == ("דנה כהן", "יועצת")


@pytest.mark.parametrize("state", [{"suspended": True}, {"password": None}])
def test_who_is_not_here_is_known_to_managers_only(app, state):
    person = make.person("נעלם", **state)

    with pytest.raises(Missing):
        service.find(make.actor(), person.id)

    assert service.find(make.actor(role=MANAGER), person.id)
    assert service.people(make.actor(), q="נעלם").total == 0
    assert service.people(make.actor(role=MANAGER), q="נעלם").total == 1


def test_people_are_found_by_words_of_their_name_or_job_and_by_authority(app):
    here = make.authority()
    make.person("דנה כהן", authority_id=here.id, job="מנהלת רכש")
    make.person("דנה לוי")
    make.person("100%_דומה")
    reader = make.actor("אבי")

    def found(**more):
        return [profile.user.name for profile in service.people(reader, **more).rows]

    assert found(q="דנה") == ["דנה כהן", "דנה לוי"]
    assert found(q="רכש דנה") == ["דנה כהן"]
    assert found(q="דנה", authority_id=here.id) == ["דנה כהן"]
    assert found(q="%") == ["100%_דומה"]
    assert found(q="אין כזה") == []
