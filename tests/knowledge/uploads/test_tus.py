"""The protocol as its clients use it: https://tus.io/protocols/resumable-upload"""

import hashlib
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.jobs import run_until_done
from knowledge.core.tools import tools
from knowledge.library import blobs
from knowledge.library.models import File, Item
from knowledge.uploads import pieces
from knowledge.uploads.models import Piece, Upload
from tests import make
from tests.knowledge.uploads.conftest import TUS

CONTENT = "מילים בקובץ שמגיע בחלקים. ".encode() * 40


@pytest.fixture
def dana(sender):
    return sender(make.person("דנה"))


def stored(file_id):
    with tools().storage.open(session.get_one(File, file_id).blob) as content:
        return content.read()


def test_a_file_in_pieces_becomes_a_file_of_its_item(dana):
    item = dana.draft("הקובץ_שלי.txt")

    file = dana.send(item, "הקובץ_שלי.txt", CONTENT, piece=300)

    kept = session.get_one(File, file)
    assert stored(file) == CONTENT
    assert (kept.item_id, kept.name, kept.size) == (item, "הקובץ_שלי.txt", len(CONTENT))
    assert session.query(Piece).count() == 0


def test_a_file_of_one_piece_is_stored_once(dana):
    file = dana.send(dana.draft(), "a.txt", CONTENT, piece=5000)

    assert list(tools().storage.names()) == [session.get_one(File, file).blob]


def test_a_broken_upload_goes_on_where_it_stopped(dana):
    address = dana.begin(dana.draft(), "a.txt", len(CONTENT)).headers["Location"]
    dana.piece(address, 0, CONTENT[:500])

    at = dana.offset(address)
    answer = dana.piece(address, at, CONTENT[at:])

    assert (at, answer.status_code) == (500, 204)
    assert answer.headers["Upload-Offset"] == str(len(CONTENT))
    assert dana.offset(address) == len(CONTENT)
    assert stored(session.query(File).one().id) == CONTENT


def test_a_file_without_bytes_is_there_at_once(dana):
    item = dana.draft()
    begun = dana.begin(item, "ריק.txt", 0)

    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert [file["name"] for file in dana.files(item)["files"]] == ["ריק.txt"]
    assert dana.piece(begun.headers["Location"], 0, b"").status_code == 409


@pytest.mark.parametrize("start", [0, 499, 501])
def test_a_piece_that_is_not_the_next_changes_nothing(dana, start):
    address = dana.begin(dana.draft(), "a.txt", len(CONTENT)).headers["Location"]
    dana.piece(address, 0, CONTENT[:500])

    answer = dana.piece(address, start, CONTENT[start : start + 10])

    assert answer.status_code == 409
    assert dana.offset(address) == 500


def test_the_last_piece_sent_twice_makes_one_file(dana):
    address = dana.begin(dana.draft(), "a.txt", len(CONTENT)).headers["Location"]
    dana.piece(address, 0, CONTENT)

    again = dana.piece(address, 0, CONTENT)
    beyond = dana.piece(address, len(CONTENT), b"")

    assert {again.status_code, beyond.status_code} == {409}
    assert session.query(File).count() == 1


def test_the_last_piece_sent_by_two_at_once_makes_one_file(dana):
    address = dana.begin(dana.draft(), "a.txt", len(CONTENT)).headers["Location"]
    dana.piece(address, 0, CONTENT[:500])

    with ThreadPoolExecutor(4) as threads:
        sent = [threads.submit(dana.piece, address, 500, CONTENT[500:]) for _ in range(4)]
        answers = sorted(each.result().status_code for each in sent)

    assert answers == [204, 409, 409, 409]
    assert stored(session.query(File).one().id) == CONTENT


def test_many_files_come_into_one_draft_at_once(dana):
    item = dana.draft()

    with ThreadPoolExecutor(4) as threads:
        sent = [
            threads.submit(dana.send, item, f"{number}.txt", CONTENT + bytes(str(number), "ascii"), piece=400)
            for number in range(8)
        ]
        for each in sent:
            each.result()

    session.remove()
    files = session.get_one(Item, item).files
    assert sorted(file.name for file in files) == [f"{number}.txt" for number in range(8)]
    assert all(stored(file.id)[:-1] == CONTENT for file in files)


