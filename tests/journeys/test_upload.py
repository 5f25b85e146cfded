"""The form of an item with its script: what it saves people from doing, and that nothing typed is lost."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def form(people, open_page):
    page = open_page("dana@test.example", size=DESKTOP)
    page.goto("/items/new")
    return page


def notes(name="notes.txt", text="מילים בקובץ"):
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def choose(page, type_code):
    page.locator(f".type-card:has([value={type_code}])").click()


def test_choosing_a_type_shows_its_fields_and_keeps_what_was_typed(form):
    form.fill("[name=title]", "כבר נכתב")

    choose(form, "project")
    form.wait_for_selector("[name='fields.budget']")
    choose(form, "tender")
    form.wait_for_selector("[name='fields.number']")

    assert form.locator("[name='fields.budget']").count() == 0
    assert form.input_value("[name=title]") == "כבר נכתב"
    assert not form.locator("[name=show_fields]").is_visible()


def test_picked_files_are_rows_that_can_be_left_out(form):
    form.set_input_files("[name=files]", [notes("ראשון.txt"), notes("שני.txt")])

    rows = form.locator("[data-picked] .file__name")
    assert rows.all_inner_texts() == ["ראשון.txt", "שני.txt"]
    form.locator("[data-picked] button").first.click()

    assert rows.all_inner_texts() == ["שני.txt"]
    assert form.evaluate("document.querySelector('[name=files]').files.length") == 1


def test_files_can_be_dropped_on_the_form(form):
    form.set_input_files("[name=files]", [notes("ראשון.txt")])

    form.evaluate(
        """() => {
          const dropped = new DataTransfer();
          dropped.items.add(new File(["מילים"], "שני.txt"));
          const frame = document.querySelector("[data-drop]");
          frame.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
        }"""
    )

    assert form.locator("[data-picked] .file__name").all_inner_texts() == ["ראשון.txt", "שני.txt"]


def test_a_form_with_something_missing_comes_back_with_its_files(form):
    choose(form, "tender")
    form.fill("[name=text]", "כבר נכתב")
    form.set_input_files("[name=files]", [notes()])
    form.get_by_role("button", name="שמירה", exact=True).last.click()
    form.wait_for_selector("[role=alert]")

    assert form.input_value("[name=text]") == "כבר נכתב"
    assert form.locator("[name=kept]").count() == 1
    form.fill("[name=title]", "עם כותרת")
    form.get_by_role("button", name="שמירה", exact=True).last.click()
    form.wait_for_url(re.compile(r"/items/\d+$"))

    assert form.locator("h1").inner_text() == "עם כותרת"
    assert form.locator(".file__name").all_inner_texts() == ["notes.txt"]


def test_the_item_shows_itself_anew_when_it_has_been_read(form):
    choose(form, "tender")
    form.fill("[name=title]", "ממתין לקריאה")
    form.set_input_files("[name=files]", [notes(text="תוכן " * 2000)])
    form.get_by_role("button", name="שמירה", exact=True).last.click()
    form.wait_for_url(re.compile(r"/items/\d+$"))

    form.wait_for_selector("[data-item-state]", state="detached", timeout=30_000)

    assert form.get_by_role("link", name="לקריאת הטקסט").count() == 1


def test_when_the_upload_fails_everything_typed_is_still_there(form):
    choose(form, "tender")
    form.fill("[name=title]", "לא הלך לאיבוד")
    form.set_input_files("[name=files]", [notes()])
    form.route("**/items/new", lambda route: route.fulfill(status=400))
    form.get_by_role("button", name="שמירה", exact=True).last.click()
    form.wait_for_selector("[data-failed]")

    form.unroute("**/items/new")
    form.get_by_role("button", name="שמירה", exact=True).last.click()
    form.wait_for_url(re.compile(r"/items/\d+$"))

    assert form.locator("h1").inner_text() == "לא הלך לאיבוד"


@pytest.mark.parametrize(
    "size, language, scheme",
    [(PHONE, "he", "light"), (DESKTOP, "he", "dark"), (PHONE, "en", "dark")],
    ids=["phone", "desktop", "phone in English"],
)
def test_the_pages_of_the_library_are_accessible_and_fit(people, open_page, size, language, scheme):
    _status, item = people["dana"].upload(
        "/items",
        [
            ("type", "tender"),
            ("title", "כותרת ארוכה מאוד " * 10),
            ("text", "## כותרת\n\nטקסט עם [קישור](https://example.com)\n\n| א | ב |\n|---|---|\n| 1 | 2 |"),
            *(("tags", f"תגית ארוכה במיוחד {number}") for number in range(14)),
            ("domain", "digital"),
            ("fields.number", "7/2026"),
        ],
        [("a very long English file name that goes on and on.txt", "מילים".encode()), ("ריק.pdf", b"")],
    )
    people["dana"].when_read(item["id"])
    page = open_page("dana@test.example", size=size, color_scheme=scheme)

    for address in (
        "/items/new?type=project&",
        f"/items/{item['id']}?q=מילים&",
        f"/items/{item['id']}/text?",
        f"/items/{item['id']}/edit?",
        "/my/items?",
        "/my/items?tab=unreadable&",
        "/my/items?tab=bin&",
    ):
        page.goto(f"{address}lang={language}")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], address
        assert not too_wide, address
