"""What the picture book shows: whose eyes, which page, and what is done there before the picture is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests import papers
from tests.serving import ROOT, Client, Installation

EMPTY, FULL = "empty", "full"
LONG = "נוהל תיאום פינוי גרוטאות, גזם, פסולת בניין ורהיטים ישנים בין מוקד השירות, אגף התברואה, " * 2


@dataclass(frozen=True)
class Scene:
    """One picture: whose eyes, which address, what happens first; ``whole``: more than the window shows."""

    caption: str
    role: str
    address: str
    act: Callable[[Page], None] | None = None
    whole: bool = True


def scenes(state: str, known: dict[str, Any]) -> Iterator[Scene]:
    """All pictures of an installation in this state."""
    if state == EMPTY:
        yield from _empty()
        return
    yield from _entering(known)
    yield from _finding()
    yield from _items(known)
    yield from _bringing()
    yield from _people(known)
    yield from _managing()


def _empty() -> Iterator[Scene]:
    for caption, address in (
        ("home of a new member", "/"),
        ("empty library", "/search"),
        ("nothing brought yet", "/my/items"),
        ("first item", "/items/new"),
        ("few people", "/people"),
    ):
        yield Scene(caption, "member", address)
    yield Scene("no authorities", "manager", "/authorities")
    yield Scene("no tags", "manager", "/desk/tags")


def _entering(known: dict[str, Any]) -> Iterator[Scene]:
    yield Scene("sign in", "", "/sign-in")
    yield Scene("forgotten password", "", "/forgotten-password")
    yield Scene("invitation", "", known["link"])
    yield Scene("not there", "", "/nothing-here")
    yield Scene("offline", "", "/offline")
    yield Scene("home", "member", "/")
    yield Scene("what interests you", "member", "/?fields=1")
    yield Scene("menu", "member", "/", _open_menu, whole=False)
    yield Scene("dragging files", "member", "/people", _drag, whole=False)


def _finding() -> Iterator[Scene]:
    yield Scene("suggestions", "member", "/", _type_in_the_box, whole=False)
    yield Scene("results", "member", "/search?q=מכרז פינוי אשפה")
    yield Scene(
        "results, filters", "member", "/search?q=סקר תושבים&authority_kind=city", _open_filters, whole=False
    )
    yield Scene("results, preview", "member", "/search?q=שאלון", _preview, whole=False)
    yield Scene("results of some months", "member", "/search?from=2025-03&to=2025-08&sort=rating")
    yield Scene("like another", "member", "/search?like=item:1")
    yield Scene("a search that cannot be", "member", "/search?from=spring")
    yield Scene("nothing found", "member", "/search?q=קסלופט גרנדיוז")
    yield Scene("meant otherwise", "member", "/search?q=מכרס אשפא")


def _items(known: dict[str, Any]) -> Iterator[Scene]:
    full = known["overfull"]
    yield Scene("item", "member", "/items/1?q=שאלון")
    yield Scene("overfull item", "member", f"/items/{full}")
    yield Scene("overfull item, its owner", "manager", f"/items/{full}")
    yield Scene("English item", "member", f"/items/{known['english']}")
    yield Scene("reader", "member", "/items/1/read?q=שאלון", whole=False)
    yield Scene("reader, text beside", "member", "/items/1/read?q=שאלון&view=both", whole=False)
    yield Scene("text", "member", "/items/1/text?q=שאלון")
    yield Scene("edit", "manager", f"/items/{full}/edit")


def _bringing() -> Iterator[Scene]:
    yield Scene("upload", "member", "/items/new")
    yield Scene("upload, files in all states", "member", "/items/new", _upload)
    yield Scene("my items", "member", "/my/items")
    yield Scene("my drafts", "member", "/my/items?tab=drafts")


def _people(known: dict[str, Any]) -> Iterator[Scene]:
    yield Scene("people", "member", "/people")
    yield Scene("person", "member", "/people/5")
    yield Scene("my own page", "member", f"/people/{known['member']}")
    yield Scene("message", "member", "/people/2/message?item=1")
    yield Scene("settings", "member", "/settings")


def _managing() -> Iterator[Scene]:
    for caption, address in (
        ("people, for managers", "/people"),
        ("invite", "/people/invite"),
        ("who did what", "/people/record"),
        ("a person, for managers", "/people/5"),
        ("authorities", "/authorities"),
        ("desk", "/desk"),
        ("types", "/desk/types"),
        ("fields of a type", "/desk/types/project"),
        ("a field", "/desk/fields/1"),
        ("tags", "/desk/tags"),
        ("a tag", "/desk/tags/1"),
    ):
        yield Scene(caption, "manager", address)
    yield Scene("the platform", "administrator", "/admin")


def overfull(place: Installation, tokens: dict[str, str]) -> dict[str, Any]:
    """Brings an item with too much of everything, one in English and an invitation; tells their numbers."""
    manager, member = Client(place, tokens["manager"]), Client(place, tokens["member"])
    fields = [
        ("type", "procedure"),
        ("title", LONG[:180]),
        ("text", "# כותרת\n\n- אחת\n- שתיים\n\n" + LONG * 12),
    ]
    tags = [("tags", f"תגית מספר {number}") for number in range(14)]
    files = [(f"נספח מספר {number}.docx", papers.word(LONG)) for number in range(12)] + [("ריק.docx", b"")]
    _status, item = manager.upload("/items", fields + tags, files)
    _status, english = member.upload(
        "/items", [("type", "template"), ("title", "Municipal CRM requirements, second draft (2026)")], []
    )
    for number in range(60):
        text = f"תגובה {number}: {LONG[: 20 + number * 3]}" + ("?" if number % 7 == 0 else "")
        member.ask("POST", f"/items/{item['id']}/comments", {"text": text})
    member.ask("PUT", f"/items/{item['id']}/rating", {"stars": 4})
    manager.ask("POST", "/people", {"email": "new@sample.example", "name": "נועה חדש"})
    manager.when_read(item["id"])
    _status, me = member.ask("GET", "/me")
    return {"overfull": item["id"], "english": english["id"], "member": me["id"]}


def _open_menu(page: Page) -> None:
    page.locator("[popovertarget=me-menu]:visible").first.click()


def _drag(page: Page) -> None:
    page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["x"], "a.pdf"));
          const over = () =>
            document.body.dispatchEvent(
              new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true })
            );
          over();
          setInterval(over, 50); // as a browser does while the hand does not move
        }"""
    )


def _type_in_the_box(page: Page) -> None:
    page.locator("#q").press_sequentially("נוה", delay=40)
    page.wait_for_timeout(600)


def _open_filters(page: Page) -> None:
    opener = page.locator(".sheet-opener:visible")
    if opener.count():
        opener.first.click()


def _preview(page: Page) -> None:
    page.locator(".result__title a").first.focus()
    page.keyboard.press(" ")
    page.wait_for_timeout(1200)


def _upload(page: Page) -> None:
    known = next((ROOT / "sample" / "files").glob("*.pdf"))
    picked: list[Any] = [
        {"name": "סיכום פגישה.docx", "mimeType": "", "buffer": papers.word("סיכום פגישה בנושא פינוי אשפה.")},
        {"name": "תוכנה.exe", "mimeType": "", "buffer": b"MZ" + bytes(2_000)},
        {"name": known.name, "mimeType": "application/pdf", "buffer": Path(known).read_bytes()},
        {"name": "ריק.docx", "mimeType": "", "buffer": b""},
    ]
    page.locator("input[type=file]").first.set_input_files(picked)
    page.wait_for_timeout(6000)
