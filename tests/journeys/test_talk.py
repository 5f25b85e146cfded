"""Two people on one item: what one says appears where the other reads, and nothing typed is lost.

C-42, C-44.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.serving import Client, Installation, wait_for

pytestmark = pytest.mark.browser
SOON_MS = 20_000  # an open page asks every six seconds or so


@pytest.fixture
def item(people: dict[str, Client]) -> int:
    """An item of Dana's that is read; Yossi works in an authority."""
    place = {"name": "עיריית מבחן", "name_en": "", "kind": "city", "region": "north", "size": "medium"}
    status, authority = people["michal"].ask("POST", "/authorities", place)
    if status == 201:
        people["yossi"].ask("PATCH", "/me", {"authority": authority["id"]})
    fields = [("type", "procedure"), ("title", "נוהל השאלת ציוד"), ("text", "להחזיר בתוך שבוע.")]
    _status, made = people["dana"].upload("/items", fields, [])
    people["dana"].when_read(made["id"])
    return int(made["id"])


def test_a_comment_appears_where_another_reads_and_pushes_nothing(
    people: dict[str, Client], item: int, open_page: Callable[..., Page]
) -> None:
    people["dana"].ask("POST", f"/items/{item}/comments", {"text": "הטופס בנספח"})
    dana = open_page("dana@test.example", size=PHONE)
    dana.goto(f"/items/{item}")
    box = dana.get_by_label("תגובה חדשה")
    box.fill("אני באמצע משפט")

    yossi = open_page("yossi@test.example", size=DESKTOP)
    yossi.goto(f"/items/{item}")
    _mention_with_keys(yossi)

    news = dana.get_by_role("button", name="תגובה חדשה אחת")
    expect(news).to_be_visible(timeout=SOON_MS)
    expect(dana.locator(".comment")).to_have_count(1)
    news.click()
    expect(dana.locator(".comment").first).to_contain_text("@מיכל אברהם, מה דעתך?")
    expect(dana.locator(".comment").first).to_be_focused()
    expect(box).to_have_value("אני באמצע משפט")
    expect(dana.locator("#comments-title")).to_have_text("תגובות (2)")
    mention = dana.locator(".comment").first.get_by_role("link", name="@מיכל אברהם")
    expect(mention).to_have_attribute("href", re.compile(r"^/people/\d+$"))


def _mention_with_keys(page: Page) -> None:
    """Types an @ and a part of a name, chooses with the keyboard, and sends without leaving the page."""
    page.get_by_label("תגובה חדשה").press_sequentially("@מי", delay=30)
    expect(page.get_by_role("option", name=re.compile("מיכל אברהם"))).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type(", מה דעתך?")
    expect(page.get_by_label("תגובה חדשה")).to_have_value("@מיכל אברהם , מה דעתך?")
    page.get_by_label("תגובה חדשה").fill("@מיכל אברהם, מה דעתך?")
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="הוספת התגובה").click()
    expect(page.locator(".comment").first).to_contain_text("מה דעתך?")
    expect(page.locator(".flashes")).to_contain_text("התגובה נוספה.")
    expect(page.get_by_label("תגובה חדשה")).to_have_value("")
    assert page.evaluate("window.stayed")


def test_who_is_spoken_to_gets_a_mail_that_one_click_ends(
    place: Installation, people: dict[str, Client], item: int, open_page: Callable[..., Page]
) -> None:
    before = len(place.letters())
    people["yossi"].ask("POST", f"/items/{item}/comments", {"text": "@עדי שלום כדאי לראות"})

    letter = wait_for(
        lambda: next((each for each in place.letters()[before:] if "adi@test.example" in each), None),
        "no mail",
    )
    stranger = open_page()
    stranger.goto(next(url for url in re.findall(r"https?://\S+", letter) if "no-more-mail" in url))
    stranger.get_by_role("button", name="בלי מיילים כאלה").click()
    expect(stranger.locator("main")).to_contain_text("לא יישלחו עוד מיילים")

    assert people["adi"].ask("GET", "/me")[1]["mail_replies"] is False
    people["adi"].ask("PATCH", "/me", {"mail_replies": True})


