"""What a search says about names does not tell who or what there is beyond what the asker may see."""

import pytest

from knowledge.core import findable
from knowledge.core.jobs import run_until_done
from tests import make


@pytest.fixture
def ask(app):
    headers = {"Authorization": f"Bearer {make.token(make.person())}"}
    return lambda **search: (
        app.test_client().get("/api/v1/search", headers=headers, query_string=search).get_json()
    )


def test_a_filter_names_only_people_who_brought_something_visible(ask):
    invited, known = make.person("סודית לגמרי", password=None), make.person("ידוע לכול")
    make.item("מכרז גלוי", owner=known)
    make.item("טיוטה", owner=invited, visibility="draft")
    _index()

    shown = ask(owner=[invited.id, known.id], q="אין")["facets"]["owner"]

    assert [(value["label"], value["count"]) for value in shown] == [(str(invited.id), 0), ("ידוע לכול", 0)]


def test_a_typed_owner_without_anything_visible_is_as_unknown_as_nobody(ask):
    make.item("טיוטה", owner=make.person("סודית לגמרי", password=None), visibility="draft")
    _index()

    assert ask(q="owner:סודית")["understood"]["unknown"] == ["סודית"]
    assert ask(q="owner:איננה")["understood"]["unknown"] == ["איננה"]


def test_a_typed_tag_of_a_draft_is_as_unknown_as_none(app, ask):
    owner = make.person()
    headers = {"Authorization": f"Bearer {make.token(owner)}"}
    form = {"type": "tender", "title": "טיוטה", "tags": "מיזוג־חשאי", "visibility": "draft"}
    assert app.test_client().post("/api/v1/items", headers=headers, data=form).status_code == 201
    _index()

    assert ask(q="tag:מיזוג־חשאי")["understood"]["unknown"] == ["מיזוג־חשאי"]


def _index():
    """The items as the index has them: rows made by hand have no job."""
    run_until_done()
    findable.rebuild()
