"""Requests that no honest program sends are refused in words, and are never an accident of ours."""

import io

import pytest

from tests import make

NESTED = "[" * 200_000
HALF_A_LETTER = '{"%s": "\\ud800"}'


@pytest.fixture
def client(app):
    person = make.person()
    item = make.item(owner=person)
    headers = {"Authorization": f"Bearer {make.token(person)}"}

    def ask(method, path, **more):
        return app.test_client().open(
            f"/api/v1{path.format(item=item.id)}", method=method, headers=headers, **more
        )

    return ask


@pytest.mark.parametrize("body", [NESTED, '{"fields": ' + NESTED, HALF_A_LETTER % "type", '{"\\ud800": 1}'])
@pytest.mark.parametrize("path", ["/items/{item}", "/me"])
def test_json_that_cannot_be_kept_is_refused(client, body, path):
    answer = client("PATCH", path, data=body, content_type="application/json")

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_a_whole_letter_outside_the_basic_plane_is_taken(client):
    answer = client(
        "PATCH", "/items/{item}", data='{"title": "\\ud83c\\udf33"}', content_type="application/json"
    )

    assert answer.get_json()["title"] == "🌳"


@pytest.mark.parametrize("number", [10**20, -(10**20), 0, True, 1.5])
def test_a_number_that_no_row_can_have_names_nothing(client, number):
    assert client("PATCH", "/me", json={"authority": number}).status_code == 422
    assert client("PATCH", "/items/{item}", json={"authority": number}).status_code == 422
    assert client("GET", f"/people?authority={number}").status_code == 200


def test_more_values_than_a_query_can_hold_are_refused(client):
    answer = client("PATCH", "/items/{item}", json={"domains": [f"d{number}" for number in range(100_000)]})

    assert answer.status_code == 422


@pytest.mark.parametrize(("count", "status"), [(21, 422), (300, 413)])
def test_a_request_cannot_take_all_open_files_of_the_process(client, count, status):
    files = [(io.BytesIO(b""), f"{number}.txt") for number in range(count)]

    answer = client("POST", "/items", data={"type": "tender", "title": "הרבה", "files": files})

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_adding_no_files_is_refused(client):
    answer = client("POST", "/items/{item}/files", data={"other": "1"})

    assert list(answer.get_json()["errors"]) == ["files"]
