"""What every answer carries, and what pages say when something goes wrong."""

import io
import re

import pytest
from sqlalchemy.exc import OperationalError

from knowledge.core import web
from knowledge.core.db import session
from knowledge.core.errors import Away, Invalid, Missing, Refused, TooLarge, TooMany
from knowledge.taxonomy.models import Authority
from tests import make
from tests.client import words_of

ERRORS = [
    (Missing(), 404, "הדף לא נמצא, או שאין אליו הרשאה."),
    (Refused(), 403, "זה לא פתוח לחשבון הזה. אפשר לפנות להנהלת הקהילה."),
    (TooLarge(), 413, "זה גדול ממה שהמערכת מקבלת."),
    (TooMany(wait=90), 429, "נסיונות"),
    (Away(), 503, "חלק מהמערכת אינו זמין כרגע"),
    (ZeroDivisionError(), 500, "משהו השתבש"),
    (OperationalError("select", {}, Exception()), 503, "חלק מהמערכת אינו זמין כרגע"),
]


@pytest.fixture
def broken(app):
    """Has /broken and its API twin raise what it is given."""

    def breaks_with(error):
        @web.public
        def view():
            session.add(Authority(name="נשכחת", kind="city", region="north", size="small"))
            session.flush()
            raise error

        for address in ("/broken", "/api/v1/broken"):
            app.add_url_rule(address, endpoint=address, view_func=view)
        return app.test_client()

    return breaks_with


@pytest.mark.parametrize("error, status, sentence", ERRORS, ids=lambda value: type(value).__name__)
def test_a_problem_is_a_page_in_the_readers_language(broken, error, status, sentence):
    client = broken(error)

    hebrew, english = client.get("/broken"), client.get("/broken?lang=en")

    assert hebrew.status_code == english.status_code == status
    assert '<html lang="he" dir="rtl"' in hebrew.text
    assert '<html lang="en" dir="ltr"' in english.text
    assert re.search("[א-ת]", words_of(english).replace("עברית", "")) is None
    assert hebrew.text.count("<h1") == 1
    if status not in (429,):
        assert sentence in words_of(hebrew)


@pytest.mark.parametrize("error, status, sentence", ERRORS, ids=lambda value: type(value).__name__)
def test_a_problem_is_json_for_the_api(broken, error, status, sentence):
    answer = broken(error).get("/api/v1/broken")

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["title"] and answer.json["detail"]


def test_what_was_changed_before_a_problem_is_forgotten(broken):
    broken(Invalid("לא")).get("/broken")

    assert session.query(Authority).filter_by(name="נשכחת").count() == 0


def test_the_api_names_the_fields_that_are_wrong(broken):
    answer = broken(Invalid(errors={"title": "חסרה כותרת"})).get("/api/v1/broken")

    assert answer.status_code == 422
    assert answer.json["errors"] == {"title": "חסרה כותרת"}
    assert answer.json["detail"] == "חסרה כותרת"


def test_too_many_attempts_say_when_to_come_back(broken):
    assert broken(TooMany(wait=90)).get("/broken").headers["Retry-After"] == "90"


def test_a_stranger_learns_nothing_about_an_accident(broken):
    answer = broken(ZeroDivisionError("the secret of line 7")).get("/broken")

    assert "secret" not in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize("address", ["/nothing-here", "/api/v1/nothing-here"])
def test_an_unknown_address_is_missing(app, address):
    answer = app.test_client().get(address)

    assert answer.status_code == 404
    assert ("problem" in answer.mimetype) == address.startswith("/api")


def test_the_wrong_method_says_which_are_right(app):
    answer = app.test_client().delete("/sign-in")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_the_api_takes_json_only(app):
    item, reader = make.item(), make.person()
    bearer = {"Authorization": f"Bearer {make.token(reader)}"}
    address = f"/api/v1/items/{item.id}/rating"

    form = app.test_client().put(address, data={"stars": 5}, headers=bearer)
    broken = app.test_client().put(address, data="{", content_type="application/json", headers=bearer)
    listed = app.test_client().put(address, json=[5], headers=bearer)

    assert (form.status_code, broken.status_code, listed.status_code) == (415, 422, 422)
    assert form.json["detail"] == "סוג התוכן הזה אינו מתקבל כאן."


def test_a_body_that_is_too_large_is_refused(app):
    answer = app.test_client().post("/sign-in", data={"email": "x" * (web.SMALL_BODY + 1)})

    assert answer.status_code == 413


def test_a_form_without_its_token_is_refused(browser):
    answer = browser(make.person()).client.post("/sign-out")

    assert answer.status_code == 400
    assert "הדף היה פתוח זמן רב מדי" in words_of(answer)


@pytest.mark.parametrize("address", ["/sign-in", "/", "/nothing-here", "/api/v1/items/1"])
def test_every_answer_keeps_the_browser_on_guard(app, address):
    headers = app.test_client().get(address).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize(
    "wanted, allowed",
    [
        ("/items/7?q=א", True),
        ("/search#main", True),
        ("", False),
        ("items/7", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("\\\\evil.example", False),
        ("http://evil.example", False),
        ("https:evil.example", False),
        ("javascript:alert(1)", False),
        ("//[", False),
    ],
)
def test_after_signing_in_one_stays_on_the_platform(app, wanted, allowed):
    with app.test_request_context("/", query_string={"next": wanted}):
        assert web.safe_next("/home") == (wanted if allowed else "/home")


@pytest.mark.parametrize(
    "media_type, sent_as",
    [
        ("application/pdf", "application/pdf"),
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("text/javascript", "application/octet-stream"),
        ("application/javascript", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
    ],
)
def test_what_was_uploaded_is_never_shown_as_a_page(app, media_type, sent_as):
    with app.test_request_context("/"):
        answer = web.attachment(io.BytesIO(b"bytes"), name="תב״ע.pdf", media_type=media_type, size=5)

    disposition = answer.headers["Content-Disposition"]
    assert answer.mimetype == sent_as
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%D7%AA%D7%91" in disposition
    assert answer.get_data() == b"bytes"


def test_static_files_are_kept_as_long_as_they_are_the_same(app):
    with app.test_request_context("/"):
        address = web.asset("css/tokens.css")

    with app.test_client().get(address) as answer, app.test_client().get("/static/css/tokens.css") as bare:
        pass

    assert re.fullmatch(r"/static/css/tokens\.css\?v=[0-9a-f]{12}", address)
    assert answer.cache_control.immutable and answer.cache_control.max_age == 31_536_000
    assert bare.cache_control.max_age is None


def test_nobody_climbs_out_of_the_static_folder(app):
    assert app.test_client().get("/static/../config.py").status_code == 404
    assert app.test_client().get("/static/%2e%2e/config.py").status_code == 404
