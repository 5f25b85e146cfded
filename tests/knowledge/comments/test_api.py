import pytest

from knowledge.core.permissions import MANAGER
from knowledge.library.models import MANAGERS
from tests import make


@pytest.fixture
def place(app):
    return f"/api/v1/items/{make.item().id}/comments"


def test_a_comment_is_written_and_read_back(client, place):
    author = make.person("רות כהן")

    made = client(author).post(place, json={"text": "# **שלום**"})
    listed = client(make.person()).get(place)

    assert made.status_code == 201
    assert made.json == {
        "id": made.json["id"],
        "parent": None,
        "author": {"id": author.id, "name": "רות כהן"},
        "created": "2026-03-12T09:00:00Z",
        "edited": None,
        "hidden": False,
        "text": "# **שלום**",
        "html": '<p dir="auto"><strong><strong>שלום</strong></strong></p>',
        "mentions": [],
    }
    assert listed.json == {"total": 1, "page": 1, "pages": 1, "comments": [made.json]}


def test_html_is_sanitised_and_text_is_as_typed(client, place):
    typed = "<script>alert(1)</script> [x](javascript:alert(1)) <b onclick=x>מודגש</b>"

    made = client(make.person()).post(place, json={"text": typed}).json

    assert made["text"] == typed
    assert "<script" not in made["html"] and "javascript" not in made["html"] and "<b" not in made["html"]


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": 5}, {"text": None}, {"text": "א" * 5001}])
def test_what_is_no_comment_is_refused_by_field(client, place, body):
    answer = client(make.person()).post(place, json=body)

    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"text"}


def test_ones_own_comment_is_changed_and_deleted(client, place):
    author = client(make.person())
    address = f"/api/v1/comments/{author.post(place, json={'text': 'א'}).json['id']}"

    changed = author.patch(address, json={"text": "ב"})
    deleted = author.delete(address)

    assert (changed.json["text"], changed.json["edited"]) == ("ב", "2026-03-12T09:00:00Z")
    assert (deleted.status_code, deleted.data) == (204, b"")
    assert author.delete(address).status_code == 404
    assert author.get(place).json["comments"] == []


def test_the_comments_of_others_are_left_alone(client, place):
    number = client(make.person()).post(place, json={"text": "א"}).json["id"]
    other = client(make.person())

    assert other.patch(f"/api/v1/comments/{number}", json={"text": "ב"}).status_code == 403
    assert other.delete(f"/api/v1/comments/{number}").status_code == 403
    assert other.put(f"/api/v1/comments/{number}/hidden").status_code == 403


def test_a_manager_hides_and_shows(client, place):
    number = client(make.person()).post(place, json={"text": "א"}).json["id"]
    manager, other = client(make.person(role=MANAGER)), client(make.person())
    address = f"/api/v1/comments/{number}/hidden"

    hidden = manager.put(address)
    while_hidden = (other.get(place).json["total"], manager.get(place).json["total"])
    shown = manager.delete(address)

    assert hidden.json["hidden"] is True
    assert while_hidden == (0, 1)
    assert shown.status_code == 204
    assert other.get(place).json["total"] == 1


def test_pages_hold_fifty_newest_first(client, place):
    author = client(make.person())
    numbers = [author.post(place, json={"text": str(number)}).json["id"] for number in range(51)]

    first, second = author.get(place).json, author.get(f"{place}?page=2").json

    assert [each["id"] for each in first["comments"]] == numbers[:0:-1]
    assert [each["id"] for each in second["comments"]] == numbers[:1]
    assert first["pages"] == 2


def test_comments_of_what_one_may_not_see_are_missing(app, client):
    owner = make.person(role=MANAGER)
    place = f"/api/v1/items/{make.item(owner=owner, visibility=MANAGERS).id}/comments"
    number = client(owner).post(place, json={"text": "בינינו"}).json["id"]
    other = client(make.person())

    assert other.get(place).status_code == 404
    assert other.post(place, json={"text": "א"}).status_code == 404
    assert other.patch(f"/api/v1/comments/{number}", json={"text": "א"}).status_code == 404
    assert other.delete(f"/api/v1/comments/{number}").status_code == 404
    assert app.test_client().get(place).status_code == 401
