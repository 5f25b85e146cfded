"""Uploads as a client of the tus protocol makes them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from knowledge.accounts.models import User

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


@dataclass
class Sender:
    """A program of one person that sends files in pieces."""

    client: FlaskClient

    def draft(self, name: str = "") -> int:
        number: int = self.client.post("/api/v1/uploads/drafts", data={"name": name}).get_json()["item"]
        return number

    def begin(self, item: int, name: str, size: int, **more: Any) -> Any:
        about = f"filename {_coded(name)},filetype {_coded('text/plain')},item {_coded(str(item))}"
        headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": about, **more}
        return self.client.post("/api/v1/uploads", headers=headers)

    def piece(self, address: str, start: int, content: bytes, **more: Any) -> Any:
        return self.client.patch(
            address, data=content, headers={**PIECE, "Upload-Offset": str(start), **more}
        )

    def offset(self, address: str) -> int:
        answer = self.client.head(address, headers=TUS)
        assert answer.status_code == 200, answer.status
        return int(answer.headers["Upload-Offset"])

    def send(self, item: int, name: str, content: bytes | str, *, piece: int = 1000) -> int:
        """A whole file; returns its id."""
        content = content.encode() if isinstance(content, str) else content
        begun = self.begin(item, name, len(content))
        assert begun.status_code == 201, begun.text
        for start in range(0, len(content), piece):
            answer = self.piece(begun.headers["Location"], start, content[start : start + piece])
            assert answer.status_code == 204, answer.text
        number: int = self.files(item)["files"][-1]["id"]
        return number

    def files(self, item: int) -> Any:
        return self.client.get(f"/api/v1/uploads/{item}/files").get_json()

    def save(self, item: int, **form: Any) -> Any:
        values = {"type": "tender", "visibility": "network"} | {
            name.replace("__", "."): value for name, value in form.items()
        }
        return self.client.post(f"/api/v1/uploads/{item}/save", data=values)


@pytest.fixture
def sender(client: Callable[[User], FlaskClient]) -> Callable[[User], Sender]:
    """``sender(person)`` sends files for that person."""
    return lambda person: Sender(client(person))


def _coded(text: str) -> str:
    return b64encode(text.encode()).decode()
