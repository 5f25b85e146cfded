"""The main job over the API alone, with real files: what a person can do a program can."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests import papers
from tests.serving import Client, Installation, wait_for

TENDER = "מסמכי ההצעות ייפתחו בנוכחות שני חברי ועדת המכרזים."


def test_a_program_does_what_a_person_does(place: Installation, people: dict[str, Client]) -> None:
    dana, yossi = people["dana"], people["yossi"]
    item = _bring(dana)

    hit = _find(yossi, "הצעה נפתחת", item["id"])
    _reach(yossi, place, hit)
    _rate(yossi, dana, item["id"])
    _talk(yossi, people["michal"], item["id"])
    _change(dana, yossi, item["id"])
    _delete(dana, yossi, item["id"])


def _bring(client: Client) -> Any:
    fields = [
        ("type", "tender"),
        ("title", "מכרז לתאורת רחוב"),
        ("text", "**תקציר** המכרז"),
        ("tags", "תאורה"),
        ("tags", "מכרזים"),
        ("domain", "planning"),
        ("fields.number", "12/2026"),
    ]
    files = [
        ("תנאי המכרז.pdf", papers.pdf("מבוא קצר.", TENDER)),
        ("כתב כמויות.xlsx", papers.sheet([["פריט", "מחיר"], ["גופי תאורה", 250]])),
        ("ריק.docx", b""),
    ]
    status, item = client.upload("/items", fields, files)
    assert (status, item["state"]) == (201, "waiting")
    assert [file["name"] for file in item["files"]] == [name for name, _content in files]
    item = client.when_read(item["id"])
    states = {file["name"]: (file["state"], bool(file["reason"])) for file in item["files"]}
    assert item["state"] == "ready"
    assert states["תנאי המכרז.pdf"] == ("ready", False)
    assert states["ריק.docx"] == ("unreadable", True)
    assert item["fields"]["number"] == "12/2026"
    return item


def _find(client: Client, words: str, item_id: int) -> Any:
    """By other forms of words inside the file; with the page, the owner and the facets."""
    status, answer = client.ask("GET", f"/search?q={quote(words)}&type=tender")
    assert status == 200
    hit = next(hit for hit in answer["hits"] if hit["id"] == item_id)
    assert (hit["page"], hit["owner"]["name"]) == (2, "דנה כהן")
    assert "<mark>" in hit["snippet"]
    assert {"value": "tender", "label": "מכרז", "count": 1} in answer["facets"]["type"]
    _status, text = client.ask("GET", f"/items/{item_id}/text")
    assert TENDER in text["files"][0]["pages"][1]
    return hit


def _reach(client: Client, place: Installation, hit: Any) -> None:
    before = len(place.letters())
    body = {"text": "אפשר לדבר על האומדן?", "item": hit["id"]}
    status, _sent = client.ask("POST", f"/people/{hit['owner']['id']}/messages", body)
    assert status == 201
    letters = wait_for(lambda: place.letters()[before:], "no mail went out")
    assert "אפשר לדבר על האומדן?" in letters[0]


def _rate(client: Client, owner: Client, item_id: int) -> None:
    status, rating = client.ask("PUT", f"/items/{item_id}/rating", {"stars": 5})
    assert (status, rating) == (200, {"item": item_id, "stars": 5.0, "ratings": 1})
    status, refusal = owner.ask("PUT", f"/items/{item_id}/rating", {"stars": 5})
    assert (status, refusal["title"]) == (403, "Forbidden")
    status, refusal = client.ask("PUT", f"/items/{item_id}/rating", {"stars": 6})
    assert status == 422
    assert refusal["errors"]["stars"]


def _talk(client: Client, manager: Client, item_id: int) -> None:
    status, comment = client.ask("POST", f"/items/{item_id}/comments", {"text": "**תודה** <script>"})
    assert status == 201
    assert comment["text"] == "**תודה** <script>"
    assert "<strong>תודה</strong>" in comment["html"]
    assert "<script" not in comment["html"]
    assert manager.ask("PUT", f"/comments/{comment['id']}/hidden")[0] in (200, 204)
    assert client.ask("DELETE", f"/comments/{comment['id']}")[0] == 204


def _change(owner: Client, other: Client, item_id: int) -> None:
    assert other.ask("PATCH", f"/items/{item_id}", {"title": "נחטף"})[0] == 403
    status, item = owner.ask("PATCH", f"/items/{item_id}", {"title": "מכרז לתאורת לד", "tags": ["תאורה"]})
    assert (status, item["title"], item["tags"]) == (200, "מכרז לתאורת לד", ["תאורה"])
    owner.when_read(item_id)
    assert other.ask("GET", f"/search?q={quote('תאורת לד')}")[1]["hits"][0]["id"] == item_id


def _delete(owner: Client, other: Client, item_id: int) -> None:
    """Out of results and facets at once, before any job."""
    assert owner.ask("DELETE", f"/items/{item_id}")[0] == 204
    answer = other.ask("GET", f"/search?q={quote('תאורת לד')}")[1]
    assert item_id not in [hit["id"] for hit in answer["hits"]]
    assert other.ask("GET", f"/items/{item_id}")[0] == 404
