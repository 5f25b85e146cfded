import io

import pytest

from knowledge.core.db import session
from knowledge.core.jobs import run_until_done
from knowledge.core.permissions import MANAGER
from knowledge.library.models import DRAFT, MANAGERS, Item
from tests import make


def file(name="notes.txt", content="מילים בקובץ"):
    return (io.BytesIO(content.encode() if isinstance(content, str) else content), name)


def form(**more):
    return {"type": "tender", "title": "מכרז לפינוי אשפה"} | more


def test_an_item_is_added_with_everything_and_told_back(client):
    authority = make.authority()
    person = make.person("רונית כהן")
    said = form(
        text="**חשוב**",
        domain=["digital", "service"],
        authority=str(authority.id),
        tags=["אשפה", "מיחזור"],
        visibility="managers",
        files=[file("א.txt"), file("ב.txt", "אחר")],
    )

    answer = client(person).post("/api/v1/items", data={**said, "fields.number": "7/2026"})

    item = answer.json
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/items/{item['id']}"
    assert [each["name"] for each in item.pop("files")] == ["א.txt", "ב.txt"]
    assert item == {
        "id": item["id"],
        "url": f"/items/{item['id']}",
        **{"type": "tender", "title": "מכרז לפינוי אשפה", "fields": {"number": "7/2026"}},
        **{"text": "**חשוב**", "html": '<p dir="auto"><strong>חשוב</strong></p>'},
        **{"state": "waiting", "reason": "", "visibility": "managers"},
        **{"domains": ["digital", "service"], "tags": ["אשפה", "מיחזור"]},
        **{"authority": authority.id, "authority_name": authority.name},
        **{"owner": {"id": person.id, "name": "רונית כהן"}, "stars": None, "ratings": 0, "adoptions": 0},
        **{"created": "2026-03-12T09:00:00Z", "changed": "2026-03-12T09:00:00Z"},
    }


def test_the_authority_is_the_owners_when_none_is_named(client):
    authority = make.authority()
    mine = client(make.person(authority_id=authority.id))

    default = mine.post("/api/v1/items", data=form()).json
    without = mine.post("/api/v1/items", data=form(authority="")).json

    assert (default["authority"], without["authority"]) == (authority.id, None)


def test_states_go_from_waiting_to_ready_or_unreadable_with_the_reason(client):
    mine = client(make.person())
    good = mine.post("/api/v1/items", data=form(files=[file()])).json
    bad = mine.post("/api/v1/items", data=form(files=[file("ריק.pdf", b"")])).json

    run_until_done()

    good, bad = (mine.get(f"/api/v1/items/{item['id']}").json for item in (good, bad))
    assert (good["state"], good["reason"], good["files"][0]["state"]) == ("ready", "", "ready")
    assert bad["state"] == bad["files"][0]["state"] == "unreadable"
    assert bad["reason"] == bad["files"][0]["reason"] != ""


def test_only_what_was_sent_is_changed(client):
    mine = client(make.person())
    item = mine.post("/api/v1/items", data=form(tags=["אשפה"], text="היה", **{"fields.number": "7"})).json

    answer = mine.patch(
        f"/api/v1/items/{item['id']}", json={"title": "חדש", "fields": {"estimate": 5}, "domain": ["digital"]}
    )

    changed = answer.json
    assert answer.status_code == 200
    assert (changed["title"], changed["text"], changed["tags"]) == ("חדש", "היה", ["אשפה"])
    assert changed["fields"] == {"number": "7", "estimate": 5}
    assert changed["domains"] == ["digital"]


def test_what_was_told_can_be_sent_back_unchanged(client):
    mine = client(make.person())
    item = mine.post("/api/v1/items", data=form(tags=["אשפה"], **{"fields.number": "7"})).json

    answer = mine.patch(f"/api/v1/items/{item['id']}", json=item)

    assert answer.status_code == 200
    assert {**answer.json, "changed": ""} == {**item, "changed": ""}


