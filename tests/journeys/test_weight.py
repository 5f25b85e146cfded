"""What a page weighs on a first visit, and whether it moves while it loads: counted by Chromium."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import papers
from tests.journeys.conftest import DESKTOP, PHONE
from tests.serving import Client

pytestmark = pytest.mark.browser
HEAVIEST = 60 * 1024  # bytes over the wire before pictures, headers included
MOST_SHIFT = 0.05
_WEIGHED = ("Document", "Stylesheet", "Script", "Font", "Fetch", "XHR")
_SHIFTS = """
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def library(people: dict[str, Client]) -> None:
    """A page of results with all that a result may have."""
    dana, yossi = people["dana"], people["yossi"]
    for number in range(20):
        fields = [
            ("type", ("procedure", "tender", "template")[number % 3]),
            ("title", f"נוהל השאלת ציוד {number} (PDF)"),
            ("domain", ("digital", "service", "planning")[number % 3]),
            *(("tags", f"תגית {tag}") for tag in range(number % 5)),
        ]
        text = f"הפיקדון מוחזר בתוך {number} ימים. Deposits are paid back. " * 20
        _status, item = dana.upload("/items", fields, [(f"נוהל {number}.docx", papers.word(text))])
        dana.when_read(item["id"])
        yossi.ask("PUT", f"/items/{item['id']}/rating", {"stars": 1 + number % 5})


def test_a_page_of_results_weighs_little_on_a_first_visit(
    library: None, people: dict[str, Client], open_page: Callable[..., Page]
) -> None:
    page = _signed_in(open_page, DESKTOP)

    weights = _weigh(page, "/search?q=פיקדון")

    assert weights["Document"] > 5_000
    assert sum(weights[kind] for kind in _WEIGHED) <= HEAVIEST, dict(weights)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("address", ["/", "/search?q=פיקדון", "/items/1?q=פיקדון", "/items/new"])
def test_nothing_moves_while_a_page_loads(
    library: None,
    address: str,
    size: dict[str, int],
    people: dict[str, Client],
    open_page: Callable[..., Page],
) -> None:
    page = _signed_in(open_page, size)
    page.add_init_script(_SHIFTS)

    page.goto(address)
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.shift") <= MOST_SHIFT


def _signed_in(open_page: Callable[..., Page], size: dict[str, int]) -> Page:
    """A browser with nothing kept but the session."""
    known = open_page("yossi@test.example", size=size).context.storage_state()
    return open_page(size=size, storage_state=known, service_workers="block")


def _weigh(page: Page, address: str) -> Counter[str]:
    """Bytes over the wire by kind of resource."""
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.responseReceived", lambda seen: kinds.update({seen["requestId"]: seen["type"]}))

    def arrived(seen: dict[str, Any]) -> None:
        weights[kinds.get(seen["requestId"], "")] += int(seen["encodedDataLength"])

    network.on("Network.loadingFinished", arrived)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return weights
