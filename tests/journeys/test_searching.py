"""Searching by hand: completions under the box, and filters on a phone and on a desktop."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def items(people) -> dict[str, int]:
    """Two items by their titles."""
    found = {}
    for title, kind in (("מדידת מים חכמה", "project"), ("מכרז למדי מים", "tender")):
        form = [("type", kind), ("title", title), ("tags", "מים")]
        status, item = people["dana"].upload("/items", form, [])
        assert status == 201, item
        people["dana"].when_read(item["id"])
        found[title] = item["id"]
    return found


@pytest.fixture
def box(open_page: Callable[..., Page], items) -> Page:
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto("/")
    page.locator("main").get_by_role("combobox").press_sequentially("מד", delay=30)
    expect(page.get_by_role("option")).to_have_count(2)
    return page


def test_arrows_choose_a_completion_and_enter_opens_it(box, items):
    field = box.get_by_role("combobox")
    field.press("ArrowDown")
    chosen = box.get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")

    field.press("Enter")

    box.wait_for_url(re.compile(r"/items/\d+$"))


def test_enter_searches_for_what_was_typed_when_nothing_is_chosen(box):
    box.get_by_role("combobox").press("Enter")

    box.wait_for_url(re.compile("/search"))
    expect(box.get_by_role("heading", level=1)).to_contain_text("מד")


def test_escape_closes_the_list_and_leaves_what_was_typed(box):
    field = box.get_by_role("combobox")
    field.press("Escape")

    expect(box.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("מד")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_a_completion_can_be_pressed(box, items):
    box.get_by_role("option", name="מכרז למדי מים").click()

    box.wait_for_url(f"**/items/{items['מכרז למדי מים']}")


def test_a_slow_answer_never_takes_the_place_of_a_newer_one(box):
    box.route("**/suggest?q=%D7%9E%D7%99", lambda route: (box.wait_for_timeout(600), route.continue_()))
    field = box.get_by_role("combobox")
    field.fill("")
    field.press_sequentially("מי")
    box.wait_for_timeout(200)
    field.fill("מכרז")

    expect(box.get_by_role("option")).to_have_count(1)
    box.wait_for_timeout(700)
    expect(box.get_by_role("option")).to_have_count(1)


def test_completions_are_grouped_and_what_would_be_added_is_bold(box):
    expect(box.get_by_role("group", name="פריטים").get_by_role("option")).to_have_count(2)
    words = box.get_by_role("option", name="מדידת מים חכמה").locator(".suggestions__words")

    assert words.inner_text() == "מדידת מים חכמה"
    assert words.locator("b").all_inner_texts() == ["ידת מים חכמה"]


def test_earlier_searches_are_offered_under_the_empty_box_and_forgotten(open_page, items):
    page = open_page("yossi@test.example", size=DESKTOP)
    for text in ("מים", "מדי מים", "אין דבר כזה"):
        page.goto(f"/search?q={text}")
    page.goto("/people")
    page.locator("#q").click()
    earlier = page.get_by_role("group", name="חיפושים קודמים").get_by_role("option")
    # What found nothing is not worth offering again.
    expect(earlier).to_have_text([re.compile("מדי מים"), re.compile("^מים"), re.compile("לשכוח")])

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    expect(earlier).to_have_text([re.compile("^מים"), re.compile("לשכוח")])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=%D7%9E%D7%99%D7%9D$"))

    page.locator("#q").fill("")
    earlier.last.click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.reload()
    page.locator("#q").fill("")
    expect(page.get_by_role("option", name=re.compile("^מדי"))).to_have_count(0)


def test_earlier_searches_of_one_person_are_not_shown_to_another(open_page, items):
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto("/search?q=מים")
    page.get_by_role("button", name="אני").click()
    page.get_by_role("button", name="יציאה").click()
    page.wait_for_url("**/sign-in*")
    sign_in(page, "dana@test.example")

    page.locator("main #q").click()

    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_filters_narrow_what_was_found(open_page, items, size):
    page = open_page("yossi@test.example", size=size)
    page.goto("/search?q=מים")
    if size == PHONE:
        page.get_by_role("button", name="סינון").click()

    page.get_by_role("checkbox", name="מכרז").check()
    if size == PHONE:
        page.get_by_role("button", name="הצגת פריט אחד").click()

    expect(page.get_by_role("status").filter(has_text="פריט אחד")).to_be_visible()
    page.get_by_role("link", name="הסרת הסינון").click()
    expect(page.get_by_role("status").filter(has_text="2 פריטים")).to_be_visible()