@pytest.mark.parametrize(
    "body, fields",
    [
        ({"title": 5}, {"title"}),
        ({"title": None, "tags": "אחת", "domain": [1]}, {"title", "domain"}),
        ({"authority": {"id": 1}}, {"authority"}),
        ({"authority": 10**30}, {"authority"}),
        ({"authority": True}, {"authority"}),
        ({"fields": []}, {"fields"}),
        ({"fields": {"nothing": "x"}}, {"fields.nothing"}),
        ({"fields": {"number": {"a": 1}}}, {"fields.number"}),
        ({"colour": "red"}, {"colour"}),
        ({"visibility": "public"}, {"visibility"}),
        ({"type": []}, {"type"}),
    ],
)
def test_wrong_values_are_refused_by_field(client, body, fields):
    person = make.person()
    item = make.item(owner=person)

    answer = client(person).patch(f"/api/v1/items/{item.id}", json=body)

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json["errors"]) == fields
    assert answer.json["detail"]


def test_a_form_is_refused_by_field_too(client):
    answer = client(make.person()).post("/api/v1/items", data={"fields.poem": "x", "files": file()})
    unknown = client(make.person()).post("/api/v1/items", data=form(**{"fields.poem": "x", "files": file()}))

    assert (answer.status_code, set(answer.json["errors"])) == (422, {"type", "title"})
    assert (unknown.status_code, set(unknown.json["errors"])) == (422, {"fields.poem"})


def test_other_content_types_are_refused(client):
    mine = client(make.person())
    item = make.item(owner=make.person())

    assert mine.post("/api/v1/items", json=form()).status_code == 415
    assert mine.post("/api/v1/items", data="type=tender", content_type="text/plain").status_code == 415
    assert mine.patch(f"/api/v1/items/{item.id}", data=form()).status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\nnothing",
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nno end',
        b"--x\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--x--\r\n",
        b"\xff\xfe\x00" * 100,
    ],
)
def test_broken_multipart_is_the_senders_mistake(client, body):
    answer = client(make.person()).post(
        "/api/v1/items", data=body, content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("number", ["404", str(2**31), str(2**63), "9" * 40])
def test_what_is_not_there_is_missing(client, number):
    mine = client(make.person())

    for method, path in (
        ("GET", f"/items/{number}"),
        ("PATCH", f"/items/{number}"),
        ("DELETE", f"/items/{number}"),
        ("GET", f"/items/{number}/text"),
        ("POST", f"/items/{number}/restore"),
        ("GET", f"/files/{number}"),
        ("DELETE", f"/files/{number}"),
        ("POST", f"/files/{number}/retry"),
        ("GET", f"/files/{number}/pages/1"),
    ):
        answer = mine.open(f"/api/v1{path}", method=method, json={} if method == "PATCH" else None)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), path


def test_files_are_added_replaced_read_again_and_removed(client):
    mine = client(make.person())
    item = mine.post("/api/v1/items", data=form(files=[file("א.txt", "ראשון")])).json
    address = f"/api/v1/items/{item['id']}"

    added = mine.post(f"{address}/files", data={"files": [file("ב.txt", "שני")]})
    first, second = (each["id"] for each in added.json["files"])
    replaced = mine.put(f"/api/v1/files/{first}", data={"files": file("ג.txt", "שלישי")})
    retried = mine.post(f"/api/v1/files/{second}/retry")
    run_until_done()
    text = mine.get(f"{address}/text").json
    removed = mine.delete(f"/api/v1/files/{first}")

    assert (added.status_code, replaced.status_code, retried.status_code) == (201, 200, 200)
    assert replaced.json["name"] == "ג.txt"
    assert text == {"files": [{"id": first, "pages": ["שלישי"]}, {"id": second, "pages": ["שני"]}]}
    assert removed.status_code == 204
    assert [each["id"] for each in mine.get(address).json["files"]] == [second]


def test_the_bytes_come_back_as_they_were_sent(client):
    mine = client(make.person())
    content = bytes(range(256)) * 50
    item = mine.post("/api/v1/items", data=form(files=[file("נתונים.bin", content)])).json

    answer = mine.get(f"/api/v1/files/{item['files'][0]['id']}")

    assert answer.data == content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_deleting_goes_to_the_bin_and_restoring_comes_back(client):
    person = make.person()
    mine = client(person)
    item = make.item(owner=person)

    deleted = mine.delete(f"/api/v1/items/{item.id}")
    gone = mine.get(f"/api/v1/items/{item.id}")
    listed = mine.get("/api/v1/my/items?tab=bin").json
    restored = mine.post(f"/api/v1/items/{item.id}/restore")
    erased_too_early = mine.post(f"/api/v1/items/{item.id}/erase")

    assert (deleted.status_code, deleted.data, gone.status_code) == (204, b"", 404)
    assert [each["id"] for each in listed["items"]] == [item.id]
    assert (restored.status_code, restored.json["title"]) == (200, item.title)
    assert erased_too_early.status_code == 404


