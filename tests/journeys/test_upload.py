"""The page of new items and its script: files from anywhere, a row for each, one form (C-24, C-25)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests import papers
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.uploading import (
    ROWS,
    SAVE,
    WATER,
    choose,
    drop,
    names,
    notes,
    paste,
    states,
    when,
    when_ready,
)
from tests.serving import Client

pytestmark = pytest.mark.browser
LIGHTING = "תחזוקה והחלפה של גופי תאורה לתאורת רחוב חסכונית, לרבות עמודים, מרכזיות וכבלים. " * 4
ITEM = re.compile(r"/items/\d+$")


@pytest.fixture
def form(people: dict[str, Client], open_page: Callable[..., Page]) -> Page:
    page = open_page("dana@test.example", size=DESKTOP)
    page.goto("/items/new")
    page.wait_for_load_state("networkidle")
    return page


def saved(page: Page, client: Client) -> dict[str, object]:
    """Press the button, and see what became of it."""
    page.click(SAVE)
    page.wait_for_url(ITEM)
    return client.ask("GET", f"/items/{page.url.rsplit('/', 1)[1]}")[1]


def test_choosing_a_type_shows_its_fields_and_keeps_what_was_typed(form: Page) -> None:
    form.fill("[name=title]", "כבר נכתב")

    choose(form, "project")
    form.wait_for_selector("[name='fields.budget']")
    choose(form, "tender")
    form.wait_for_selector("[name='fields.number']")

    assert form.locator("[name='fields.budget']").count() == 0
    assert form.input_value("[name=title]") == "כבר נכתב"
    assert not form.locator("[name=show_fields]").is_visible()


def test_a_picked_file_is_sent_and_read_and_names_the_item(form: Page, people: dict[str, Client]) -> None:
    form.set_input_files("[name=files]", [notes("מכרז_מים_2023.txt", WATER)])

    when_ready(form, 1)
    choose(form, "tender")

    assert form.input_value("[name=title]") == "מכרז מים 2023"
    item = saved(form, people["dana"])
    assert item["title"] == "מכרז מים 2023"
    assert [file["name"] for file in item["files"]] == ["מכרז_מים_2023.txt"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_twenty_files_dropped_on_another_page_become_twenty_items(
    people: dict[str, Client], open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_page("yossi@test.example", size=size)
    page.goto("/people")
    page.wait_for_load_state("networkidle")

    drop(page, [(f"נוהל מספר {number}.txt", f"נוהל {number} {size}".encode()) for number in range(22)])
    page.wait_for_url("**/items/new?draft=*")
    when_ready(page, 20)
    choose(page, "procedure")

    assert page.locator("[data-beyond]").inner_text() == "2 קבצים לא נוספו: אפשר עד 20 בבת אחת."
    assert page.locator(SAVE).inner_text() == "לשמור 20 פריטים"
    before = people["yossi"].ask("GET", "/my/items")[1]["total"]
    page.click(SAVE)
    page.wait_for_url("**/my/items*")
    assert people["yossi"].ask("GET", "/my/items")[1]["total"] - before == 19  # the draft was one of them


def test_files_of_one_drop_can_be_one_item(form: Page, people: dict[str, Client]) -> None:
    drop(form, [("מפרט.txt", "מפרט הגינון".encode()), ("נספח.txt", "נספח הגינון".encode())])
    when_ready(form, 2)

    form.get_by_text("כולם פריט אחד").click()
    choose(form, "tender")
    form.fill("[name=title]", "מכרז גינון")

    assert form.locator(SAVE).inner_text() == "שמירה"
    item = saved(form, people["dana"])
    assert {file["name"] for file in item["files"]} == {"מפרט.txt", "נספח.txt"}  # type: ignore[attr-defined]


def test_one_file_may_differ_from_the_others(form: Page, people: dict[str, Client]) -> None:
    drop(form, [("ראשון.txt", b"1"), ("שני.txt", b"2")])
    when_ready(form, 2)
    choose(form, "procedure")
    form.fill("#field-tags", "משותף")
    form.press("#field-tags", "Enter")

    second = form.locator(ROWS).nth(1)
    second.locator("[data-own=title]").fill("אחר לגמרי")
    second.locator("summary").click()
    second.locator("[data-own=type]").select_option("template")
    second.locator(".tags-field__typing").fill("שונה,")
    form.click(SAVE)
    form.wait_for_url("**/my/items*")

    found = {item["title"]: item for item in people["dana"].ask("GET", "/my/items")[1]["items"]}
    first, other = (
        people["dana"].ask("GET", f"/items/{found[title]['id']}")[1] for title in ("ראשון", "אחר לגמרי")
    )
    assert (first["type"], first["tags"]) == ("procedure", ["משותף"])
    assert (other["type"], other["tags"]) == ("template", ["שונה"])


def test_what_the_files_seem_to_be_is_accepted_by_one_click(form: Page, people: dict[str, Client]) -> None:
    _known_lighting(people["yossi"])
    form.set_input_files("[name=files]", [notes("מכרז_תאורה.txt", f"מכרז פומבי 9/2026\n{LIGHTING} בשכונות.")])
    when_ready(form, 1)
    form.fill("[name=title]", "כבר נכתב")

    form.locator("[data-guesses=type]").get_by_role("button", name="מכרז").click()
    tag = form.locator("[data-guesses=tags]").get_by_role("button", name="תאורה")
    tag.focus()
    form.keyboard.press("Enter")

    expect(form.locator("[data-guesses=type]")).to_be_hidden()
    expect(tag).to_have_count(0)
    assert form.locator("[data-guesses=title]").is_hidden()
    item = saved(form, people["dana"])
    assert (item["title"], item["type"], item["tags"]) == ("כבר נכתב", "tender", ["תאורה"])


def test_each_of_several_files_has_suggestions_of_its_own(form: Page, people: dict[str, Client]) -> None:
    _known_lighting(people["yossi"])
    drop(
        form,
        [
            ("מכרז תאורה.txt", f"מכרז פומבי 8/2026\n{LIGHTING} בפארקים.".encode()),
            ("נוהל פניות.txt", ("נוהל טיפול בפניות תושבים\nמטרת הנוהל וזמני התקן. " * 5).encode()),
        ],
    )
    when_ready(form, 2)
    for name, label in (("מכרז תאורה.txt", "מכרז"), ("נוהל פניות.txt", "נוהל")):
        row = form.locator(ROWS).filter(has_text=name)
        row.locator("[data-part=guesses]").get_by_role("button", name=label).first.click()

    form.click(SAVE)
    form.wait_for_url("**/my/items*")

    items = people["dana"].ask("GET", "/my/items")[1]["items"][:2]
    assert {item["type"] for item in items} == {"tender", "procedure"}


def _known_lighting(client: Client) -> None:
    """Three tenders about lighting, tagged so, that everybody may see."""
    for number in range(3):
        about = [("type", "tender"), ("title", f"מכרז תאורת רחוב {number}"), ("tags", "תאורה")]
        text = f"מכרז פומבי {number}\n{LIGHTING} מספר {number}.".encode()
        _status, item = client.upload("/items", about, [(f"תאורה {number}.txt", text)])
        client.when_read(item["id"])


def test_pictures_and_files_can_be_pasted(form: Page) -> None:
    paste(form, [("image.png", b"\x89PNG not really", "image/png")])
    form.wait_for_selector(ROWS)
    form.focus("[name=title]")
    paste(form, [("מסמך.txt", b"words", "text/plain")])
    expect(form.locator(ROWS)).to_have_count(2)

    assert re.fullmatch(r"תמונה שהודבקה .*\.png", names(form)[0])
    assert names(form)[1] == "מסמך.txt"


def test_what_cannot_be_read_says_why_and_can_be_left_out(form: Page) -> None:
    form.set_input_files(
        "[name=files]",
        [
            {"name": "ריק.pdf", "mimeType": "application/pdf", "buffer": b""},
            {
                "name": "setup.exe",
                "mimeType": "application/octet-stream",
                "buffer": b"MZ\x90\x00" + bytes(400),
            },
        ],
    )
    when(form, "unreadable", 2)

    said = dict(zip(names(form), form.locator("[data-part=state]").all_inner_texts(), strict=True))
    assert "ריק" in said["ריק.pdf"]
    assert "תוכנה" in said["setup.exe"]
    form.locator(ROWS).filter(has_text="setup.exe").get_by_role("button", name="לא לצרף").click()
    assert names(form) == ["ריק.pdf"]


def test_the_same_bytes_and_another_version_are_told_at_once(form: Page, people: dict[str, Client]) -> None:
    known = [("type", "tender"), ("title", "מכרז מים ישן")]
    old, new = (f"{WATER} תנאי הסף לשנת {year} מפורטים בנספח.".encode() for year in (2023, 2024))
    _status, before = people["dana"].upload("/items", known, [("water.txt", old)])
    people["dana"].when_read(before["id"])

    drop(form, [("אותו קובץ.txt", old), ("גרסה.txt", new)])
    when_ready(form, 2)
    form.wait_for_selector(".upload-note >> text=נראה כמו גרסה של")
    same, version = (form.locator(ROWS).filter(has_text=name) for name in ("אותו קובץ.txt", "גרסה.txt"))
    same.get_by_text("אותו קובץ בדיוק כבר כאן").wait_for()
    same.get_by_role("button", name="לא לצרף").click()
    version.get_by_role("button", name="לשמור כגרסה חדשה").click()

    assert form.locator(SAVE).inner_text() == "לשמור את הגרסה החדשה"
    item = saved(form, people["dana"])
    assert item["id"] == before["id"]
    assert [file["name"] for file in item["files"]] == ["גרסה.txt"]  # type: ignore[attr-defined]


def test_missing_words_are_asked_for_and_nothing_is_lost(form: Page, people: dict[str, Client]) -> None:
    form.set_input_files("[name=files]", [notes("notes.txt")])
    when_ready(form, 1)
    form.fill("[name=text]", "כבר נכתב")

    form.click(SAVE)
    form.get_by_role("link", name=re.compile("צריך לבחור מה זה")).click()

    assert form.evaluate("document.activeElement.name") == "type"
    assert form.input_value("[name=text]") == "כבר נכתב"
    choose(form, "template")
    assert [file["name"] for file in saved(form, people["dana"])["files"]] == ["notes.txt"]  # type: ignore[attr-defined]


def test_files_dropped_while_an_item_is_changed_go_into_it(
    people: dict[str, Client], open_page: Callable[..., Page]
) -> None:
    _status, item = people["dana"].upload("/items", [("type", "tender"), ("title", "לשינוי")], [])
    page = open_page("dana@test.example", size=DESKTOP)
    page.goto(f"/items/{item['id']}/edit")
    page.wait_for_load_state("networkidle")
    page.fill("[name=title]", "אחרי השינוי")

    drop(page, [("נוסף.txt", "תוכן שנוסף".encode())])
    when_ready(page, 1)
    changed = saved(page, people["dana"])

    assert changed["title"] == "אחרי השינוי"
    assert [file["name"] for file in changed["files"]] == ["נוסף.txt"]  # type: ignore[attr-defined]


def test_a_picture_of_the_first_page_comes_without_moving_anything(form: Page) -> None:
    form.set_input_files(
        "[name=files]",
        [{"name": "עמוד.pdf", "mimeType": "application/pdf", "buffer": papers.pdf("עמוד אחד")}],
    )
    form.wait_for_selector(ROWS)
    before = form.locator(ROWS).bounding_box()

    form.wait_for_selector("[data-part=picture] img", timeout=60_000)

    after = form.locator(ROWS).bounding_box()
    assert before and after and before["y"] == after["y"]
    assert states(form) == ["ready"]


@pytest.mark.parametrize(
    ("size", "theme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone, light", "desktop, dark"]
)
def test_axe_finds_nothing_among_rows_chips_and_complaints(
    people: dict[str, Client], open_page: Callable[..., Page], size: dict[str, int], theme: str
) -> None:
    page = open_page("dana@test.example", size=size, color_scheme=theme)
    page.goto("/items/new")
    page.wait_for_load_state("networkidle")
    drop(page, [("מכרז מים לבדיקה.txt", WATER.encode()), ("ריק.docx", b"")])
    when_ready(page, 1)
    when(page, "unreadable", 1)
    expect(page.locator(".guesses:visible").first).to_be_visible()

    page.locator(f"{ROWS} summary").first.click()
    page.click(SAVE)
    expect(page.locator("[data-complaint] [role=alert]")).to_be_visible()

    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
