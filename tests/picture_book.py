"""Photographs every page into contact sheets: all of the platform in a minute. Run by `make pictures`.

Size, language and theme are combined pairwise, and every page is seen so: in an empty installation, and in
one with the sample content and an item that has too much of everything.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.picture_scenes import EMPTY, FULL, Scene, overfull, scenes
from tests.serving import CHROMIUM, CHROMIUM_FLAGS, ROOT, Installation, served, wait_for

FOLDER = ROOT / "pictures"
SHEET = 1672  # pixels
ON_A_SHEET = 15
GAP, CAPTION = 12, 18
PASSWORD = "a long password for pictures"  # of an installation that ends with the pictures


@dataclass(frozen=True)
class View:
    """How pages are looked at."""

    width: int
    height: int
    language: str
    theme: str

    @property
    def columns(self) -> int:
        return 5 if self.width < 600 else 3

    @property
    def thumbnail(self) -> tuple[int, int]:
        """Width and greatest height in pixels; the rest of a long page is left out."""
        width = (SHEET - GAP) // self.columns - GAP
        return width, min(2 * width, 900)

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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        for state in (EMPTY, FULL):
            with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as place:
                people, known = _empty(place) if state == EMPTY else _full(place)
                for view in VIEWS:
                    pictures = _photographs(browser, place, view, people, scenes(state, known))
                    for number, some in enumerate(_pieces(pictures, ON_A_SHEET), start=1):
                        _sheet(view, some).save(FOLDER / f"{state}-{view.name}-{number}.png")
        browser.close()


def _empty(place: Installation) -> tuple[dict[str, tuple[str, str]], dict[str, Any]]:
    """An installation with nobody but those who look."""
    roles = ("member", "manager")
    place.add_people([(f"{role}@pictures.example", "נועה בר-לב", role) for role in roles], PASSWORD)
    return {role: (f"{role}@pictures.example", PASSWORD) for role in roles}, {}


def _full(place: Installation) -> tuple[dict[str, tuple[str, str]], dict[str, Any]]:
    """The sample content, and more than enough of everything."""
    printed = place.flask("sample")
    lines = re.findall(r"^  (\w+)\s+(\S+@\S+)\s+(\S+)$", printed, re.MULTILINE)
    people = {role: (email, password) for role, email, password in lines}
    known = overfull(
        place, {role: place.flask("token", email).strip() for role, (email, _) in people.items()}
    )
    letters = wait_for(
        lambda: [each for each in place.letters() if "new@sample" in each], "no invitation came"
    )
    return people, {**known, "link": place.link_in(letters[0]).removeprefix(place.url)}


def _photographs(
    browser: Browser,
    place: Installation,
    view: View,
    people: dict[str, tuple[str, str]],
    shown: Iterator[Scene],
) -> Iterator[tuple[str, Image.Image]]:
    contexts: dict[str, BrowserContext] = {}
    for scene in shown:
        if scene.role not in contexts:
            contexts[scene.role] = _entered(browser, place, view, people.get(scene.role))
        page = contexts[scene.role].new_page()
        page.goto(f"{scene.address}{'&' if '?' in scene.address else '?'}lang={view.language}")
        page.wait_for_load_state("networkidle")
        if scene.act:
            scene.act(page)
        if scene.whole:  # what is fixed to the window's edge would stand in the middle of a long picture
            page.evaluate("document.querySelector('.bar')?.style.setProperty('position', 'static')")
        file = FOLDER / "last.png"
        page.screenshot(path=file, full_page=scene.whole)
        page.close()
        with Image.open(file) as picture:
            yield f"{scene.caption} ({scene.role or 'nobody'})", _thumbnail(view, picture)
        file.unlink()
    for context in contexts.values():
        context.close()


def _entered(
    browser: Browser, place: Installation, view: View, person: tuple[str, str] | None
) -> BrowserContext:
    context = browser.new_context(
        base_url=place.url,
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.theme,  # type: ignore[arg-type]
        locale="he-IL",
        service_workers="block",
    )
    if person:
        page: Page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=email]", person[0])
        page.fill("[name=password]", person[1])
        page.click("main form button")
        page.wait_for_load_state()
        page.close()
    return context


def _thumbnail(view: View, picture: Image.Image) -> Image.Image:
    width, tallest = view.thumbnail
    height = round(picture.height * width / picture.width)
    return picture.convert("RGB").resize((width, height)).crop((0, 0, width, min(height, tallest)))


def _sheet(view: View, photographs: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    """Pictures side by side with their captions, each row as high as its tallest."""
    rows = list(_pieces(iter(photographs), view.columns))
    heights = [max(picture.height for _caption, picture in row) + CAPTION + GAP for row in rows]
    sheet = Image.new("RGB", (SHEET, sum(heights) + GAP), "#888888")
    draw = ImageDraw.Draw(sheet)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for column, (caption, picture) in enumerate(row):
            start = GAP + column * (view.thumbnail[0] + GAP)
            draw.text((start, top), caption, fill="white")
            sheet.paste(picture, (start, top + CAPTION))
        top += height
    return sheet


def _pieces(
    pictures: Iterator[tuple[str, Image.Image]], length: int
) -> Iterator[Sequence[tuple[str, Image.Image]]]:
    while piece := tuple(islice(pictures, length)):
        yield piece


if __name__ == "__main__":
    main()