def test_a_reply_opens_below_its_comment_and_stays_while_others_speak(
    people: dict[str, Client], item: int, open_page: Callable[..., Page]
) -> None:
    _status, question = people["dana"].ask("POST", f"/items/{item}/comments", {"text": "מי ניסה?"})
    yossi = open_page("yossi@test.example", size=PHONE)
    yossi.goto(f"/items/{item}")

    yossi.get_by_role("link", name=re.compile("תשובה אל דנה כהן")).focus()
    yossi.keyboard.press("Enter")
    box = yossi.get_by_label("תשובה אל דנה כהן")
    expect(box).to_be_focused()
    box.fill("אנחנו ניסינו")
    people["dana"].ask("PATCH", f"/comments/{question['id']}", {"text": "מי כבר ניסה?"})
    expect(yossi.locator(".comment").first).to_contain_text("מי כבר ניסה?", timeout=SOON_MS)
    expect(box).to_have_value("אנחנו ניסינו")
    expect(box).to_be_focused()
    yossi.get_by_role("button", name="שליחת התשובה").click()

    reply = yossi.locator(".thread__replies .comment")
    expect(reply).to_contain_text("אנחנו ניסינו")
    expect(reply).to_be_focused()
    expect(box).to_have_count(0)


def test_one_touch_rates_and_the_spread_changes_for_others(
    people: dict[str, Client], item: int, open_page: Callable[..., Page]
) -> None:
    people["michal"].ask("PUT", f"/items/{item}/rating", {"stars": 2})
    dana = open_page("dana@test.example", size=DESKTOP)
    dana.goto(f"/items/{item}")
    dana.locator(".spread summary").click()
    expect(dana.locator(".spread__people").first).to_have_text(re.compile("^0"))

    yossi = open_page("yossi@test.example", size=PHONE)
    yossi.goto(f"/items/{item}")
    yossi.evaluate("window.stayed = true")
    yossi.locator(".stars-choice label").nth(4).click()

    expect(yossi.locator(".flashes")).to_contain_text("תודה, הדירוג נשמר.")
    expect(yossi.locator("[name=stars][value='5']")).to_be_checked()
    expect(yossi.locator(".spread summary")).to_contain_text("3.5")
    assert yossi.evaluate("window.stayed")
    expect(dana.locator(".spread__people").first).to_have_text(re.compile("^1"), timeout=SOON_MS)
    expect(dana.locator(".spread")).to_have_attribute("open", "")


def test_who_used_it_says_so_and_can_be_asked(
    people: dict[str, Client], item: int, open_page: Callable[..., Page]
) -> None:
    dana = open_page("dana@test.example", size=PHONE)
    dana.goto(f"/items/{item}")
    yossi = open_page("yossi@test.example", size=DESKTOP)
    yossi.goto(f"/items/{item}")

    yossi.locator("summary", has_text="שימש גם אצלנו").focus()
    yossi.keyboard.press("Enter")
    yossi.get_by_label("איך היה?").fill("חסך לנו חודש")
    yossi.keyboard.press("Enter")

    expect(yossi.locator(".adoption")).to_contain_text("חסך לנו חודש")
    expect(yossi.locator(".flashes")).to_contain_text("תודה!")
    expect(dana.locator("#adoptions-title")).to_have_text("שימש ברשות אחת", timeout=SOON_MS)
    dana.get_by_role("link", name=re.compile("לשאול איך היה")).click()
    dana.wait_for_url("**/message?item=*")


def test_a_file_that_is_read_shows_itself(
    people: dict[str, Client], open_page: Callable[..., Page], place: Installation
) -> None:
    dana = open_page("dana@test.example", size=PHONE)
    _status, item = people["dana"].upload(
        "/items", [("type", "procedure"), ("title", "עם קובץ")], [("נוהל.txt", "הפיקדון מוחזר".encode())]
    )
    dana.goto(f"/items/{item['id']}")

    expect(dana.get_by_role("link", name=re.compile("קריאת הטקסט|נוהל"))).not_to_have_count(0)
    expect(dana.locator("main")).not_to_contain_text("בקריאה", timeout=SOON_MS)


def test_talk_works_without_scripts(
    people: dict[str, Client], item: int, open_page: Callable[..., Page]
) -> None:
    people["dana"].ask("POST", f"/items/{item}/comments", {"text": "מי ניסה?"})
    yossi = open_page("yossi@test.example", size=PHONE, java_script_enabled=False)
    yossi.goto(f"/items/{item}")

    yossi.get_by_role("link", name=re.compile("תשובה אל דנה כהן")).click()
    yossi.get_by_label("תשובה").fill("אנחנו, ו@מיכל אברהם גם")
    yossi.get_by_role("button", name="שליחת התשובה").click()
    expect(yossi.locator(".thread__replies .comment")).to_contain_text("אנחנו")
    yossi.locator("summary", has_text="שימש גם אצלנו").click()
    yossi.get_by_label("איך היה?").fill("עבד")
    yossi.get_by_role("button", name="שימש אצלנו ברשות").click()
    expect(yossi.locator(".adoption")).to_contain_text("עבד")
    yossi.locator(".spread, .rate").first.wait_for()
    yossi.locator("input[name=stars][value='4']").check(force=True)
    yossi.locator("form:has(input[name=stars]) button").first.click()
    expect(yossi.locator(".spread summary")).to_contain_text("4")
