"""The desk for programs."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.core.db import session
from knowledge.taxonomy.models import Tag
from tests import make


class Client:
    """Asks with a person's token."""

    def __init__(self, app, person):
        self.client, self.headers = app.test_client(), {"Authorization": f"Bearer {make.token(person)}"}

    def ask(self, method: str, address: str, body: Any = None):
        return self.client.open(f"/api/v1{address}", method=method, json=body, headers=self.headers)


@pytest.fixture
def client(app, manager):
    return Client(app, manager)


FIELD = {
    "label_he": "אגף",
    "label_en": "Department",
    "kind": "choices",
    "choices": [{"label_he": "שפ״ע", "label_en": "Environment"}, {"label_he": "הנדסה"}],
    "facet": True,
}


def test_a_type_and_its_fields_are_set_by_a_program(client):
    made = client.ask("POST", "/desk/types", {"label_he": "שאלון", "label_en": "Survey"})
    field = client.ask("POST", "/desk/types/survey/fields", FIELD)
    client.ask("PATCH", "/desk/types/survey", {"basics": {"files": "required", "tags": "hidden"}})
    changed = client.ask("PATCH", f"/desk/fields/{field.json['id']}", {"required": True, "shown": True})

    assert (made.status_code, field.status_code, changed.status_code) == (201, 201, 200)
    told = client.ask("GET", "/types").json["types"][-1]
    assert told == {
        "code": "survey",
        "label": "שאלון",
        "basics": {"files": "required", "tags": "hidden"},
        "fields": [
            {
                "name": "department",
                "label": "אגף",
                "kind": "choices",
                "required": True,
                "choices": ["environment", "choice-1"],
                "labels": {"environment": "שפ״ע", "choice-1": "הנדסה"},
                "searchable": False,
                "facet": "fields.department",
                "shown": True,
            }
        ],
    }


def test_what_is_retired_is_told_to_managers_alone(client):
    number = client.ask("POST", "/desk/types/tender/fields", FIELD).json["id"]

    client.ask("PATCH", f"/desk/fields/{number}", {"retired": True})
    client.ask("PATCH", "/desk/types/project", {"retired": True})

    types = {each["code"]: each for each in client.ask("GET", "/types").json["types"]}
    assert "project" not in types
    assert "department" not in [field["name"] for field in types["tender"]["fields"]]
    whole = client.ask("GET", "/desk/types/tender").json
    assert whole["fields"][-1]["retired"] is True
    assert client.ask("GET", "/desk/types").json["types"][-1]["code"] == "project"


def test_order_is_set_by_lists(client):
    fields = client.ask("GET", "/desk/types/tender").json["fields"]

    types = client.ask("PUT", "/desk/types", {"order": ["tender"]}).json["types"]
    whole = client.ask("PUT", "/desk/types/tender/fields", {"order": [fields[-1]["id"]]}).json
    wrong = client.ask("PUT", "/desk/types", {"order": "tender"})

    assert types[0]["code"] == "tender"
    assert whole["fields"][0]["name"] == fields[-1]["name"]
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["order"])


def test_types_are_merged(client):
    item = make.item(type_code="project")

    answer = client.ask("POST", "/desk/types/project/merge", {"into": "tender"})

    assert (answer.json["moved"], answer.json["type"]["code"]) == (1, "tender")
    assert client.ask("GET", f"/items/{item.id}").json["type"] == "tender"
    assert client.ask("POST", "/desk/types/tender/merge", {"into": "no-such-type"}).status_code == 404


def test_tags_are_kept_by_a_program(client, tagged):
    tagged("סקר", "סקרים", "רכש")
    ids = {tag.name: tag.id for tag in session.query(Tag)}

    alike = client.ask("GET", "/desk/tags").json["alike"]
    merged = client.ask(
        "POST", "/desk/tags/merge", {"tags": [each["id"] for each in alike[0]], "into": ids["סקר"]}
    )
    named = client.ask(
        "PATCH", f"/desk/tags/{ids['רכש']}", {"name": "קניות", "keep_old": False, "synonyms": ["הצטיידות"]}
    )

    assert merged.json == {"id": ids["סקר"], "name": "סקר", "items": 1, "synonyms": ["סקרים"]}
    assert named.json == {"id": ids["רכש"], "name": "קניות", "items": 1, "synonyms": ["הצטיידות"]}
    assert client.ask("DELETE", f"/desk/tags/{ids['רכש']}").status_code == 422
    assert client.ask("DELETE", "/desk/tags/999").status_code == 404


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", "/desk/tags/merge", {"tags": "1,2", "into": 1}),
        ("POST", "/desk/tags/merge", {"tags": [1, 2]}),
        ("POST", "/desk/tags/merge", {"tags": [1], "into": 1}),
        ("PATCH", "/desk/types/tender", {"retired": "yes"}),
        ("PATCH", "/desk/types/tender", {"basics": {"title": "hidden"}}),
        ("PATCH", "/desk/types/tender", {"basics": []}),
        ("POST", "/desk/types/tender/fields", {"label_he": "שדה", "kind": ["text"]}),
        ("POST", "/desk/types/tender/fields", {"label_he": 7, "kind": "text"}),
    ],
)
def test_what_cannot_be_taken_is_said(client, tagged, method, address, body):
    tagged("סקר", "סקרים")

    answer = client.ask(method, address, body)

    assert answer.status_code == 422, answer.json
    assert answer.json["errors"]


def test_members_are_refused_everywhere(app, manager):
    member = Client(app, make.person())

    answers = {
        member.ask(method, address, {}).status_code
        for method, address in (
            ("GET", "/desk/types"),
            ("POST", "/desk/types"),
            ("PUT", "/desk/types"),
            ("GET", "/desk/types/tender"),
            ("PATCH", "/desk/types/tender"),
            ("POST", "/desk/types/tender/merge"),
            ("POST", "/desk/types/tender/fields"),
            ("PUT", "/desk/types/tender/fields"),
            ("PATCH", "/desk/fields/1"),
            ("GET", "/desk/tags"),
            ("PATCH", "/desk/tags/1"),
            ("DELETE", "/desk/tags/1"),
        )
    }

    assert answers == {403}