def test_more_than_was_announced_is_refused(dana):
    address = dana.begin(dana.draft(), "a.txt", 10).headers["Location"]

    assert dana.piece(address, 0, b"x" * 11).status_code == 413
    assert dana.offset(address) == 0


def test_a_file_larger_than_the_platform_takes_is_refused_before_it_comes(dana):
    answer = dana.begin(dana.draft(), "a.txt", tools().config.max_upload + 1)

    assert answer.status_code == 413
    assert "מ״ב" in answer.get_json()["detail"]


def test_pieces_are_bounded(dana):
    size = pieces.LARGEST_PIECE + 1
    address = dana.begin(dana.draft(), "a.txt", size).headers["Location"]

    assert dana.piece(address, 0, b"x" * size).status_code == 413
    assert session.query(Piece).count() == 0


def test_uploads_of_others_are_not_there(dana, sender):
    address = dana.begin(dana.draft(), "a.txt", 10).headers["Location"]
    other = sender(make.person())

    answers = [
        other.client.head(address, headers=TUS),
        other.piece(address, 0, b"x"),
        other.client.delete(address, headers=TUS),
        other.begin(dana.draft(), "a.txt", 10),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert dana.offset(address) == 0


def test_nobody_adds_to_an_item_they_may_not_change(dana):
    item = make.item()

    assert dana.begin(item.id, "a.txt", 10).status_code == 403


def test_a_cancelled_upload_is_gone_with_its_pieces(dana):
    address = dana.begin(dana.draft(), "a.txt", len(CONTENT)).headers["Location"]
    dana.piece(address, 0, CONTENT[:10])

    answer = dana.client.delete(address, headers=TUS)

    assert answer.status_code == 204
    assert dana.client.head(address, headers=TUS).status_code == 404
    assert session.query(Piece).count() == 0


def test_an_upload_nothing_comes_to_for_a_day_expires(dana, later_on):
    item = dana.draft()
    address = dana.begin(item, "a.txt", len(CONTENT)).headers["Location"]
    later_on(hours=20)
    assert "Upload-Expires" in dana.piece(address, 0, CONTENT[:10]).headers

    later_on(hours=20)
    assert dana.offset(address) == 10
    later_on(hours=5)

    assert dana.client.head(address, headers=TUS).status_code == 404
    assert dana.files(item)["uploads"] == []
    pieces.clear_old([""])
    assert session.query(Upload).count() == 0


def test_pieces_are_kept_from_being_cleared_away_and_go_with_their_upload(dana, later_on):
    address = dana.begin(dana.draft(), "a.txt", len(CONTENT)).headers["Location"]
    dana.piece(address, 0, CONTENT[:10])
    later_on(hours=23)
    dana.piece(address, 10, CONTENT[10:20])
    later_on(hours=2)

    blobs.clear_away([""])
    assert len(list(tools().storage.names())) == 2
    later_on(hours=23)
    pieces.clear_old([""])
    blobs.clear_away([""])

    assert list(tools().storage.names()) == []


def test_a_checksum_is_compared(dana):
    address = dana.begin(dana.draft(), "a.txt", len(CONTENT)).headers["Location"]
    right = b64encode(hashlib.sha1(CONTENT[:10]).digest()).decode()

    wrong = dana.piece(address, 0, CONTENT[:11], **{"Upload-Checksum": f"sha1 {right}"})
    unknown = dana.piece(address, 0, CONTENT[:10], **{"Upload-Checksum": "md5 AAAA"})
    good = dana.piece(address, 0, CONTENT[:10], **{"Upload-Checksum": f"sha1 {right}"})

    assert (wrong.status_code, unknown.status_code, good.status_code) == (460, 422, 204)
    assert (wrong.mimetype, wrong.get_json()["title"]) == ("application/problem+json", "Checksum Mismatch")
    assert dana.offset(address) == 10


def test_another_version_of_the_protocol_is_refused(dana):
    address = dana.begin(dana.draft(), "a.txt", 10).headers["Location"]

    answer = dana.client.delete(address, headers={"Tus-Resumable": "0.2.2"})

    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    assert answer.mimetype == "application/problem+json"


def test_the_server_says_what_it_can_do(app):
    answer = app.test_client().options("/uploads")

    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(tools().config.max_upload)
    assert "creation" in answer.headers["Tus-Extension"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": "-1"},
        {"Upload-Length": "ten"},
        {"Upload-Metadata": "filename !!"},
        {"Upload-Metadata": "filename YQ=="},
        {"Upload-Metadata": ""},
    ],
)
def test_what_cannot_be_understood_is_refused(dana, headers):
    assert dana.begin(dana.draft(), "a.txt", 10, **headers).status_code == 422


