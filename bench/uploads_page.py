"""Twenty files of 1 MB in Chromium, from being brought to all saved and findable.

The page sends them as people's browsers do; an empty installation is served for it.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect, sync_playwright

from bench.uploads import FILES, document
from tests.serving import CHROMIUM, CHROMIUM_FLAGS, Client, served, wait_for

_ROWS = "[data-files] > li"
_PATIENCE_MS = 300_000
_EMAIL, _PASSWORD = "uploads@bench.example", "a long password 1"


def rows(page: Page, client: Client, folder: Path) -> list[tuple[str, str, str]]:
    """What was measured: what, how much, and the goal. The page is signed in."""
    mark = "סימניהשלדפדפן"
    files = [folder / f"{number}.docx" for number in range(FILES)]
    for number, file in enumerate(files):
        file.write_bytes(document(mark, 1000 + number))
    page.goto("/items/new")
    page.wait_for_load_state("networkidle")
    page.locator(".type-card").last.click()
    started = time.perf_counter()
    page.set_input_files("[name=files]", files)
    on_the_way = page.locator(f"{_ROWS}:is([data-state=waiting], [data-state=sending])")
    expect(page.locator(_ROWS)).to_have_count(FILES)
    expect(on_the_way).to_have_count(0, timeout=_PATIENCE_MS)
    arrived = time.perf_counter() - started
    page.click("[data-save]")
    page.wait_for_url(re.compile("/my/items"), timeout=_PATIENCE_MS)
    saved = time.perf_counter() - started
    wait_for(
        lambda: client.ask("GET", f"/search?q={quote(mark)}")[1]["total"] == FILES,
        "not all were found",
        seconds=_PATIENCE_MS / 1000,
    )
    found = time.perf_counter() - started
    return [
        (f"{FILES} files of 1 MB in Chromium, to all bytes here", f"{arrived:.1f} s", ""),
        ("  to all saved, each an item of its own", f"{saved:.1f} s", ""),
        ("  to all findable by what is inside", f"{found:.1f} s", ""),
    ]


def _alone() -> list[tuple[str, str, str]]:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as place, sync_playwright() as player:
        [token] = place.add_people([(_EMAIL, "Bench", "member")], _PASSWORD)
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        page = browser.new_page(base_url=place.url, service_workers="block")
        page.goto("/sign-in")
        page.fill("[name=email]", _EMAIL)
        page.fill("[name=password]", _PASSWORD)
        page.click("main form button")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        measured = rows(page, Client(place, token), Path(folder))
        browser.close()
    return measured


if __name__ == "__main__":
    for what, value, goal in _alone():
        print(f"{what:55} {value:36} {goal}")
