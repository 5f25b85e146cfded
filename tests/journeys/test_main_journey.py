"""The main job in a browser: bring a document, find it by what is inside, reach its owner, rate it up.

C-13…C-17, C-24, C-27…C-29, C-31…C-33, C-38…C-44.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import papers
from tests.journeys.conftest import DESKTOP, PASSWORD, PHONE
from tests.serving import Client, Installation, wait_for

pytestmark = pytest.mark.browser
PAGES = (
    "מבוא: השירות לתושב ברשויות המקומיות נבחן מדי שנה.",
    "פרק שני עוסק בתחזוקת גינות ציבוריות ובמתקני משחק.",
    "פרק שלישי: המשקלולים שנקבעו להצעות הקבלנים, ובהם איכות, מחיר וניסיון.",
)


def test_a_document_is_brought_found_answered_and_rated(
    place: Installation, people: dict[str, Client], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    paper = tmp_path / "מפרט גינון.pdf"
    paper.write_bytes(papers.pdf(*PAGES))

    dana = open_page("dana@test.example", size=PHONE)
    address = _bring(dana, paper)
    yossi = open_page("yossi@test.example", size=DESKTOP)
    _find(yossi, address)
    _reach_the_owner(yossi, place)
    _rate_and_comment(yossi, address)
    _rises(yossi, people, address)


def _bring(page: Page, paper: Path) -> str:
    """Upload with the few fields there are; returns the item's address."""
    page.goto("/")
    page.get_by_role("link", name="העלאה").first.click()
    page.wait_for_url("**/items/new*")
    if page.locator("input[name=type][value=tender]").count():
        page.locator("input[name=type][value=tender]").check(force=True)
    else:
        page.select_option("select[name=type]", "tender")
    page.get_by_label("כותרת").fill("מכרז לתחזוקת גנים")
    page.locator("input[type=file]").first.set_input_files(paper)
    page.locator("[name=tags]").fill("גינון, מכרזים")
    page.locator("main form button.button--primary").last.click()
    page.wait_for_url(re.compile(r"/items/\d+"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("מכרז לתחזוקת גנים")
    expect(page.locator("main")).to_contain_text("דנה כהן")
    return re.sub(r"[?#].*", "", page.url)


def _find(page: Page, address: str) -> None:
    """By a word inside the file, in another form than it has there, with its page."""

    def found() -> bool:
        page.goto("/search?q=שקלול הצעות קבלן")
        return page.locator("mark").count() > 0

    wait_for(found, "the item was not found by what is inside its file", seconds=30)
    hit = page.locator(".results > li").first
    expect(hit).to_contain_text("מכרז לתחזוקת גנים")
    expect(hit.locator("mark").first).to_be_visible()
    expect(hit).to_contain_text(re.compile(r"עמ['׳] ?3"))
    expect(hit).to_contain_text("דנה כהן")
    hit.get_by_role("link", name="מכרז לתחזוקת גנים", exact=True).click()
    page.wait_for_url(re.compile(re.escape(address.rpartition("/items/")[2])))


def _reach_the_owner(page: Page, place: Installation) -> None:
    before = len(place.letters())
    page.locator("main").get_by_role("link", name=re.compile("הודעה")).first.click()
    page.wait_for_url("**/message*")
    page.locator("textarea[name=text]").fill("שלום דנה, אפשר לשמוע איך בחרתם את המשקלות?")
    page.locator("main form button.button--primary").last.click()
    letters = wait_for(lambda: place.letters()[before:], "no mail went out", seconds=20)
    assert "dana@test.example" in letters[0]
    assert "איך בחרתם את המשקלות" in letters[0]


def _rate_and_comment(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("input[name=stars][value='5']").check(force=True)
    submit = page.locator("form:has(input[name=stars]) button")
    if submit.count() and submit.first.is_visible():
        submit.first.click()
    expect(page.locator("main")).to_contain_text(re.compile("5(\\.0)?"))
    page.locator("textarea[name=text]").fill("**תודה**, עזר מאוד")
    page.locator("form:has(textarea[name=text]) button.button--primary").click()
    expect(page.locator(".comments strong")).to_have_text("תודה")


def _rises(page: Page, people: dict[str, Client], address: str) -> None:
    """A twin with the same words, brought later, stands below the well-rated one within a second."""
    _status, twin = people["dana"].upload(
        "/items",
        [("type", "tender"), ("title", "מכרז לתחזוקת גנים"), ("tags", "גינון, מכרזים")],
        [("מפרט גינון.pdf", papers.pdf(*PAGES))],
    )
    people["dana"].when_read(twin["id"])
    number = int(address.rpartition("/")[2])

    def first() -> int:
        _status, found = people["yossi"].ask("GET", "/search?q=%D7%92%D7%99%D7%A0%D7%95%D7%9F")
        return int(found["hits"][0]["id"])

    wait_for(lambda: first() == number, "the rated item does not lead", seconds=5)
    people["michal"].ask("PUT", f"/items/{number}/rating", {"stars": 1})
    people["adi"].ask("PUT", f"/items/{number}/rating", {"stars": 1})
    wait_for(lambda: first() == twin["id"], "the badly rated item still leads", seconds=1.5)


def test_an_invited_person_arrives_by_the_link(
    place: Installation, people: dict[str, Client], open_page: Callable[..., Page]
) -> None:
    manager = open_page("michal@test.example", size=DESKTOP)
    manager.goto("/people/invite")
    manager.locator("[name=email]").fill("new@test.example")
    manager.locator("[name=name]").fill("נועה חדשה")
    manager.locator("main form button.button--primary").click()
    letter = wait_for(
        lambda: next((each for each in place.letters() if "new@test.example" in each), None), "no invitation"
    )

    guest = open_page()
    guest.goto(place.link_in(letter))
    for field in guest.locator("input[type=password]").all():
        field.fill(PASSWORD)
    guest.locator("main form button").click()
    guest.wait_for_load_state()

    guest.goto("/")
    expect(guest.get_by_role("link", name="העלאה").first).to_be_visible()


def test_the_journey_works_without_scripts(
    place: Installation, people: dict[str, Client], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    paper = tmp_path / "נוהל.docx"
    paper.write_bytes(papers.word("נוהל השאלת ציוד: הפיקדונות מוחזרים בתוך שבוע."))

    page = open_page("dana@test.example", java_script_enabled=False)
    address = _bring(page, paper)
    other = open_page("yossi@test.example", java_script_enabled=False)

    def found() -> bool:
        other.goto("/search?q=פיקדון")
        return other.locator("mark").count() > 0

    wait_for(found, "not found without scripts", seconds=30)
    other.goto(address)
    other.locator("input[name=stars][value='4']").check(force=True)
    other.locator("form:has(input[name=stars]) button").first.click()
    expect(other.locator("main")).to_contain_text("4")
