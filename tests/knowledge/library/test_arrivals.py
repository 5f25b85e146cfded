"""Files on their way in: how large, how many, and what becomes of those that nobody keeps."""

import io
import tracemalloc
from dataclasses import replace

import pytest

from knowledge.core.db import session
from knowledge.core.tools import tools
from knowledge.library.models import Blob, File
from tests import make

HEAD = b"""--x\r\nContent-Disposition: form-data; name="type"\r\n\r\ntender\r
--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nbig\r
--x\r\nContent-Disposition: form-data; name="files"; filename="big.bin"\r\n\r\n"""
TAIL = b"\r\n--x--\r\n"


class Endless(io.RawIOBase):
    """A body of one large file that is made while it is read."""

    def __init__(self, size):
        self.pieces = [HEAD, *[b"\x07" * 65_536] * (size // 65_536), TAIL]
        self.length = sum(map(len, self.pieces))
        self.pending = b""

    def readable(self):
        return True

    def readinto(self, room):
        if not self.pending and self.pieces:
            self.pending = self.pieces.pop(0)
        taken, self.pending = self.pending[: len(room)], self.pending[len(room) :]
        room[: len(taken)] = taken
        return len(taken)


@pytest.fixture
def small(app):
    app.config["OTZAR"] = replace(app.config["OTZAR"], max_upload=2048)


def incoming(config):
    return list((config.instance / "files" / "incoming").glob("*"))


def form(**more):
    return {"type": "tender", "title": "מכרז לפינוי אשפה"} | more


def test_a_large_file_is_never_whole_in_memory(app, client):
    body = Endless(size := 40 * 2**20)
    sender = client(make.person())

    tracemalloc.start()
    answer = sender.post(
        "/api/v1/items",
        environ_overrides={
            "wsgi.input": body,
            "CONTENT_LENGTH": str(body.length),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
        },
    )
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert answer.status_code == 201, answer.json
    assert answer.json["files"][0]["size"] == size
    assert most < size / 4


def test_too_large_a_file_is_refused_and_nothing_of_it_stays(app, client, config, small):
    answer = client(make.person()).post(
        "/api/v1/items", data=form(files=[(io.BytesIO(b"x" * 3000), "big.txt")])
    )

    assert answer.status_code == 413
    assert answer.json["detail"]
    assert incoming(config) == []
    assert session.query(Blob).count() == 0


def test_a_page_tells_that_a_file_is_too_large(app, browser, config, small):
    sent = form(files=[(io.BytesIO(b"x" * 3000), "big.txt")])

    answer = browser(make.person()).post("/items/new", sent, page="/items/new")

    assert answer.status_code == 413
    assert "גדול" in answer.text
    assert incoming(config) == []


def test_no_more_than_twenty_files_at_once(client):
    many = [(io.BytesIO(b"x"), f"{number}.txt") for number in range(21)]

    answer = client(make.person()).post("/api/v1/items", data=form(files=many))

    assert (answer.status_code, set(answer.json["errors"])) == (422, {"files"})
    assert session.query(File).count() == 0


def test_a_stranger_stores_nothing(app, config):
    answer = app.test_client().post("/api/v1/items", data=form(files=[(io.BytesIO(b"x"), "a.txt")]))

    assert answer.status_code == 401
    assert incoming(config) == []
    assert list(tools().storage.names()) == []


def test_a_forged_form_stores_nothing(app, browser, config):
    answer = browser(make.person()).client.post("/items/new", data=form(files=[(io.BytesIO(b"x"), "a.txt")]))

    assert answer.status_code == 400
    assert incoming(config) == []
    assert list(tools().storage.names()) == []
