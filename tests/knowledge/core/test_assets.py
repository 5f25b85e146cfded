import gzip
import re

import brotli
import pytest

from knowledge.core import assets, web
from tests import make


def test_the_frame_names_one_stylesheet_that_may_be_kept_for_ever(app):
    browser = app.test_client()

    page = browser.get("/sign-in").text
    named = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    answer = browser.get(named[0])

    assert len(named) == 1
    assert answer.status_code == 200 and answer.mimetype == "text/css"
    assert answer.cache_control.immutable and answer.cache_control.max_age > 30_000_000


def test_every_file_is_in_the_stylesheet_and_the_layers_are_named_first(app):
    text = assets.stylesheet().text.decode()

    assert text.startswith("@layer tokens, base, layout, components, pages;")
    for file in assets.STYLES.rglob("*.css"):
        assert assets.squeezed(file.read_text("utf-8")) in text, file.name


@pytest.mark.parametrize(
    ("accepted", "unpacked"),
    [("br, gzip", brotli.decompress), ("gzip", gzip.decompress), ("", lambda body: body)],
)
def test_parts_come_packed_as_the_browser_can_take_them(app, accepted, unpacked):
    answers = [
        app.test_client().get(address, headers={"Accept-Encoding": accepted})
        for address in ("/static/css/otzar.css", "/static/js/suggest.js")
    ]

    assert unpacked(answers[0].data) == assets.stylesheet().text
    assert unpacked(answers[1].data) == assets.script("suggest.js").text
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in answers)


def test_squeezing_leaves_out_what_only_people_need():
    css = "/* why */\n@layer base {\n  a :hover {\n    color: var(--ink);\n    margin: 0 auto;\n  }\n}\n"

    squeezed = assets.squeezed(css)

    assert squeezed == "@layer base{a :hover{color: var(--ink);margin: 0 auto}}"


def test_a_script_names_what_it_imports_by_its_bytes(app, tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "SCRIPTS", tmp_path)
    (tmp_path / "one.js").write_text('// why\nimport { two } from "./two.js";\n\n  two("https://x");\n')
    (tmp_path / "two.js").write_text("export const two = () => {};\n")

    one = assets.script.__wrapped__("one.js").text.decode()

    assert one == (
        f'import {{ two }} from "./two.js?v={assets.script.__wrapped__("two.js").fingerprint}";\n'
        'two("https://x");\n'
    )


def test_every_script_is_served_whole_and_in_its_own_name(app):
    for file in assets.SCRIPTS.glob("*.js"):
        with app.test_client().get(web_address(app, f"js/{file.name}")) as answer:
            assert answer.status_code == 200, file.name
            assert answer.data == assets.script(file.name).text
            assert answer.cache_control.immutable


def test_a_script_that_is_not_there_is_missing(app):
    assert app.test_client().get("/static/js/nothing.js").status_code == 404


def test_a_part_that_did_not_change_is_not_sent_again(app):
    first = app.test_client().get("/static/js/suggest.js")

    again = app.test_client().get("/static/js/suggest.js", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304 and not again.data


def test_parts_of_pages_bring_no_cookie_along(app, browser):
    person = browser(make.person())

    with person.get("/static/fonts/assistant-hebrew.woff2") as font, person.get("/") as page:
        assert "Set-Cookie" not in font.headers and "Cookie" not in font.headers.get("Vary", "")
        assert len(str(font.headers)) < 420
        assert "Content-Security-Policy" in page.headers


def web_address(app, name):
    with app.test_request_context():
        return web.asset(name)