def test_a_deleted_item_can_be_removed_for_good(client):
    person = make.person()
    item = make.item(owner=person)
    client(person).delete(f"/api/v1/items/{item.id}")

    answer = client(person).post(f"/api/v1/items/{item.id}/erase")

    assert answer.status_code == 204
    assert session.get(Item, item.id) is None


def test_only_its_owner_removes_a_deleted_item_for_good(client):
    manager = make.person(role=MANAGER)
    item = make.item()
    client(manager).delete(f"/api/v1/items/{item.id}")

    answer = client(manager).post(f"/api/v1/items/{item.id}/erase")

    assert answer.status_code == 403
    assert client(manager).post(f"/api/v1/items/{item.id}/restore").status_code == 200


def test_others_see_but_do_not_change_and_hidden_items_are_missing(client):
    owner, reader, manager = make.person(), make.person(), make.person(role=MANAGER)
    item = make.item(owner=owner)
    secret, draft = make.item(owner=owner, visibility=MANAGERS), make.item(owner=owner, visibility=DRAFT)

    def status(person, thing, method="get"):
        body = {"title": "אחר"} if method == "patch" else None
        return getattr(client(person), method)(f"/api/v1/items/{thing.id}", json=body).status_code

    assert [status(reader, each) for each in (item, secret, draft)] == [200, 404, 404]
    assert [status(manager, each) for each in (item, secret, draft)] == [200, 200, 404]
    assert [status(reader, each, "patch") for each in (item, secret, draft)] == [403, 404, 404]
    assert [status(manager, each, "patch") for each in (item, secret, draft)] == [200, 200, 404]
    assert [status(reader, each, "delete") for each in (item, secret, draft)] == [403, 404, 404]


def test_types_tell_their_fields(client):
    types = client(make.person()).get("/api/v1/types").json["types"]

    project = types[0]
    assert len(types) == 8
    assert (project["code"], project["label"]) == ("project", "פרויקט")
    assert project["fields"][0] == {
        "name": "status",
        "label": "מצב הפרויקט",
        "kind": "choice",
        "required": False,
        "choices": ["planned", "running", "done"],
        "labels": {"planned": "בתכנון", "running": "בביצוע", "done": "הושלם"},
        "searchable": False,
        "facet": None,
        "shown": False,
    }


def test_tags_are_those_of_items_the_reader_may_see(client, bring):
    owner = make.actor()
    bring(owner, tags=("מים", "ביוב"))
    bring(owner, tags=("מים",))
    bring(owner, tags=("סוד", "מים"), visibility=DRAFT)

    theirs = client(make.person()).get("/api/v1/tags").json["tags"]
    own = client(owner).get("/api/v1/tags").json["tags"]

    assert theirs == [{"name": "מים", "count": 2}, {"name": "ביוב", "count": 1}]
    assert own[0] == {"name": "מים", "count": 3}
    assert {"name": "סוד", "count": 1} in own


def test_lists_of_ones_own_are_paged_and_others_names_of_lists_refused(client):
    person = make.person()
    for number in range(23):
        make.item(f"פריט {number}", owner=person)

    page = client(person).get("/api/v1/my/items?page=2&sort=oldest").json
    wrong = client(person).get("/api/v1/my/items?tab=magic")

    assert (page["total"], page["page"], page["pages"]) == (23, 2, 2)
    assert [each["title"] for each in page["items"]] == ["פריט 20", "פריט 21", "פריט 22"]
    assert wrong.status_code == 422


def test_a_field_can_be_changed_under_the_name_a_form_gives_it(client):
    owner = make.person()
    item = make.item(owner=owner, fields={"number": "7/2026", "estimate": 5})

    changed = client(owner).patch(f"/api/v1/items/{item.id}", json={"fields.number": "8/2026"}).json

    assert changed["fields"] == {"number": "8/2026", "estimate": 5}
