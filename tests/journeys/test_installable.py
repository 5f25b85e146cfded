"""The platform as an app: its worker keeps what is nobody's, speaks without a network, takes shared files."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PASSWORD, PHONE
from tests.journeys.uploading import names, when_ready
from tests.serving import Client

pytestmark = pytest.mark.browser
SHARE = """([name, title]) => {
  const form = Object.assign(document.createElement("form"), { method: "POST", action: "/share" });
  form.enctype = "multipart/form-data";
  const about = Object.assign(document.createElement("input"), { name: "title", value: title });
  const files = Object.assign(document.createElement("input"), { name: "files", type: "file" });
  const brought = new DataTransfer();
  brought.items.add(new File(["מילים ששותפו"], name));
  files.files = brought.files;
  form.append(about, files);
  document.body.append(form);
  form.submit();
}"""
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""


@pytest.fixture
def app_page(people: dict[str, Client], open_page: Callable[..., Page]) -> Page:
    """Dana's phone, on which the worker is at work."""
    page = open_page("dana@test.example", size=PHONE, service_workers="allow")
    page.goto("/my/items")
    page.evaluate("navigator.serviceWorker.register('/service-worker.js', { type: 'module' })")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(1000)
    return page


def test_without_a_network_a_page_of_our_own_says_so_and_goes_on(app_page: Page) -> None:
    app_page.goto("/people")

    app_page.context.set_offline(True)
    app_page.goto("/my/items")
    offline = app_page.locator("h1").inner_text()
    app_page.context.set_offline(False)
    app_page.locator(".offline").wait_for(state="detached")

    assert offline == "אין כרגע חיבור לרשת"
    assert app_page.url.endswith("/my/items")


def test_nothing_of_anybodys_is_kept(app_page: Page) -> None:
    for address in ("/", "/people", "/my/items", "/search?q=מכרז"):
        app_page.goto(address)
        app_page.wait_for_load_state("networkidle")

    kept = set(app_page.evaluate(KEPT))

    assert "/offline" in kept
    assert {path for path in kept if not path.startswith("/static/")} == {"/offline"}


def test_a_file_from_another_app_arrives_in_the_form(app_page: Page) -> None:
    app_page.evaluate(SHARE, ["תמונה מהטלפון.txt", "מה שראיתי היום"])
    app_page.wait_for_url("**/items/new*draft=*")
    when_ready(app_page, 1)

    assert names(app_page) == ["תמונה מהטלפון.txt"]
    assert app_page.input_value("[name=title]") == "מה שראיתי היום"


def test_a_file_shared_while_signed_out_waits_behind_the_door(app_page: Page) -> None:
    app_page.context.clear_cookies()
    app_page.goto("/sign-in")

    app_page.evaluate(SHARE, ["לפני הכניסה.txt", ""])
    app_page.wait_for_url(re.compile("/sign-in.next="))
    app_page.fill("[name=email]", "dana@test.example")
    app_page.fill("[name=password]", PASSWORD)
    app_page.click("main form button")
    app_page.wait_for_url("**/items/new*draft=*")

    assert names(app_page) == ["לפני הכניסה.txt"]
