"""What makes the platform installable: manifest, worker, the page without a network, what is shared."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image

from knowledge.installable.views import BACKGROUND, THEME
from tests import make
from tests.client import words_of

STATIC = Path(__file__).resolve().parents[3] / "static"


def test_the_manifest_names_the_platform_in_hebrew_and_takes_files(app, browser):
    manifest = browser().get("/manifest.webmanifest")

    told = manifest.json
    assert manifest.mimetype == "application/manifest+json"
    assert (told["short_name"], told["lang"], told["dir"]) == ("אוצר", "he", "rtl")
    assert [shortcut["url"] for shortcut in told["shortcuts"]] == ["/search", "/items/new"]
    assert told["share_target"]["action"] == "/share"
    assert told["share_target"]["params"]["files"][0]["name"] == "files"


def test_the_icons_of_the_manifest_are_as_large_as_it_says(app, browser):
    page = browser()
    told = page.get("/manifest.webmanifest").json

    sizes = {}
    for icon in told["icons"]:
        with page.get(icon["src"]) as answer, Image.open(io.BytesIO(answer.data)) as picture:
            sizes[icon["sizes"], icon["purpose"]] = picture.size

    assert sizes == {
        ("192x192", "any"): (192, 192),
        ("512x512", "any"): (512, 512),
        ("512x512", "maskable"): (512, 512),
    }


def test_colours_outside_the_stylesheet_are_those_of_its_tokens(app, browser):
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    raised, paper = (
        re.search(rf"--{name}: light-dark\((\S+), (\S+)\)", tokens) for name in ("raised", "paper")
    )

    page = browser().get("/sign-in").text
    shown = re.findall(r'name="theme-color" content="(\S+)"', page)

    assert (raised[1], paper[1]) == (THEME, BACKGROUND)
    assert shown == [raised[1], raised[2]]


def test_the_worker_is_asked_for_anew_each_time_and_says_what_it_keeps(app, browser):
    worker = browser().get("/service-worker.js")

    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert re.match(r'const VERSION = "[0-9a-f]{12}";', worker.text)


def test_the_page_without_a_network_names_nobody(app, browser):
    person = make.person("דנה כהן")

    page = browser().get("/offline?lang=en")

    assert page.status_code == 200
    assert "There is no network just now" in words_of(page)
    assert person.name not in page.text


def test_what_is_shared_without_a_worker_goes_into_the_form(app, browser):
    page = browser(make.person())

    answer = page.client.post("/share", data={"title": "מכרז", "text": "לעיון", "url": "https://example.org"})
    form = page.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert 'value="מכרז"' in form.text
    assert "לעיון\n\nhttps://example.org" in form.text


def test_files_that_no_worker_took_are_asked_for_once_more(app, browser):
    page = browser(make.person())

    answer = page.client.post("/share", data={"files": (io.BytesIO(b"words"), "shared.txt")})

    assert "הקבצים ששותפו לא הגיעו" in words_of(page.get(answer.headers["Location"]))


def test_who_is_signed_out_is_led_through_the_door_to_the_form(app, browser):
    page = browser()

    answer = page.client.post("/share", data={"title": "מכרז"})
    door = page.get(answer.headers["Location"])

    assert door.status_code == 302
    assert door.headers["Location"].startswith("/sign-in?next=/items/new?title")
