"""Photographs every page into contact sheets: all of the platform in a minute. Run by `make pictures`."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import CHROMIUM, CHROMIUM_FLAGS, ROOT, Installation, served

FOLDER = ROOT / "pictures"
COLUMN = 300  # pixels of a thumbnail
TALLEST = 900  # of a thumbnail; the rest of a long page is left out
PAGES = {
    "": ("/sign-in", "/forgotten-password", "/nothing-here"),
    "member": (
        "/",
        "/search?q=מכרז פינוי אשפה",
        "/search?q=סקר תושבים&authority_kind=city",
        "/search?q=אין דבר כזה",
        "/items/1",
        "/items/1/text?q=שאלון",
        "/items/new",
        "/my/items",
        "/people",
        "/people/3",
        "/people/2/message",
        "/settings",
    ),
    "manager": (
        "/people",
        "/people/invite",
        "/people/record",
        "/authorities",
        "/desk",
        "/desk/types",
        "/desk/types/project",
        "/desk/fields/1",
        "/desk/tags",
        "/desk/tags/1",
    ),
    "administrator": ("/admin",),
}


@dataclass(frozen=True)
class View:
    """How pages are looked at."""

    width: int
    height: int
    language: str
    theme: str

    @property
    def name(self) -> str:
        return f"{self.width}-{self.language}-{self.theme}"


# Pairwise: every two of size, language and theme meet once.
VIEWS = (
    View(390, 844, "he", "light"),
    View(1366, 768, "he", "dark"),
    View(390, 844, "en", "dark"),
    View(1366, 768, "en", "light"),
)


def main() -> None:
    if not CHROMIUM:
        sys.exit("no Chromium on this machine: no pictures")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as place:
        people = _sign_ins(place.flask("sample"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
            for view in VIEWS:
                _sheet(view, list(_photographs(browser, place, people, view)))
            browser.close()


def _sign_ins(printed: str) -> dict[str, tuple[str, str]]:
    """Mail address and password by role, as the sample command prints them."""
    lines = re.findall(r"^  (\w+)\s+(\S+@\S+)\s+(\S+)$", printed, re.MULTILINE)
    return {role: (email, password) for role, email, password in lines}


def _photographs(
    browser: Browser, place: Installation, people: dict[str, tuple[str, str]], view: View
) -> Iterator[tuple[str, Path]]:
    for role, addresses in PAGES.items():
        context = browser.new_context(
            base_url=place.url,
            viewport={"width": view.width, "height": view.height},
            color_scheme=view.theme,  # type: ignore[arg-type]
            locale="he-IL",
        )
        page = context.new_page()
        if role:
            _enter(page, *people[role])
        for number, address in enumerate(addresses):
            page.goto(f"{address}{'&' if '?' in address else '?'}lang={view.language}")
            page.wait_for_load_state("networkidle")
            file = FOLDER / f"{view.name}-{role or 'nobody'}-{number}.png"
            page.screenshot(path=file, full_page=True)
            yield f"{role} {address}", file
        context.close()


def _enter(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.click("main form button")
    page.wait_for_load_state()


def _sheet(view: View, photographs: list[tuple[str, Path]]) -> None:
    """All pages of a view side by side, in one picture."""
    columns = 5
    rows = -(-len(photographs) // columns)
    sheet = Image.new("RGB", (columns * (COLUMN + 20), rows * (TALLEST + 40)), "#888888")
    draw = ImageDraw.Draw(sheet)
    for number, (label, file) in enumerate(photographs):
        place = (number % columns) * (COLUMN + 20) + 10, (number // columns) * (TALLEST + 40) + 30
        with Image.open(file) as picture:
            height = round(picture.height * COLUMN / picture.width)
            small = picture.convert("RGB").resize((COLUMN, height)).crop((0, 0, COLUMN, min(height, TALLEST)))
        sheet.paste(small, place)
        draw.text((place[0], place[1] - 16), label.encode("ascii", "replace").decode(), fill="white")
    sheet.save(FOLDER / f"sheet-{view.name}.png")


if __name__ == "__main__":
    main()