def test_a_piece_of_another_content_type_is_refused(dana):
    address = dana.begin(dana.draft(), "a.txt", 10).headers["Location"]

    answer = dana.client.patch(address, data=b"x", headers={**TUS, "Upload-Offset": "0"})

    assert answer.status_code == 415


def test_a_person_has_only_so_much_on_the_way(dana, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_AT_ONCE", 3)
    first, second = dana.draft(), dana.draft()
    for item in (first, first, second):
        assert dana.begin(item, "a.txt", 10).status_code == 201

    assert dana.begin(second, "a.txt", 10).status_code == 429


def test_a_person_has_only_so_many_bytes_on_the_way(dana, monkeypatch):
    monkeypatch.setattr(pieces, "_SIZES", 1)
    most = tools().config.max_upload
    item = dana.draft()

    first = dana.begin(item, "a.txt", most)
    second = dana.begin(item, "b.txt", 1)
    dana.client.delete(first.headers["Location"], headers=TUS)
    third = dana.begin(item, "b.txt", 1)

    assert [answer.status_code for answer in (first, second, third)] == [201, 429, 201]


def test_nothing_comes_into_an_item_that_was_deleted_meanwhile(dana):
    item = dana.draft()
    address = dana.begin(item, "a.txt", len(CONTENT)).headers["Location"]
    with transaction():
        session.get_one(Item, item).deleted = clock.now()

    answer = dana.piece(address, 0, CONTENT)

    assert answer.status_code == 404
    assert dana.begin(item, "b.txt", 10).status_code == 404
    assert session.query(File).count() == 0


def test_a_draft_holds_twenty_files_and_no_more(dana):
    item = dana.draft()
    for number in range(20):
        assert dana.begin(item, f"{number}.txt", 10).status_code == 201

    answer = dana.begin(item, "21.txt", 10)

    assert (answer.status_code, "files" in answer.get_json()["errors"]) == (422, True)


def test_a_file_can_be_added_to_an_item_that_is_there(dana, sender):
    owner = make.person()
    item = make.item(owner=owner)

    sender(owner).send(item.id, "עוד.txt", CONTENT)
    run_until_done()

    session.remove()
    kept = session.get_one(Item, item.id)
    assert [file.name for file in kept.files] == ["עוד.txt"]
    assert kept.state == "ready"


def test_the_page_speaks_the_same_protocol_with_its_session(browser):
    person = make.person()
    page = browser(person)
    token = page.get("/items/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    forged = page.client.post("/uploads/drafts")
    item = page.client.post("/uploads/drafts", headers={"X-CSRFToken": token}).get_json()["item"]
    about = f"filename YS50eHQ=,item {b64encode(str(item).encode()).decode()}"
    headers = {**TUS, "X-CSRFToken": token}

    begun = page.client.post("/uploads", headers={**headers, "Upload-Length": "5", "Upload-Metadata": about})
    piece = page.client.patch(
        begun.headers["Location"],
        data=b"hello",
        headers={**headers, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
    )

    assert forged.status_code == 400
    assert (begun.status_code, piece.status_code) == (201, 204)
    assert page.get(f"/uploads/{item}/files").get_json()["files"][0]["name"] == "a.txt"


def test_who_is_not_signed_in_is_told_so_and_not_led_away(browser):
    answer = browser().client.get("/uploads/1/files")

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
