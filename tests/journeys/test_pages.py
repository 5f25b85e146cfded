"""Every page in both languages, sizes and themes: nothing overflows, axe finds nothing (C-15, C-16).

axe runs its rules of WCAG 2.0, 2.1 and 2.2 at A and AA, and its best practices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import papers
from tests.journeys.conftest import DESKTOP, PHONE
from tests.serving import Client, Installation, wait_for

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
NARROWEST = 320  # CSS pixels: what 1280 pixels are at 400 %
LONG_TITLE = "נוהל תיאום פינוי גרוטאות, גזם, פסולת בניין ורהיטים ישנים בין מוקד השירות, אגף התברואה, " * 2
SIGNED_OUT = ("/sign-in", "/forgotten-password", "/offline", "/nothing-here", "{link}")
MEMBERS = (
    "/",
    "/?fields=1",
    "/search",
    "/search?q=פיקדון&type=procedure",
    "/search?q=אין דבר כזה",
    "/search?like=item:{item}",
    "/items/new",
    "/items/{item}",
    "/comments/{comment}/edit",
    "/comments/{comment}/reply",
    "/items/{item}/adoption",
    "/items/{item}/text?q=פיקדון",
    "/items/{item}/read?q=פיקדון",
    "/items/{item}/preview?q=פיקדון",
    "/items/{english}",
    "/my/items",
    "/people",
    "/people/{owner}",
    "/people/{owner}/message?item={item}",
    "/settings",
)
OWNERS = ("/items/{item}", "/items/{item}/edit", "/my/items", "/my/items?list=bin")
MANAGERS = (
    "/people",
    "/people/{owner}",
    "/people/invite",
    "/people/record",
    "/authorities",
    "/authorities/{authority}",
    "/desk",
    "/desk/types",
    "/desk/types/project",
    "/desk/types/project/fields/new",
    "/desk/types/project/merge",
    "/desk/fields/1",
    "/desk/tags",
    "/desk/tags/1",
    "/desk/tags/merge?tag=1&tag=2",
)
ADMINISTRATORS = ("/admin",)


@dataclass(frozen=True)
class View:
    """How a page is looked at: every two of these stand together somewhere."""

    size: dict[str, int]
    language: str
    theme: str


VIEWS = {
    "phone, Hebrew, light": View(PHONE, "he", "light"),
    "phone, English, dark": View(PHONE, "en", "dark"),
    "desktop, Hebrew, dark": View(DESKTOP, "he", "dark"),
    "desktop, English, light": View(DESKTOP, "en", "light"),
}


@pytest.fixture(scope="module")
def numbers(place: Installation, people: dict[str, Client]) -> dict[str, int | str]:
    """An overfull item, one with an English title, one in the bin; all there is to show; an invitation."""
    dana, yossi = people["dana"], people["yossi"]
    tags = [("tags", f"תגית מספר {number}") for number in range(14)]
    fields = [
        ("type", "procedure"),
        ("title", LONG_TITLE[:180]),
        ("text", "# כותרת\n\n- אחת\n- שתיים\n\n|א|ב|\n|-|-|\n|1|2|"),
    ]
    files = [
        ("נוהל השאלת ציוד.pdf", papers.pdf("הפיקדונות מוחזרים בתוך שבוע.", "עמוד שני")),
        ("budget.xlsx", papers.sheet([["סעיף", "סכום"], ["פיקדון", 1200]])),
        ("ריק.docx", b""),
    ]
    _status, item = dana.upload("/items", fields + tags, files)
    _status, english = dana.upload(
        "/items", [("type", "template"), ("title", "Municipal CRM requirements (draft 2)")], []
    )
    _status, gone = dana.upload("/items", [("type", "template"), ("title", "טיוטה ישנה")], [])
    for one in (item, english, gone):
        dana.when_read(one["id"])
    dana.ask("DELETE", f"/items/{gone['id']}")
    city = {"name": "עיריית מבחן", "name_en": "", "kind": "city", "region": "north", "size": "medium"}
    _status, authority = people["michal"].ask("POST", "/authorities", city)
    yossi.ask("PUT", f"/items/{item['id']}/rating", {"stars": 4})
    _status, comment = yossi.ask(
        "POST", f"/items/{item['id']}/comments", {"text": "**תודה רבה**\n\nVery useful, https://example.org"}
    )
    answer = {"text": "@יוסי לוי גם אצלנו", "parent": comment["id"]}
    dana.ask("POST", f"/items/{item['id']}/comments", answer)
    yossi.ask("PATCH", "/me", {"authority": authority["id"]})
    yossi.ask("PUT", f"/items/{item['id']}/adoption", {"text": "חסך לנו חודש עבודה"})
    return {
        "item": item["id"],
        "english": english["id"],
        "owner": item["owner"]["id"],
        "comment": comment["id"],
        "authority": authority["id"],
        "link": _invitation(place, people["michal"]),
    }


def _invitation(place: Installation, manager: Client) -> str:
    """The path of the link in somebody's letter."""
    manager.ask("POST", "/people", {"email": "new@test.example", "name": "נועה חדש"})
    letter = wait_for(
        lambda: next((text for text in place.letters() if text.startswith("new@test.example")), ""),
        "no invitation came",
    )
    return urlsplit(place.link_in(letter)).path


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_nothing_overflows_and_axe_finds_nothing(
    view: View, numbers: dict[str, int | str], open_page: Callable[..., Page]
) -> None:
    wrong = []
    for email, addresses in _who_sees_what():
        page = open_page(email, size=view.size, color_scheme=view.theme)
        for address in addresses:
            wrong += [(address, *each) for each in _faults(page, _in(view, address.format(**numbers)))]

    assert wrong == []


def test_the_whole_way_to_an_answer_needs_no_mouse(
    numbers: dict[str, int | str], open_page: Callable[..., Page]
) -> None:
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto("/people")

    page.keyboard.press("/")
    page.keyboard.type("פיקדון")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search*")
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.results a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/*")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def _who_sees_what() -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "", SIGNED_OUT
    yield "yossi@test.example", MEMBERS
    yield "dana@test.example", OWNERS
    yield "michal@test.example", MANAGERS
    yield "adi@test.example", ADMINISTRATORS


def _in(view: View, address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={view.language}"


def _faults(page: Page, address: str) -> list[tuple[Any, ...]]:
    answer = page.goto(address)
    page.wait_for_load_state("networkidle")
    found: list[tuple[Any, ...]] = []
    if not answer or (answer.status != 200 and "nothing-here" not in address):
        found.append(("does not open", answer and answer.status))
    size = page.viewport_size or PHONE
    for width in (size["width"], NARROWEST):
        page.set_viewport_size({"width": width, "height": size["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(("overflows", width, wide))
    page.set_viewport_size(size)  # type: ignore[arg-type]
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    found += [
        (violation["id"], violation["nodes"][0]["html"][:160], len(violation["nodes"]))
        for violation in results["violations"]
    ]
    return found
