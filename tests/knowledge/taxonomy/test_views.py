"""The managers' page of authorities, and the same over the API."""

import pytest

from knowledge.core.db import session
from knowledge.core.permissions import ADMINISTRATOR, MANAGER, MEMBER
from knowledge.taxonomy.models import Authority
from tests import make
from tests.client import words_of
from tests.queries import counted

FORM = {
    "name": "עיריית נהר־שקמה",
    "name_en": "Nahar Shikma",
    "kind": "city",
    "region": "south",
    "size": "small",
}


@pytest.fixture
def api(client):
    """Asks the API for a person: ``api(person, "get", "/people")``."""

    def ask(person, method, path, json=None):
        return getattr(client(person), method)(f"/api/v1{path}", json=json)

    return ask


@pytest.mark.parametrize(("role", "status"), [(MEMBER, 403), (MANAGER, 200), (ADMINISTRATOR, 200)])
def test_managers_see_the_page(browser, app, role, status):
    assert browser(make.person(role=role)).get("/authorities").status_code == status


def test_an_empty_list_says_what_will_be_there(browser, app):
    assert "אין עדיין רשויות ברשימה" in words_of(browser(make.person(role=MANAGER)).get("/authorities"))


def test_a_manager_adds_and_renames_an_authority(browser, app):
    visitor = browser(make.person(role=MANAGER))

    visitor.post("/authorities", FORM, page="/authorities")
    added = session.query(Authority).one().id
    session.remove()
    visitor.post(f"/authorities/{added}", FORM | {"name": "מועצת נהר"}, page=f"/authorities/{added}")

    assert "מועצת נהר עירייה דרום קטנה" in words_of(visitor.get("/authorities"))
    assert "Nahar Shikma" in words_of(visitor.get("/authorities?lang=en"))


def test_a_form_that_is_not_taken_keeps_what_was_typed(browser, app):
    make.authority("עיריית נהר־שקמה")
    visitor = browser(make.person(role=MANAGER))

    refused = visitor.post("/authorities", FORM, page="/authorities")

    assert refused.status_code == 422
    assert "כבר ברשימה" in words_of(refused)
    assert 'value="Nahar Shikma"' in refused.text


def test_the_page_asks_the_same_however_long_the_list_is(browser, app):
    visitor = browser(make.person(role=MANAGER))
    for _number in range(20):
        make.authority()

    with counted() as queries:
        visitor.get("/authorities")

    assert len(queries) <= 3, queries


def test_authorities_over_the_api(api):
    manager = make.person(role=MANAGER)

    made = api(manager, "post", "/authorities", FORM)
    changed = api(manager, "patch", f"/authorities/{made.json['id']}", {"size": "large"})

    assert (made.status_code, changed.status_code) == (201, 200)
    expected = FORM | {"id": made.json["id"], "size": "large"}
    assert api(make.person(), "get", "/authorities").json == {"authorities": [expected]}


@pytest.mark.parametrize(("method", "path"), [("post", "/authorities"), ("patch", "/authorities/{}")])
def test_members_change_no_authorities_over_the_api(api, method, path):
    here = make.authority()

    assert api(make.person(), method, path.format(here.id), FORM).status_code == 403


def test_the_six_domains_are_there_from_the_beginning(api):
    told = api(make.person(language="en"), "get", "/domains").json["domains"]

    assert [domain["code"] for domain in told] == [
        "organization",
        "digital",
        "service",
        "strategy",
        "economy",
        "planning",
    ]
    assert told[2]["label"] == "Service to residents"
