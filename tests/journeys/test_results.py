"""The page of results by hand: choosing, looking, moving along and coming back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.shelf import fill
from tests.serving import Client, Installation

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def library(place: Installation, people: dict[str, Client]) -> int:
    return fill(place, people["dana"])


@pytest.fixture
def results(open_page: Callable[..., Page], library: int) -> Page:
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto("/search?q=מים")
    return page


def shown(page: Page) -> list[str]:
    return page.locator("[data-hits] .result__title").all_inner_texts()


def values(page: Page) -> dict[str, list[str]]:
    """The values of each facet from top to bottom."""
    return {
        str(facet.get_attribute("data-facet")): facet.locator("label bdi").all_text_contents()
        for facet in page.locator("[data-facet]").all()
    }


def count_is(page: Page, sentence: str) -> None:
    expect(page.locator("[data-count]")).to_contain_text(sentence)


def test_the_list_follows_each_tick_and_the_facets_stay_put(results):
    box = results.get_by_role("checkbox", name="פרויקט")
    places = values(results)
    before = box.bounding_box()

    box.focus()
    box.press("Space")

    count_is(results, "10 פריטים")
    assert all(int(title[-2:]) % 3 == 0 for title in shown(results))
    expect(box).to_be_focused()
    assert box.bounding_box() == before
    # What is new among the commonest of a long facet comes after what was there.
    after = values(results)
    assert [name for name, before in places.items() if after[name][: len(before)] != before] == []
    expect(results).to_have_url(re.compile(r"/search\?q=[^&]*&type=project$"))
    expect(results.locator("[data-facet=type] label", has_text="מכרז").locator("[data-number]")).to_have_text(
        "20"
    )


def test_several_values_are_chosen_and_taken_back_one_by_one_and_by_going_back(results):
    results.locator("[data-facet=tag] summary").first.click()
    results.get_by_role("checkbox", name="תגית 1").check()
    count_is(results, "6 פריטים")
    results.get_by_role("checkbox", name="תגית 2").check()
    count_is(results, "12 פריטים")
    results.get_by_role("link", name="תגית 1 הסרת הסינון").click()
    count_is(results, "6 פריטים")
    expect(results.get_by_role("checkbox", name="תגית 1")).not_to_be_checked()

    results.go_back()

    count_is(results, "12 פריטים")
    expect(results.get_by_role("checkbox", name="תגית 1")).to_be_checked()
    results.get_by_role("link", name="הסרת כל הסינון").click()
    count_is(results, "31 פריטים")
    expect(results).to_have_url(re.compile(r"/search\?q=[^&]*$"))


def test_sorting_keeps_the_filters(results):
    results.get_by_role("checkbox", name="פרויקט").check()
    count_is(results, "10 פריטים")

    results.get_by_role("link", name="כותרת").click()

    expect(results.locator("[data-sorts] [aria-current]")).to_have_text("כותרת")
    expect(results.locator("[data-sorts] [aria-current]")).to_be_focused()
    assert shown(results) == [f"מדידת מים {number:02}" for number in range(0, 30, 3)]
    results.locator("[data-facet=tag] summary").first.click()
    results.get_by_role("checkbox", name="תגית 0").check()
    count_is(results, "2 פריטים")
    expect(results).to_have_url(re.compile("sort=title"))


def test_a_long_facet_has_a_field_to_find_a_value(results):
    field = results.get_by_role("searchbox", name="איתור ברשימה: רשות")

    field.fill("גבע")

    names = results.locator("[data-facet=authority] label:visible bdi").all_inner_texts()
    assert names == ["גבעה"]
    results.get_by_role("checkbox", name="גבעה").check()
    count_is(results, "3 פריטים")


def test_a_value_beyond_those_on_the_page_is_found_too(results):
    results.locator("[data-facet=tag] summary").first.click()
    assert results.locator('input[name=tag][value="נושא 57"]').count() == 0

    results.get_by_role("searchbox", name="איתור ברשימה: תגית").press_sequentially("נושא 57")

    results.get_by_role("checkbox", name="נושא 57").check()
    count_is(results, "פריט אחד")


def test_dragging_over_the_bars_narrows_to_those_months(results):
    bars = results.locator(".dates__bars")
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    height = box["y"] + box["height"] / 2

    results.mouse.move(box["x"] + box["width"] - 2, height)  # time runs as the page does
    results.mouse.down()
    results.mouse.move(box["x"] + box["width"] * 0.8, height, steps=4)
    results.mouse.up()

    expect(results).to_have_url(re.compile("from=2023-01"))
    chosen = results.get_by_role("link", name=re.compile("ינואר 2023 עד .* הסרת הסינון"))
    expect(chosen).to_be_visible()
    assert results.locator(".dates__in").count() < results.locator(".dates__bars a").count() / 2
    chosen.click()
    count_is(results, "31 פריטים")


def test_the_ends_of_the_span_move_with_the_arrow_keys(results):
    first = results.get_by_role("slider", name="מחודש")
    first.focus()
    for _ in range(3):
        first.press("ArrowLeft")  # towards now, in Hebrew

    expect(first).to_have_attribute("aria-valuetext", re.compile("20"))
    expect(results).to_have_url(re.compile("from="))
    expect(first).to_be_focused()


def test_keys_alone_search_look_move_and_open(open_page, library):
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto("/my/items")
    page.keyboard.press("/")
    page.keyboard.type("מדידת")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=**")

    page.locator("body").press("ArrowDown")
    titles = page.locator("[data-hits] .result__title a")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    pane = page.get_by_role("dialog", name="תצוגה מקדימה")
    expect(pane.locator("[data-preview]")).to_contain_text(titles.nth(1).inner_text())
    expect(titles.nth(1)).to_be_focused()

    page.keyboard.press("ArrowDown")
    expect(pane.locator("[data-preview]")).to_contain_text(titles.nth(2).inner_text())
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    expect(titles.nth(2)).to_be_focused()

    address = titles.nth(2).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_the_look_goes_from_match_to_match(open_page, library):
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto('/search?q="מד מים"')
    page.get_by_role("link", name="תצוגה מקדימה").click()
    look = page.locator("[data-pane] [data-preview]")
    expect(look).to_contain_text("נוהל התקנת מונים")
    before = look.inner_html()

    page.locator(".result__title a").focus()
    page.keyboard.press("n")

    expect(page.locator("[data-pane] [data-preview-step=previous-match]").first).to_be_visible()
    page.wait_for_function(
        "before => document.querySelector('[data-pane] [data-preview]').innerHTML !== before", arg=before
    )
    page.keyboard.press("Shift+N")
    page.wait_for_function(
        "before => document.querySelector('[data-pane] [data-preview]').innerHTML === before", arg=before
    )


def test_the_pane_stays_open_from_search_to_search_and_the_list_does_not_scroll_away(results):
    results.locator(".result").nth(6).scroll_into_view_if_needed()
    link = results.get_by_role("link", name="תצוגה מקדימה").nth(6)
    before = results.locator(".result").nth(6).bounding_box()["y"]
    link.click()
    pane = results.get_by_role("dialog", name="תצוגה מקדימה")
    expect(pane.locator("[data-preview]")).to_be_visible()
    assert abs(results.locator(".result").nth(6).bounding_box()["y"] - before) < 2

    results.goto("/search?q=מונים")
    expect(pane.locator("[data-preview]")).to_be_visible()
    pane.get_by_role("button", name="סגירה").click()
    results.goto("/search?q=מדידת")

    expect(pane).to_be_hidden()


def test_on_a_phone_the_look_is_a_sheet_and_going_back_closes_it(open_page, library):
    page = open_page("yossi@test.example", size=PHONE, has_touch=True)
    page.goto("/search?q=מים")
    address = page.url
    page.get_by_role("link", name="תצוגה מקדימה").nth(1).tap()
    sheet = page.get_by_role("dialog", name="תצוגה מקדימה")
    expect(sheet.locator("[data-preview]")).to_be_visible()
    assert sheet.bounding_box()["height"] == PHONE["height"]
    sheet.get_by_role("button", name="התוצאה הבאה").tap()
    expect(sheet.locator("[data-preview]")).to_contain_text(shown(page)[2])

    page.go_back()

    expect(sheet).to_be_hidden()
    assert page.url == address


def test_on_a_phone_the_sheet_of_filters_shows_how_many_there_are(open_page, library):
    page = open_page("yossi@test.example", size=PHONE)
    page.goto("/search?q=מים")
    page.get_by_role("button", name="סינון").click()
    page.get_by_role("checkbox", name="פרויקט").check()
    page.get_by_role("button", name="הצגת 10 פריטים").click()

    expect(page.get_by_role("checkbox", name="פרויקט")).to_be_hidden()
    count_is(page, "10 פריטים")
    expect(page.get_by_role("button", name="סינון (1)")).to_be_visible()


def test_back_from_an_item_returns_to_the_same_place(results):
    results.get_by_role("checkbox", name="מכרז").check()
    count_is(results, "20 פריטים")
    link = results.locator("[data-hits] .result__title a").nth(12)
    link.scroll_into_view_if_needed()
    place = results.evaluate("scrollY")
    assert place > 500
    address = results.url
    link.click()
    results.wait_for_url("**/items/**")

    results.go_back()

    results.wait_for_url(address)
    expect(results.locator("[data-hits] .result__title a").nth(12)).to_be_focused()
    results.wait_for_function("place => Math.abs(scrollY - place) < 3", arg=place)
    expect(results.get_by_role("checkbox", name="מכרז")).to_be_checked()


def test_sharing_copies_the_address_and_says_so(open_page, library):
    page = open_page("yossi@test.example", size=DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/search?q=מים&lang=he")
    page.get_by_role("checkbox", name="פרויקט").check()
    count_is(page, "10 פריטים")

    page.get_by_role("button", name="שיתוף").click()

    expect(page.locator("[data-said]")).to_have_text("הכתובת הועתקה")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/search\?q=[^&]*&type=project$", copied)


def test_more_like_this_leads_to_what_is_like_it(results):
    title = shown(results)[0]
    results.get_by_role("link", name=re.compile(f"עוד כאלה.*{title}")).click()

    expect(results.get_by_role("heading", level=1)).to_have_text(f"דומים ל־{title}")
    assert title not in shown(results)
    results.get_by_role("link", name=f"דומים ל־{title} הסרת הסינון").click()
    expect(results.get_by_role("heading", level=1)).to_have_text("ספרייה")


def test_a_broken_connection_is_told_and_tried_again(results):
    results.evaluate(
        "() => { window.kept = window.fetch; window.fetch = () => Promise.reject(new TypeError()) }"
    )
    results.get_by_role("checkbox", name="פרויקט").check()

    expect(results.locator("[data-below]")).to_contain_text("הבחירה נשמרה")
    expect(results.get_by_role("checkbox", name="פרויקט")).to_be_checked()
    results.evaluate("() => { window.fetch = window.kept }")
    results.get_by_role("button", name="ניסיון נוסף").click()
    count_is(results, "10 פריטים")


def test_a_slow_answer_shows_that_the_list_waits_without_changing_its_height(results):
    results.route("**/search?*type=tender*", lambda route: (results.wait_for_timeout(700), route.continue_()))
    listed = results.locator("[data-results]")
    before = listed.bounding_box()["height"]

    results.get_by_role("checkbox", name="מכרז").check(no_wait_after=True)

    results.wait_for_selector(".found__list--waiting")
    assert listed.bounding_box()["height"] == before
    count_is(results, "20 פריטים")
    expect(listed).not_to_have_class(re.compile("waiting"))


def test_all_of_it_works_without_scripts(open_page, library):
    page = open_page("yossi@test.example", size=DESKTOP, java_script_enabled=False)
    page.goto("/search?q=מים")
    page.get_by_role("checkbox", name="פרויקט").check()
    page.get_by_label("מחודש").fill("2024-01")
    page.get_by_role("button", name="הצגת 31 פריטים").click()
    count_is(page, "6 פריטים")
    page.get_by_role("link", name="כותרת").click()
    count_is(page, "6 פריטים")
    page.get_by_role("link", name="החל מינואר 2024 הסרת הסינון").click()
    count_is(page, "10 פריטים")
    page.locator(".dates__bars a").first.click()
    expect(page).to_have_url(re.compile("from=2023-01&to="))
    page.get_by_role("link", name="תצוגה מקדימה").first.click()
    expect(page).to_have_url(re.compile(r"/items/\d+/preview"))
    expect(page.get_by_role("button", name="שיתוף")).to_be_hidden()


def test_the_english_page_is_complete(open_page, library):
    page = open_page("yossi@test.example", size=DESKTOP)
    page.goto("/search?q=מים&lang=en")
    page.get_by_role("checkbox", name="Project").check()

    count_is(page, "10 items")
    expect(page.get_by_role("link", name="Project Remove this filter")).to_be_visible()
    page.get_by_role("link", name="Preview").first.click()
    expect(page.get_by_role("dialog", name="Preview").locator("[data-preview]")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_something_is_open(open_page, library, theme):
    desktop = open_page("yossi@test.example", size=DESKTOP, color_scheme=theme)
    desktop.goto("/search?q=מים&type=tender&from=2023-05")
    desktop.get_by_role("link", name="תצוגה מקדימה").first.click()
    expect(desktop.locator("[data-pane] [data-preview]")).to_be_visible()
    desktop.locator("#q").fill("מד")
    expect(desktop.get_by_role("option").first).to_be_visible()
    phone = open_page("yossi@test.example", size=PHONE, color_scheme=theme)
    phone.goto("/search?q=מים")
    phone.get_by_role("button", name="סינון").click()

    for page in (desktop, phone):
        violations = Axe().run(page).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_moves_while_the_page_arrives(open_page, library, size):
    page = open_page("yossi@test.example", size=size)
    page.goto("/search?q=מים")
    page.get_by_role("link", name="תצוגה מקדימה").first.click()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const each of list.getEntries()) "
        "if (!each.hadRecentInput) window.moved += each.value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )

    page.goto("/search?q=מדידת")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.moved") <= 0.05
