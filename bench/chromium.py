"""What Chromium measures of the pages that matter most, on a phone with a processor four times slower."""

from __future__ import annotations

from collections import Counter
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import CHROMIUM, CHROMIUM_FLAGS

SLOWER = 4  # times, as Lighthouse does for a phone
PHONE = {"width": 390, "height": 844}
PAGES = {"home": "/", "results": "/search?q={word}", "item": "/items/7?q={word}", "upload": "/items/new"}
_TIMES = 3  # each page; the median counts
_WEIGHED = ("Document", "Stylesheet", "Script", "Font", "Fetch", "XHR")
_OBSERVED = """
  window.seen = { paint: 0, shift: 0, blocked: 0 };
  const watch = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => { seen.paint = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
  watch("longtask", (entry) => { seen.blocked += Math.max(0, entry.duration - 50); });
"""


def rows(url: str, cookie: str, word: str) -> list[tuple[str, str, str]]:
    """Weights and times of first visits: what, how much, and the goal."""
    if not CHROMIUM:
        return [("pages in Chromium", "skipped: there is none on this machine", "")]
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        for name, address in PAGES.items():
            seen = [_visit(browser, url, cookie, address.format(word=word)) for _time in range(_TIMES)]
            found += _told(name, {key: sorted(one[key] for one in seen)[_TIMES // 2] for key in seen[0]})
        browser.close()
    return found


def _told(name: str, seen: dict[str, float]) -> list[tuple[str, str, str]]:
    goal = "≤ 60 KB" if name == "results" else "≤ 120 KB"
    times = f"{seen['paint']:.0f} ms, blocked for {seen['blocked']:.0f} ms"
    return [
        (f"{name}: first visit over the wire, before pictures", f"{seen['bytes'] / 1024:.1f} KB", goal),
        (f"{name}: largest paint on a phone {SLOWER} times slower", times, ""),
        (f"{name}: layout shift", f"{seen['shift']:.3f}", "≤ .05"),
    ]


def _visit(browser: Browser, url: str, cookie: str, address: str) -> dict[str, float]:
    """One visit with nothing kept from before."""
    context = browser.new_context(
        base_url=url, viewport=PHONE, is_mobile=True, has_touch=True, locale="he-IL", service_workers="block"
    )
    name, _equals, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    page = context.new_page()
    page.add_init_script(_OBSERVED)
    weights = _weighing(page)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    seen: dict[str, float] = page.evaluate("window.seen")
    context.close()
    return {**seen, "bytes": sum(weights[kind] for kind in _WEIGHED)}


def _weighing(page: Page) -> Counter[str]:
    """Counts bytes over the wire by kind of resource from now on, and slows the processor down."""
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()
    browser = page.context.new_cdp_session(page)
    browser.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    browser.send("Network.enable")
    browser.on("Network.responseReceived", lambda seen: kinds.update({seen["requestId"]: seen["type"]}))

    def arrived(seen: dict[str, Any]) -> None:
        weights[kinds.get(seen["requestId"], "")] += int(seen["encodedDataLength"])

    browser.on("Network.loadingFinished", arrived)
    return weights
