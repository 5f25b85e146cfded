import gzip
import re

import brotli
import pytest

from knowledge.core import stylesheet


def test_the_frame_names_one_stylesheet_that_may_be_kept_for_ever(app):
    browser = app.test_client()

    page = browser.get("/sign-in").text
    named = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    answer = browser.get(named[0])

    assert len(named) == 1
    assert answer.status_code == 200 and answer.mimetype == "text/css"
    assert answer.cache_control.immutable and answer.cache_control.max_age > 30_000_000


def test_every_file_is_in_it_and_the_layers_are_named_first(app):
    text = stylesheet.made().text.decode()

    assert text.startswith("@layer tokens,base,layout,components,pages;") or text.startswith(
        "@layer tokens, base, layout, components, pages;"
    )
    for file in stylesheet.FOLDER.rglob("*.css"):
        assert stylesheet.squeezed(file.read_text("utf-8")) in text, file.name


@pytest.mark.parametrize(
    ("accepted", "unpacked"),
    [("br, gzip", brotli.decompress), ("gzip", gzip.decompress), ("", lambda body: body)],
)
def test_it_comes_packed_as_the_browser_can_take_it(app, accepted, unpacked):
    answer = app.test_client().get("/static/css/otzar.css", headers={"Accept-Encoding": accepted})

    assert unpacked(answer.data) == stylesheet.made().text
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_squeezing_leaves_out_what_only_people_need():
    css = "/* why */\n@layer base {\n  a :hover {\n    color: var(--ink);\n    margin: 0 auto;\n  }\n}\n"

    squeezed = stylesheet.squeezed(css)

    assert squeezed == "@layer base{a :hover{color: var(--ink);margin: 0 auto}}"
