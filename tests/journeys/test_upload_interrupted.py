"""Uploads that are interrupted: by the line, a closed tab, an ended session, a change of mind (C-24)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESKTOP, PASSWORD, PHONE
from tests.journeys.uploading import ROWS, SAVE, choose, drop, names, notes, states, when, when_ready
from tests.serving import Client

pytestmark = pytest.mark.browser
PIECE = 4 * 2**20
PIECES = re.compile(r"/uploads/[0-9a-f]{32}$")
DRAFT = re.compile(r"draft=(\d+)")


@pytest.fixture
def form(people: dict[str, Client], open_page: Callable[..., Page]) -> Page:
    page = open_page("dana@test.example", size=PHONE)
    page.goto("/items/new")
    page.wait_for_load_state("networkidle")
    return page


def large(name: str = "גדול.txt") -> dict[str, Any]:
    """A file of three pieces."""
    return notes(name, "מילה " * (2 * PIECE // 9 + 1000))


class Line:
    """The line to the server: lets a number of pieces through, and then breaks."""

    def __init__(self, page: Page, pieces: int) -> None:
        self.offsets: list[int] = []
        self.pieces = pieces
        page.route(PIECES, self._pass)

    def _pass(self, route: Route) -> None:
        if route.request.method != "PATCH":
            return route.continue_()
        if len(self.offsets) >= self.pieces:
            return route.abort("connectionreset")
        self.offsets.append(int(route.request.headers["upload-offset"]))
        return route.continue_()


def test_a_broken_connection_goes_on_where_it_broke(form: Page) -> None:
    line = Line(form, pieces=1)
    form.set_input_files("[name=files]", [large()])
    form.wait_for_timeout(1500)

    line.pieces = 99
    when(form, "sending", 0)

    assert line.offsets == [0, PIECE, 2 * PIECE][: len(line.offsets)]
    assert len(line.offsets) >= 2


def test_where_there_is_no_network_it_is_said_and_tried_again(form: Page) -> None:
    form.route("**/uploads/drafts", lambda route: route.abort("internetdisconnected"))
    form.set_input_files("[name=files]", [notes("ממתין לרשת.txt")])
    when(form, "stopped", 1)

    assert "אין חיבור לרשת" in form.locator("[data-part=state]").inner_text()
    form.click(SAVE)
    form.get_by_text("חלק מהקבצים לא הגיעו").wait_for()
    form.unroute("**/uploads/drafts")
    form.get_by_role("button", name="ניסיון נוסף").click()
    when_ready(form, 1)


def test_an_upload_can_be_cancelled_on_its_way(form: Page, people: dict[str, Client]) -> None:
    line = Line(form, pieces=1)
    form.set_input_files("[name=files]", [large("לא נחוץ.txt"), notes("נשאר.txt")])
    form.wait_for_url(DRAFT)
    form.get_by_role("button", name="ביטול לא נחוץ.txt").click()
    line.pieces = 99
    when_ready(form, 1)

    assert names(form) == ["נשאר.txt"]
    draft = DRAFT.search(form.url)
    assert draft
    told = people["dana"].ask("GET", f"/uploads/{draft[1]}/files")[1]
    assert ([file["name"] for file in told["files"]], told["uploads"]) == (["נשאר.txt"], [])


def test_a_closed_tab_comes_back_with_what_was_typed_and_sent(form: Page, folder: Path) -> None:
    here, half = folder / "כבר כאן.txt", folder / "באמצע.txt"
    here.write_text("מילים בקובץ", encoding="utf-8")
    half.write_bytes(large()["buffer"])
    line = Line(form, pieces=2)
    form.set_input_files("[name=files]", [here, half])
    form.wait_for_url(DRAFT)
    form.fill("[name=text]", "כבר נכתב")
    with form.expect_response(lambda answer: "tender" in (answer.request.post_data or "")):
        choose(form, "tender")
    assert line.offsets == [0, 0]
    address = form.url

    again = form.context.new_page()
    form.close(run_before_unload=False)
    sent = Line(again, pieces=99)
    again.goto(address)
    when(again, "broken", 1)

    assert again.input_value("[name=text]") == "כבר נכתב"
    assert again.locator("[name=type]:checked").input_value() == "tender"
    again.set_input_files("[name=files]", [half])
    when_ready(again, 2)
    assert sorted(names(again)) == ["באמצע.txt", "כבר כאן.txt"]
    assert sent.offsets[0] > 0


def test_an_unsaved_draft_is_offered_on_the_next_visit(form: Page) -> None:
    form.fill("[name=title]", "טיוטה שלא נשמרה")
    form.wait_for_selector("[data-kept]:not([hidden])")

    form.goto("/items/new")
    form.locator(".unfinished summary").click()
    form.get_by_role("link", name="טיוטה שלא נשמרה").first.click()

    assert form.input_value("[name=title]") == "טיוטה שלא נשמרה"


def test_when_the_session_ends_everything_waits_for_the_next(form: Page) -> None:
    form.fill("[name=title]", "לפני סוף ההתחברות")
    form.context.clear_cookies()

    form.set_input_files("[name=files]", [notes("בלי התחברות.txt")])
    form.get_by_role("link", name="להתחבר שוב").click()
    form.wait_for_url("**/sign-in*")
    form.fill("[name=email]", "dana@test.example")
    form.fill("[name=password]", PASSWORD)
    form.click("main form button")
    form.wait_for_url("**/items/new*")
    when_ready(form, 1)

    assert names(form) == ["בלי התחברות.txt"]
    assert form.input_value("[name=title]") == "לפני סוף ההתחברות"


def test_leaving_with_files_on_their_way_asks_first(form: Page) -> None:
    asked: list[str] = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    Line(form, pieces=0)
    form.set_input_files("[name=files]", [large()])
    form.wait_for_url(DRAFT)
    form.locator("h1").click()

    form.close(run_before_unload=True)
    form.wait_for_timeout(500)

    assert asked == ["beforeunload"]


def test_saving_waits_for_the_bytes_and_says_so(form: Page) -> None:
    line = Line(form, pieces=1)
    form.set_input_files("[name=files]", [large("ארוך.txt")])
    form.wait_for_url(DRAFT)
    choose(form, "information")
    form.click(SAVE)
    expect(form.locator(SAVE)).to_have_text("הקבצים בדרך, ומיד נשמר…")

    line.pieces = 99
    form.wait_for_url(re.compile(r"/items/\d+$"), timeout=60_000)

    assert form.locator("h1").inner_text() == "ארוך"


def test_a_keyboard_alone_brings_a_file_in(people: dict[str, Client], open_page: Callable[..., Page]) -> None:
    page = open_page("dana@test.example", size=DESKTOP)
    page.goto("/items/new")
    page.wait_for_load_state("networkidle")
    page.focus("[name=files]")
    with page.expect_file_chooser() as picking:
        page.keyboard.press("Space")
    picking.value.set_files([notes("מהמקלדת.txt", "מהמקלדת")])  # type: ignore[list-item]
    when_ready(page, 1)

    _tab_to(page, "[name=type]")
    page.keyboard.press("ArrowDown")
    _tab_to(page, SAVE)
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/items/\d+$"))
    assert page.locator("h1").inner_text() == "מהמקלדת"


def test_a_file_can_be_left_out_with_the_keyboard_and_the_focus_stays_near(form: Page) -> None:
    drop(form, [("א.txt", "אחת".encode()), ("ב.txt", "שתיים".encode())])
    when_ready(form, 2)

    form.locator(ROWS).first.get_by_role("button", name="לא לצרף").focus()
    form.keyboard.press("Enter")

    expect(form.locator(ROWS)).to_have_count(1)
    assert form.evaluate("document.activeElement.closest('[data-files]') !== null")
    assert states(form) == ["ready"]


def _tab_to(page: Page, selector: str) -> None:
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
