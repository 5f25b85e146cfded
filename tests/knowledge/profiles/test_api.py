"""People over the API."""

import pytest

from knowledge.accounts.models import User
from knowledge.core.db import session
from knowledge.core.permissions import ADMINISTRATOR, MANAGER, MEMBER
from tests import make


@pytest.fixture
def api(client):
    """Asks the API for a person: ``api(person, "get", "/people")``."""

    def ask(person, method, path, json=None):
        return getattr(client(person), method)(f"/api/v1{path}", json=json)

    return ask


def test_people_are_listed_as_on_the_page(api):
    place = make.authority("עיריית נהר־שקמה")
    dana = make.person(
        "דנה", job="מנהלת רכש", authority_id=place.id, email="dana@test.example", by_email=True
    )
    make.person("נעלם", suspended=True)

    told = api(make.person("אבי"), "get", "/people?q=דנה").json

    assert told == {
        "total": 1,
        "page": 1,
        "pages": 1,
        "people": [
            {
                "id": dana.id,
                "url": f"/people/{dana.id}",
                "name": "דנה",
                "job": "מנהלת רכש",
                "about": "",
                "html": "",
                "authority": {"id": place.id, "name": "עיריית נהר־שקמה"},
                "domains": [],
                "contact": {"message": True, "email": "dana@test.example"},
            }
        ],
    }


def test_managers_are_told_more(api):
    person = make.person("דנה", email="dana@test.example", password=None)

    told = api(make.person(role=MANAGER), "get", f"/people/{person.id}").json

    assert (told["role"], told["state"], told["email"]) == ("member", "invited", "dana@test.example")


@pytest.mark.parametrize("state", [{"suspended": True}, {"password": None}])
def test_who_is_not_here_is_missing_for_members(api, state):
    assert api(make.person(), "get", f"/people/{make.person(**state).id}").status_code == 404


def test_one_changes_ones_own_page(api):
    person, place = make.person(), make.authority("עיריית נהר־שקמה")
    changes = {
        "name": "דנה כהן",
        "authority": place.id,
        "language": "en",
        "theme": "dark",
        "job": "מנהלת רכש",
        "about": "**מכרזים**",
        "phone": "050-1234567",
        "contact": {"message": False, "whatsapp": True},
    }

    told = api(person, "patch", "/me", changes).json

    assert told == api(person, "get", "/me").json
    assert told["html"] == '<p dir="auto"><strong>מכרזים</strong></p>'
    assert told["contact"] == {"message": False, "email": False, "phone": False, "whatsapp": True}
    assert (told["name"], told["authority"]["id"], told["theme"]) == ("דנה כהן", place.id, "dark")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "administrator"}, "role"),
        ({"password": "a long password 2"}, "password"),
        ({"email": "other@test.example"}, "email"),
        ({"suspended": False}, "suspended"),
        ({"session_key": "x"}, "session_key"),
        ({"authority": 99}, "authority"),
        ({"authority": True}, "authority"),
        ({"name": 7}, "name"),
        ({"name": "א" * 121}, "name"),
        ({"about": "א" * 10_001}, "about"),
        ({"job": None}, "job"),
        ({"contact": {"fax": True}}, "contact"),
        ({"contact": {"phone": "yes"}}, "by_phone"),
        ({"contact": {"phone": True}}, "phone"),
    ],
)
def test_what_cannot_be_changed_is_refused_by_name(api, changes, field):
    person = make.person("דנה")

    answer = api(person, "patch", "/me", changes)

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert field in answer.json["errors"]
    session.remove()
    user = session.get_one(User, person.id)
    assert (user.role, user.email, user.name) == (MEMBER, person.email, "דנה")


def test_a_manager_invites_suspends_and_lets_in(api):
    manager = make.person(role=MANAGER)

    made = api(manager, "post", "/people", {"email": "new@test.example", "name": "נועה"})
    again = api(manager, "post", f"/people/{made.json['id']}/invitation")
    out = api(manager, "put", f"/people/{made.json['id']}/suspension")
    back = api(manager, "delete", f"/people/{made.json['id']}/suspension")

    assert [answer.status_code for answer in (made, again, out, back)] == [201, 201, 200, 204]
    assert (made.json["role"], made.json["state"], out.json["state"]) == ("member", "invited", "suspended")
    record = api(manager, "get", "/people/record").json["record"]
    assert [deed["deed"] for deed in record] == ["let_in", "suspended", "invited_again", "invited"]
    assert record[0]["person"] == {"id": made.json["id"], "name": "נועה"}


@pytest.mark.parametrize("role", ["member", "administrator"])
def test_roles_are_not_given_over_the_api(api, role):
    boss = make.person(role=ADMINISTRATOR)

    answer = api(boss, "post", "/people", {"email": "new@test.example", "name": "נועה", "role": role})

    assert answer.status_code == 422
    assert session.query(User).filter_by(email="new@test.example").count() == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/people"),
        ("put", "/people/{}/suspension"),
        ("delete", "/people/{}/suspension"),
        ("get", "/people/record"),
    ],
)
def test_members_manage_nobody(api, method, path):
    body = {"email": "new@test.example", "name": "נועה"} if path == "/people" else None

    assert api(make.person(), method, path.format(make.person().id), body).status_code == 403


def test_sessions_can_be_ended_over_the_api(api, browser):
    person = make.person()
    visitor = browser(person)

    assert api(person, "delete", "/me/sessions").status_code == 204

    assert visitor.get("/settings").status_code == 302


def test_no_address_changes_passwords_tokens_or_roles(app):
    rules = {str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith("/api/")}

    assert not [rule for rule in rules if "password" in rule or "token" in rule or "role" in rule]


def test_fields_are_told_and_changed_over_the_api(api):
    person = make.person()

    changed = api(person, "patch", "/me", {"domains": ["service", "digital"]})
    wrong = api(person, "patch", "/me", {"domains": ["magic"]})

    assert changed.json["domains"] == ["digital", "service"]
    assert api(make.person(), "get", f"/people/{person.id}").json["domains"] == ["digital", "service"]
    assert wrong.status_code == 422 and wrong.json["errors"].keys() == {"domains"}


@pytest.mark.parametrize("sent", ["digital", [7], None, {"digital": True}])
def test_fields_that_are_no_list_of_codes_are_refused(api, sent):
    assert api(make.person(), "patch", "/me", {"domains": sent}).status_code == 422
