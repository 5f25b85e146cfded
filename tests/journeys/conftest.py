"""A served installation with people in it, and Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.serving import CHROMIUM, CHROMIUM_FLAGS, Client, Installation, served

PASSWORD = "סיסמה ארוכה 1"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with served(tmp_path_factory.mktemp("served")) as installation:
        yield installation


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: browser tests are skipped")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, place: Installation) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own; signed in when a mail address is given. Script errors fail it.

    Without the worker that keeps parts of the platform in the browser, unless ``service_workers="allow"``.
    """
    contexts: list[BrowserContext] = []
    accidents: list[str] = []

    def opened(email: str = "", *, size: dict[str, int] = PHONE, **more: Any) -> Page:
        more.setdefault("service_workers", "block")
        context = chromium.new_context(base_url=place.url, viewport=size, locale="he-IL", **more)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: accidents.append(str(error)))
        page.on(
            "console",
            lambda line: (
                accidents.append(line.text) if line.type == "error" and not _is_expected(line.text) else None
            ),
        )
        if email:
            sign_in(page, email)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert accidents == []


def _is_expected(complaint: str) -> bool:
    """Refusals, and connections that a test has broken."""
    return any(each in complaint for each in ("status of 4", "ERR_CONNECTION_RESET", "ERR_INTERNET_DISC"))


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.click("main button[type=submit], main form button")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.fixture(scope="module")
def people(place: Installation) -> dict[str, Client]:
    """Dana and Yossi, members; Michal, the community's manager; Adi, an administrator."""
    who = (
        ("dana", "דנה כהן", "member"),
        ("yossi", "יוסי לוי", "member"),
        ("michal", "מיכל אברהם", "manager"),
        ("adi", "עדי שלום", "administrator"),
    )
    tokens = place.add_people([(f"{name}@test.example", *rest) for name, *rest in who], PASSWORD)
    return {name: Client(place, token) for (name, *_rest), token in zip(who, tokens, strict=True)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
