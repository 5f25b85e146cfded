"""The manager sets the form, and everybody's form follows (C-26)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.serving import Client, wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    value: dict[str, int] = request.param
    return value


def test_a_manager_adds_a_field_and_a_member_is_asked_for_it(
    people: dict[str, Client], open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    name = f"אגף {size['width']}"
    desk, member = open_page("michal@test.example", size=size), open_page("yossi@test.example", size=size)
    _add_department(desk, name)

    item = _bring_with(member, name)
    people["yossi"].when_read(item)
    _can_be_narrowed(member)

    number = _field(people["michal"], name)["id"]
    desk.goto(f"/desk/fields/{number}")
    desk.get_by_role("button", name="הוצאת השדה משימוש").click()
    member.goto("/items/new?type=template")
    expect(member.get_by_label(name)).to_have_count(0)
    assert _values(people["yossi"], item)

    desk.get_by_text("מחוץ לשימוש").first.click()
    desk.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="החזרה").click()
    member.goto(f"/items/{item}")
    expect(member.get_by_text("שפ״ע")).to_be_visible()
    people["michal"].ask("PATCH", f"/desk/fields/{number}", {"retired": True})


def test_fields_are_put_in_order_by_dragging_and_by_keys(
    people: dict[str, Client], open_page: Callable[..., Page]
) -> None:
    desk = open_page("michal@test.example", size=DESKTOP)
    desk.goto("/desk/types/tender")
    rows = desk.locator("[data-ordered] > li")
    before = rows.locator(".ordered__name").all_text_contents()

    desk.drag_and_drop(
        "[data-ordered] > li:first-child [data-handle]",
        "[data-ordered] > li:nth-child(3)",
        target_position={"x": 40, "y": 40},
    )
    expect(desk.locator("[data-ordered-said]")).to_have_text("הסדר נשמר.")
    expect(rows.locator(".ordered__name").nth(2)).to_have_text(before[0])
    desk.get_by_role("button", name=f"למעלה: {before[0]}").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")

    def in_order() -> bool:
        fields = people["michal"].ask("GET", "/desk/types/tender")[1]["fields"]
        return [field["label_he"] for field in fields if not field["retired"]] == before

    wait_for(in_order, "the order was not saved")


def test_the_desk_works_without_scripts(people: dict[str, Client], open_page: Callable[..., Page]) -> None:
    desk = open_page("michal@test.example", java_script_enabled=False)
    desk.goto("/desk/types/statistics/fields/new")

    desk.get_by_label("שם בעברית").fill("יחידת מידה")
    desk.get_by_text("כמה מרשימה").click()
    desk.get_by_label("אפשרות 1 בעברית").fill("נפש")
    desk.get_by_role("button", name="עוד אפשרות").click()
    desk.get_by_label("אפשרות 2 בעברית").fill("קמ״ר")
    desk.get_by_role("button", name="אפשרות 2 למעלה").click()
    desk.get_by_role("button", name="הוספת השדה").click()

    field = _field(people["michal"], "יחידת מידה", "statistics")
    assert [choice["label_he"] for choice in field["choices"]] == ["קמ״ר", "נפש"]
    desk.get_by_role("button", name="למעלה: יחידת מידה").click()
    assert _fields(people["michal"], "statistics")[-2]["label_he"] == "יחידת מידה"


def test_tags_that_look_alike_are_merged_and_found_by_both_names(
    people: dict[str, Client], open_page: Callable[..., Page]
) -> None:
    for title, tag in (("מענה למוקד", "ביטחון"), ("סיור שכונתי", "בטחון")):
        _status, item = people["dana"].upload(
            "/items", [("type", "procedure"), ("title", title), ("tags", tag)], []
        )
        people["dana"].when_read(item["id"])
    desk = open_page("michal@test.example", size=PHONE)

    desk.goto("/desk/tags")
    desk.get_by_role("region", name="נראות דומות").get_by_role("link", name="בטחון").click()
    desk.get_by_role("radio", name="ביטחון").check()
    desk.get_by_role("button", name="מיזוג").click()
    expect(desk.get_by_label("שמות נרדפים")).to_have_value("בטחון")

    wait_for(lambda: _found(people["yossi"], "tag=ביטחון") == 2, "the merged tag finds both")
    assert _found(people["yossi"], "q=tag:בטחון") == 2


def _add_department(desk: Page, name: str) -> None:
    """A required choice by which results can be narrowed; the preview follows."""
    desk.goto("/desk/types/template")
    desk.get_by_role("link", name="הוספת שדה").first.click()
    desk.get_by_label("שם בעברית").fill(name)
    desk.get_by_text("אחת מרשימה").click()
    desk.get_by_label("אפשרות 1 בעברית").fill("הנדסה")
    desk.get_by_label("אפשרות 2 בעברית").fill("שפ״ע")
    desk.get_by_role("button", name="אפשרות 2 למעלה").click()
    desk.get_by_role("checkbox", name="חובה").check()
    desk.get_by_role("checkbox", name="לסינון תוצאות").check()
    preview = desk.get_by_role("region", name="כך רואים את הטופס")
    expect(preview.get_by_label(f"{name} (חובה)").locator("option")).to_have_text(["", "שפ״ע", "הנדסה"])
    desk.get_by_role("button", name="הוספת השדה").click()
    expect(desk.get_by_text("השדה נוסף")).to_be_visible()


def _bring_with(member: Page, name: str) -> int:
    """An item that cannot be saved before the field was chosen; returns its number."""
    member.goto("/items/new?type=template")
    member.get_by_label("כותרת (חובה)").fill("תבנית לסיכום ישיבה")
    member.get_by_role("button", name="שמירה").last.click()
    expect(member.get_by_role("alert")).to_contain_text("אי אפשר להשאיר")
    member.get_by_label(f"{name} (חובה)").select_option("שפ״ע")
    member.get_by_role("button", name="שמירה").last.click()
    member.wait_for_url("**/items/*")
    expect(member.get_by_text("שפ״ע")).to_be_visible()
    return int(member.url.rsplit("/", 1)[1].partition("?")[0])


def _can_be_narrowed(member: Page) -> None:
    def narrowed() -> bool:
        member.goto("/search?type=template")
        return member.locator("label.choice", has_text="שפ״ע").count() > 0

    wait_for(narrowed, "the field is not beside the results")
    value = member.locator("label.choice", has_text="שפ״ע").locator("input").first
    address = f"/search?{value.get_attribute('name')}={value.get_attribute('value')}"
    member.goto(address)
    expect(member.get_by_role("link", name="תבנית לסיכום ישיבה").first).to_be_visible()


def _fields(client: Client, code: str = "template") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.ask("GET", f"/desk/types/{code}")[1]["fields"]
    return found


def _field(client: Client, name: str, code: str = "template") -> dict[str, Any]:
    return next(field for field in _fields(client, code) if field["label_he"] == name)


def _values(client: Client, item: int) -> dict[str, Any]:
    values: dict[str, Any] = client.ask("GET", f"/items/{item}")[1]["fields"]
    return values


def _found(client: Client, question: str) -> int:
    name, _equals, value = question.partition("=")
    total: int = client.ask("GET", f"/search?{urlencode({name: value})}")[1]["total"]
    return total
