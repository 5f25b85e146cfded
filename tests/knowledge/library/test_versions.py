"""Earlier versions of files: kept, not searched, and able to come back."""

import io

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.errors import Missing, Refused
from knowledge.core.jobs import run_until_done
from knowledge.core.tools import tools
from knowledge.library import blobs, files, versions
from knowledge.library.models import File, FileText, Item
from search.query import Query
from tests import make
from tests.queries import counted


@pytest.fixture
def owner(app):
    return make.person()


@pytest.fixture
def replaced(owner, bring, store):
    """An item whose file has an earlier version; returns the ids of item and file."""
    item = bring(owner, files={"נוהל.txt": "ברקנית"})
    run_until_done()
    file_id = session.query(File).one().id
    newer = store("נוהל 2.txt", "דלעתית")
    with transaction():
        versions.replace_file(owner.actor, session.get_one(File, file_id), newer)
    return item.id, file_id


def earlier(item_id):
    return [
        version
        for group in versions.versions_of(session.get_one(Item, item_id)).values()
        for version in group
    ]


def found(owner, word):
    run_until_done()
    return [hit.id for hit in tools().search.search(Query(word, owner.actor.reader_tokens)).hits]


def content(file):
    with tools().storage.open(file.blob) as stream:
        return stream.read().decode()


def test_what_was_replaced_is_kept_as_a_version(replaced):
    item_id, file_id = replaced

    [version] = earlier(item_id)
    [file] = session.get_one(Item, item_id).files
    assert (file.id, file.name, content(file)) == (file_id, "נוהל 2.txt", "דלעתית")
    assert (version.name, content(version)) == ("נוהל.txt", "ברקנית")


def test_only_the_present_version_is_searched(owner, replaced):
    item_id, _file_id = replaced

    assert found(owner, "דלעתית") == [item_id]
    assert found(owner, "ברקנית") == []


def test_a_version_comes_back_and_the_other_is_kept(owner, replaced):
    item_id, file_id = replaced
    run_until_done()

    with transaction():
        file = versions.make_current(owner.actor, earlier(item_id)[0])
        assert file.id == file_id

    assert found(owner, "ברקנית") == [item_id]
    assert found(owner, "דלעתית") == []
    assert [version.name for version in earlier(item_id)] == ["נוהל 2.txt"]
    session.remove()
    assert session.get_one(Item, item_id).state == "ready"


def test_versions_are_the_newest_first_and_one_query_for_all_files(owner, bring, store, later_on):
    item = bring(owner, files={"א.txt": "0", "ב.txt": "0"})
    for number in (1, 2, 3):
        later_on(minutes=1)
        for name in ("א.txt", "ב.txt"):
            kept = store(name, f"{name} {number}")
            with transaction():
                [file] = session.query(File).filter_by(name=name, successor_id=None)
                versions.replace_file(owner.actor, file, kept)

    whole = session.get_one(Item, item.id)
    first, second = whole.files
    with counted() as queries:
        found = versions.versions_of(whole)

    assert len(queries) == 1
    assert [content(version) for version in found[first.id]] == ["א.txt 2", "א.txt 1", "0"]
    assert [content(version) for version in found[second.id]] == ["ב.txt 2", "ב.txt 1", "0"]


def test_the_same_bytes_again_make_no_version(owner, bring, store):
    item = bring(owner, files={"א.txt": "תוכן"})
    kept = store("שם חדש.txt", "תוכן")

    with transaction():
        versions.replace_file(owner.actor, session.query(File).one(), kept)

    assert earlier(item.id) == []
    assert session.query(File).one().name == "שם חדש.txt"


def test_a_version_is_sent_to_whoever_may_view_the_item_and_to_nobody_else(owner, replaced, browser):
    item_id, _file_id = replaced
    [version] = earlier(item_id)
    address = f"/files/{version.id}"
    member = browser(make.person())

    assert member.get(address, buffered=True).get_data(as_text=True) == "ברקנית"
    with transaction():
        session.get_one(Item, item_id).visibility = "draft"
    assert member.get(address).status_code == 404


