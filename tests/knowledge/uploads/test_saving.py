"""From files and one form to items: together, each alone, or as new versions."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.core.db import session
from knowledge.core.jobs import Job, run_until_done
from knowledge.core.permissions import MANAGER
from knowledge.library.jobs import read_file
from knowledge.library.models import File, Item, TypeField
from knowledge.library.versions import versions_of
from knowledge.uploads.models import Unsaved, Upload
from tests import make


@pytest.fixture
def person(app):
    return make.person()


@pytest.fixture
def dana(sender, person):
    return sender(person)


@pytest.fixture
def three(dana):
    """A draft with three files; returns the ids of item and files."""
    item = dana.draft()
    files = [dana.send(item, f"{name}.txt", f"בתוך {name} כתוב") for name in ("ארזית", "ברושית", "גפנית")]
    return item, files


def found(dana, word):
    run_until_done()
    return [hit["id"] for hit in dana.client.get(f"/api/v1/search?q={word}").get_json()["hits"]]


def test_a_form_that_comes_several_times_at_once_is_saved_once(dana, three):
    item, files = three

    with ThreadPoolExecutor(4) as threads:
        sent = [threads.submit(dana.save, item, each="1") for _ in range(4)]
        answers = sorted(each.result().status_code for each in sent)

    session.remove()
    assert answers == [201, 404, 404, 404]
    assert sorted(file.id for made in session.query(Item) for file in made.files) == files
    assert session.query(Item).count() == 3


def test_all_files_become_one_item(dana, three, later_on):
    item, files = three
    later_on(hours=2)

    answer = dana.save(item, title="שלושה", tags="א, ב")

    [made] = answer.get_json()["items"]
    assert (answer.status_code, made["id"], made["title"], made["visibility"]) == (
        201,
        item,
        "שלושה",
        "network",
    )
    assert [file["id"] for file in made["files"]] == files
    assert made["created"] == "2026-03-12T11:00:00Z"
    assert session.query(Unsaved).count() == 0
    assert found(dana, "ברושית") == [item]


def test_each_file_becomes_an_item_of_its_own(dana, three):
    item, files = three

    answer = dana.save(
        item,
        each="1",
        tags="משותפת",
        domain=["digital"],
        **{
            f"file-{files[1]}.title": "שם אחר",
            f"file-{files[1]}.type": "procedure",
            f"file-{files[2]}.tags": "אחרת",
        },
    )

    made = answer.get_json()["items"]
    assert [(each["title"], each["type"], each["tags"]) for each in made] == [
        ("ארזית", "tender", ["משותפת"]),
        ("שם אחר", "procedure", ["משותפת"]),
        ("גפנית", "tender", ["אחרת"]),
    ]
    assert [[file["id"] for file in each["files"]] for each in made] == [[file] for file in files]
    assert {tuple(each["domains"]) for each in made} == {("digital",)}
    session.remove()
    assert session.get(Item, item) is None
    assert session.query(Unsaved).count() == session.query(Upload).count() == 0


def test_files_that_were_read_are_not_read_again_when_they_move(dana, three):
    item, _files = three
    run_until_done()

    made = dana.save(item, each="1").get_json()["items"]

    waiting = {job.name for job in session.query(Job).filter_by(name="library.jobs.read_file")}
    assert waiting == set()
    assert found(dana, "גפנית") == [made[2]["id"]]
    assert found(dana, "ארזית") == [made[0]["id"]]


def test_files_that_are_still_read_are_read_where_they_went(dana, three):
    item, files = three
    made = dana.save(item, each="1").get_json()["items"]

    read_file([str(file) for file in files])

    assert found(dana, "ברושית") == [made[1]["id"]]


def test_what_is_wrong_is_named_for_its_file_and_nothing_is_saved(dana, three):
    item, files = three

    answer = dana.save(
        item, each="1", type="", **{f"file-{files[0]}.type": "tender", f"file-{files[2]}.title": "א" * 201}
    )

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == {"type", f"file-{files[2]}.title"}
    session.remove()
    assert session.query(Item).count() == 1
    assert {file.item_id for file in session.query(File)} == {item}


def test_fields_of_a_type_are_given_to_the_files_of_that_type_alone(dana, three):
    item, files = three

    made = dana.save(
        item,
        each="1",
        **{
            "fields.number": "7/2026",
            f"file-{files[1]}.type": "project",
            f"file-{files[2]}.fields.number": "9",
        },
    ).get_json()["items"]

    assert [each["fields"] for each in made] == [{"number": "7/2026"}, {}, {"number": "9"}]


def test_without_a_title_the_item_is_called_as_its_first_file(dana, three):
    made = dana.save(three[0]).get_json()["items"]

    assert made[0]["title"] == "ארזית"


def test_a_draft_can_be_saved_as_a_draft(dana, three):
    item, _files = three

    [made] = dana.save(item, title="עוד לא", visibility="draft").get_json()["items"]

    assert (made["visibility"], session.query(Unsaved).count()) == ("draft", 0)


def test_what_a_manager_requires_is_required_here_too(dana, three):
    asked = session.query(TypeField).filter_by(type_code="tender", name="number").one()
    asked.required = True
    session.commit()

    together = dana.save(three[0])
    alone = dana.save(three[0], each="1", **{f"file-{three[1][0]}.fields.number": "1"})

    assert set(together.get_json()["errors"]) == {"fields.number"}
    assert set(alone.get_json()["errors"]) == {"fields.number"}


def test_a_file_becomes_the_new_version_of_anothers_place(dana, three):
    item, files = three
    run_until_done()
    old = dana.draft()
    old_file = dana.send(old, "ארזית 2023.txt", "הנוסח הישן: צפצפית")
    dana.save(old, title="הנוהל")
    run_until_done()

    made = dana.save(item, title="השאר", **{f"version_of.{files[0]}": str(old_file)}).get_json()["items"]

    assert [each["id"] for each in made] == [old, item]
    assert [(file["id"], file["name"]) for file in made[0]["files"]] == [(old_file, "ארזית.txt")]
    assert [file["id"] for file in made[1]["files"]] == files[1:]
    [version] = versions_of(session.get_one(Item, old))[old_file]
    assert version.name == "ארזית 2023.txt"
    assert found(dana, "ארזית") == [old]
    assert found(dana, "צפצפית") == []


def test_when_all_files_are_new_versions_no_item_is_made(dana):
    old, item = dana.draft(), dana.draft()
    old_file = dana.send(old, "a.txt", "ישן")
    dana.save(old, title="הנוהל")
    newer = dana.send(item, "b.txt", "חדש")

    made = dana.save(item, type="", **{f"version_of.{newer}": str(old_file)}).get_json()["items"]

    assert [each["id"] for each in made] == [old]
    session.remove()
    assert session.get(Item, item) is None
    assert found(dana, "חדש") == [old]


def test_a_new_version_is_made_only_by_who_may_change_the_item(dana, sender, person):
    other = sender(make.person())
    theirs, hidden = other.draft(), other.draft()
    visible = other.send(theirs, "a.txt", "ישן")
    secret = other.send(hidden, "b.txt", "סוד")
    other.save(theirs, title="שלהם")
    item = dana.draft()
    newer = dana.send(item, "c.txt", "חדש")

    refused = dana.save(item, **{f"version_of.{newer}": str(visible)})
    unseen = dana.save(item, **{f"version_of.{newer}": str(secret)})
    missing = dana.save(item, **{f"version_of.{newer}": "999999"})

    name = f"version_of.{newer}"
    assert {answer.status_code for answer in (refused, unseen, missing)} == {422}
    assert refused.get_json()["errors"][name] != missing.get_json()["errors"][name]
    assert unseen.get_json()["errors"] == missing.get_json()["errors"]
    assert session.get_one(File, visible).name == "a.txt"
    manager = sender(make.person(role=MANAGER))
    own = manager.draft()
    brought = manager.send(own, "d.txt", "של ההנהלה")
    assert manager.save(own, **{f"version_of.{brought}": str(visible)}).status_code == 201


def test_the_page_saves_the_draft_and_leads_on(person, dana, three, browser):
    item, _files = three
    page = browser(person)
    form = {"draft": str(item), "type": "tender", "visibility": "network"}

    wrong = page.post("/items/new", form | {"type": "", "text": "כבר נכתב"}, page="/items/new")
    right = page.post(
        "/items/new", form | {"each": "1"}, page="/items/new", headers={"Accept": "application/json"}
    )

    assert wrong.status_code == 422
    assert "כבר נכתב" in wrong.text and f'name="draft" value="{item}"' in wrong.text
    assert right.json["url"] == "/my/items" and len(right.json["items"]) == 3
    again = page.post("/items/new", form | {"text": "עדיין כאן"}, page="/items/new")
    assert again.status_code == 422 and "עדיין כאן" in again.text


def test_without_scripts_more_files_come_with_the_form_itself(person, dana, three, browser):
    item, _files = three
    form = {"draft": str(item), "type": "tender", "title": "ארבעה", "visibility": "network"}

    answer = browser(person).post(
        "/items/new", form | {"files": [(io.BytesIO(b"4"), "four.txt")]}, page="/items/new"
    )

    session.remove()
    assert answer.location == f"/items/{item}"
    assert len(session.get_one(Item, item).files) == 4
