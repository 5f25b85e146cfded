"""From an item to the words on the picture of their page: by hand, by keys, without scripts (C-32 … C-34)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import papers
from tests.journeys.conftest import DESKTOP, PHONE
from tests.serving import Client, wait_for

pytestmark = pytest.mark.browser
MATCHING = (3, 7, 11)
QUESTION = "ערבות"


@pytest.fixture(scope="module")
def item(people: dict[str, Client]) -> dict[str, Any]:
    """An item with a document of twelve pages, three of which speak of guarantees."""
    pages = [
        ("ערבות הביצוע תוחזר בסיום העבודות " if page in MATCHING else "הוראות כלליות לקבלן העבודות ") * 30
        for page in range(1, 13)
    ]
    dana = people["dana"]
    fields = [("type", "tender"), ("title", "מכרז לסלילת כבישים")]
    _status, item = dana.upload("/items", fields, [("מסמכי המכרז.pdf", papers.pdf(*pages))])
    file = item["files"][0]["id"]
    dana.when_read(item["id"])
    wait_for(
        lambda: dana.ask("GET", f"/files/{file}/pages/12/marks?q=x")[0] == 200, "the pages are not drawn"
    )
    return {**item, "file": file}


def in_sight(page: Page, number: int) -> bool:
    """Whether a page's picture has arrived and stands where one reads."""
    return bool(
        page.evaluate(
            """number => {
                const box = document.querySelector(`#page-${number} img`).getBoundingClientRect();
                return box.top < innerHeight * .7 && box.bottom > innerHeight * .3;
            }""",
            number,
        )
    )


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_item_opens_its_document_at_the_match(
    item: dict[str, Any], open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_page("yossi@test.example", size=size)
    page.goto(f"/items/{item['id']}?q={QUESTION}")

    expect(page.locator(".front rect").first).to_be_attached()
    page.click(".front__picture")

    page.wait_for_url(re.compile(r"/read\?.*#page-\d+"))
    assert any(in_sight(page, number) for number in MATCHING)
    expect(page.locator("[data-match-count]")).to_contain_text("מתוך 3")


def test_keys_turn_pages_and_go_from_match_to_match(
    item: dict[str, Any], open_page: Callable[..., Page]
) -> None:
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto(f"/items/{item['id']}/read?q={QUESTION}&page=3#page-3")
    page.wait_for_load_state("networkidle")

    seen = []
    for key in ("n", "n", "Shift+N", "ArrowLeft", "ArrowRight", "End", "Home"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)
        seen.append(page.input_value("[data-page]"))

    assert seen == ["7", "11", "7", "8", "7", "12", "1"]
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/items/{item['id']}?q=*")


def test_the_page_in_sight_stands_in_the_address_and_on_the_strip(
    item: dict[str, Any], open_page: Callable[..., Page]
) -> None:
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto(f"/items/{item['id']}/read")

    page.click(".reader__strip a[data-go='5']")

    page.wait_for_url(re.compile("#page-5$"))
    expect(page.locator(".reader__strip [aria-current]")).to_have_attribute("data-go", "5")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert in_sight(page, 5)


def test_sizes_change_without_losing_the_place(item: dict[str, Any], open_page: Callable[..., Page]) -> None:
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto(f"/items/{item['id']}/read?page=6#page-6")
    page.wait_for_load_state("networkidle")
    before = page.locator("#page-6 img").bounding_box()

    page.click("[data-zoom='200']")
    page.wait_for_timeout(200)

    after = page.locator("#page-6 img").bounding_box()
    assert before and after and after["width"] > 1.5 * before["width"]
    assert in_sight(page, 6)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_moves_while_pictures_arrive(item: dict[str, Any], open_page: Callable[..., Page]) -> None:
    page = open_page("yossi@test.example", size=PHONE)
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(entry => {
            if (!entry.hadRecentInput) window.shift += entry.value;
        })).observe({type: "layout-shift", buffered: true});"""
    )
    page.goto(f"/items/{item['id']}/read?q={QUESTION}&page=7#page-7")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.shift") <= 0.05


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_reading_needs_no_script(
    item: dict[str, Any], open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_page("yossi@test.example", size=size, java_script_enabled=False)
    page.goto(f"/items/{item['id']}?q={QUESTION}")

    page.click(".front__picture")
    page.click("a[data-preview-step='next-match']")

    page.wait_for_url(re.compile(r"page=(7|11)\b.*#page-(7|11)$"))
    expect(page.locator("#page-7 rect").first).to_be_attached()
    if size == DESKTOP:
        page.fill("#find", "קבלן")
        page.press("#find", "Enter")
        page.wait_for_url(re.compile(r"#page-1$"))
    page.click("text=טקסט בלבד")
    expect(page.locator("mark").first).to_be_visible()


def test_an_item_is_shared_by_copying_its_address(
    item: dict[str, Any], open_page: Callable[..., Page]
) -> None:
    page = open_page("yossi@test.example", size=DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/items/{item['id']}")

    page.click("[data-share]")
    page.click("[data-copy]")

    expect(page.locator("[data-copy-word]")).to_have_text("הועתק")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/items/{item['id']}")
    whatsapp = page.get_attribute("#share a[href^='https://wa.me']", "href") or ""
    assert "%D7%9E%D7%9B%D7%A8%D7%96" in whatsapp and f"items/{item['id']}" in whatsapp


def test_on_a_phone_contact_and_the_file_are_within_reach_of_the_thumb(
    item: dict[str, Any], open_page: Callable[..., Page]
) -> None:
    page = open_page("yossi@test.example", size=PHONE)
    page.goto(f"/items/{item['id']}")

    boxes = [each.bounding_box() for each in page.locator(".item__bar .button").all()]

    assert len(boxes) == 3
    for box in boxes:
        assert box and box["y"] > PHONE["height"] * 0.75 and box["height"] >= 44


def test_the_page_on_paper_holds_what_it_is_and_leaves_out_the_frame(
    item: dict[str, Any], open_page: Callable[..., Page]
) -> None:
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto(f"/items/{item['id']}")

    page.emulate_media(media="print")

    for shown in ("h1", ".print-only", ".owner__name", ".file__name"):
        assert page.locator(shown).first.is_visible()
    for hidden in (".top", ".foot", ".item__bar", ".comments-part", ".front"):
        assert not page.locator(hidden).first.is_visible()