def test_only_who_may_change_the_item_brings_versions_back_or_removes_them(replaced):
    item_id, _file_id = replaced
    other = make.actor()
    [version] = earlier(item_id)

    for attempt in (versions.make_current, files.remove_file):
        with pytest.raises(Refused):
            attempt(other, version)


def test_a_version_cannot_be_replaced_or_read_again(owner, replaced, store):
    [version] = earlier(replaced[0])
    kept = store("c.txt", "ג")

    with pytest.raises(Missing):
        versions.replace_file(owner.actor, version, kept)
    with pytest.raises(Missing):
        files.retry_file(owner.actor, version)


def test_what_is_no_version_cannot_come_back(owner, replaced):
    with pytest.raises(Missing):
        versions.make_current(owner.actor, session.get_one(File, replaced[1]))


def test_a_file_of_another_item_takes_the_place_with_its_own_versions(owner, replaced, bring, store):
    item_id, file_id = replaced
    other = bring(owner, files={"ראשון.txt": "אלפית"})
    kept = store("שני.txt", "ביתית")
    with transaction():
        newer = session.query(File).filter_by(item_id=other.id).one()
        versions.replace_file(owner.actor, newer, kept)
    run_until_done()

    with transaction():
        newer = session.query(File).filter_by(item_id=other.id, successor_id=None).one()
        versions.take_place(owner.actor, newer, session.get_one(File, file_id))

    assert {version.name for version in earlier(item_id)} == {"נוהל.txt", "נוהל 2.txt", "ראשון.txt"}
    assert session.query(File).filter_by(item_id=other.id).count() == 0
    assert found(owner, "ביתית") == [item_id]
    assert found(owner, "דלעתית") == []


def test_removing_a_version_leaves_the_file_and_removing_the_file_takes_its_versions(owner, replaced, store):
    item_id, file_id = replaced
    kept = store("ג.txt", "גימלית")
    with transaction():
        versions.replace_file(owner.actor, session.get_one(File, file_id), kept)

    with transaction():
        files.remove_file(owner.actor, earlier(item_id)[0])
    assert len(earlier(item_id)) == 1
    with transaction():
        files.remove_file(owner.actor, session.get_one(File, file_id))

    assert session.query(File).count() == 0


def test_the_bytes_of_versions_are_not_cleared_away_before_them(owner, replaced, later_on):
    item_id, _file_id = replaced
    run_until_done()
    later_on(days=2)

    blobs.clear_away([""])

    assert content(earlier(item_id)[0]) == "ברקנית"


def test_versions_are_kept_without_text_and_go_with_the_item(owner, replaced):
    run_until_done()
    assert {text.file_id for text in session.query(FileText)} == {replaced[1]}

    with transaction():
        session.delete(session.get_one(Item, replaced[0]))
    assert session.query(File).count() == 0


def test_pages_and_programs_bring_versions_back(owner, replaced, browser, client):
    item_id, file_id = replaced
    api, page = client(owner), browser(owner)

    [told] = api.get(f"/api/v1/items/{item_id}").get_json()["files"]
    [version] = told["versions"]
    back = api.post(f"/api/v1/files/{version['id']}/current").get_json()
    again = page.post(f"/files/{version['id']}/current", page=f"/items/{item_id}/edit")

    assert (version["name"], version["size"]) == ("נוהל.txt", len("ברקנית".encode()))
    assert (back["id"], back["name"]) == (file_id, "נוהל.txt")
    assert again.location == f"/items/{item_id}"
    session.remove()
    assert session.get_one(File, file_id).name == "נוהל 2.txt"
    put = api.put(f"/api/v1/files/{file_id}", data={"files": (io.BytesIO(b"3"), "3.txt")})
    assert put.get_json()["id"] == file_id
    assert len(earlier(item_id)) == 2
