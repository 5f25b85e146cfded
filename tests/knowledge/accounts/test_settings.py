"""One's own settings: language, theme, password, tokens, devices."""

import re

import pytest

from knowledge.accounts import tokens
from knowledge.accounts.models import Token, User
from knowledge.core.db import session, transaction
from knowledge.core.errors import Missing, Refused
from tests import make
from tests.client import words_of
from tests.queries import counted

NEW = "משפט ארוך ובטוח"


def change_password(visitor, present, wanted):
    return visitor.post("/settings/password", {"present": present, "password": wanted}, page="/settings")


def test_the_page_shows_every_section(browser, someone):
    words = words_of(browser(someone()).get("/settings"))

    for section in ("מי אני", "איך ליצור איתי קשר", "שפה ומראה", "סיסמה", "מכשירים", "מפתחות API"):
        assert section in words


def test_language_and_theme_hold_from_the_next_page_on(browser, someone):
    visitor = browser(someone())

    visitor.post("/settings/display", {"language": "en", "theme": "dark"}, page="/settings")

    page = visitor.get("/settings")
    assert "My settings" in words_of(page) and "Saved." in words_of(page)
    assert 'dir="ltr" data-theme="dark"' in page.text


@pytest.mark.parametrize(
    "form", [{"language": "xx", "theme": "auto"}, {"language": "he", "theme": "pink"}, {}]
)
def test_other_languages_and_themes_are_not_taken(browser, someone, form):
    refused = browser(someone()).post("/settings/display", form, page="/settings")

    assert refused.status_code == 422
    assert "יש לבחור אפשרות מהרשימה" in words_of(refused)


def test_the_password_changes_and_other_devices_are_signed_out(browser, someone):
    person = someone()
    here, elsewhere = browser(person), browser(person)

    answer = change_password(here, make.PASSWORD, NEW)

    assert answer.location == "/settings#main"
    assert here.get("/settings").status_code == 200
    assert elsewhere.get("/settings").location.startswith("/sign-in")
    visitor = browser()
    form = {"email": person.email, "password": NEW}
    assert visitor.post("/sign-in", form, page="/sign-in").status_code == 302


def test_the_present_password_must_be_known(browser, someone):
    visitor = browser(someone())

    refused = change_password(visitor, "something else", NEW)

    assert refused.status_code == 422
    assert "זו לא הסיסמה הנוכחית" in words_of(refused)


def test_the_present_password_is_not_to_be_guessed_here_either(browser, someone):
    visitor = browser(someone())

    answers = [change_password(visitor, f"guess {number}", NEW).status_code for number in range(6)]

    assert answers == [422] * 5 + [429]


def test_a_typed_password_is_never_shown_again(browser, someone):
    refused = change_password(browser(someone()), "my secret present", "short")

    assert "my secret present" not in refused.text
    assert 'value="short"' not in refused.text


def test_signing_out_everywhere_ends_this_session_too(browser, someone):
    person = someone()
    here, elsewhere = browser(person), browser(person)

    here.post("/settings/sign-out-everywhere", page="/settings")

    assert here.get("/settings").location.startswith("/sign-in")
    assert elsewhere.get("/settings").location.startswith("/sign-in")


def test_a_token_is_shown_once_works_and_is_kept_as_a_hash(browser, someone):
    visitor = browser(someone("דנה"))

    shown = visitor.post("/settings/tokens", {"purpose": "גיבוי לילי"}, page="/settings")

    text = re.search(r"otzar_[\w-]+", shown.text)[0]
    answer = browser().get("/api/v1/me", headers={"Authorization": f"Bearer {text}"})
    assert answer.json["name"] == "דנה"
    again = visitor.get("/settings")
    assert "גיבוי לילי" in words_of(again)
    assert "otzar_" not in again.text
    assert text not in [session.query(Token).one().hash, session.query(Token).one().name]


def test_a_token_needs_a_name(browser, someone):
    refused = browser(someone()).post("/settings/tokens", {"purpose": " "}, page="/settings")

    assert refused.status_code == 422


def test_nobody_makes_tokens_without_end(browser, someone):
    person = someone()
    for _number in range(tokens.MOST_TOKENS):
        make.token(person)

    refused = browser(person).post("/settings/tokens", {"purpose": "עוד אחד"}, page="/settings")

    assert refused.status_code == 422


def test_a_revoked_token_no_longer_works(browser, someone):
    person = someone()
    text = make.token(person)
    token_id = session.query(Token).one().id
    session.remove()

    browser(person).post(f"/settings/tokens/{token_id}/revoke", page="/settings")

    answer = browser().get("/api/v1/me", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 401


def test_nobody_revokes_or_lists_the_tokens_of_others(app, someone):
    make.token(owner := someone())
    other = make.actor()

    with transaction():
        with pytest.raises(Missing):
            tokens.revoke(other, session.query(Token).one().id)
        with pytest.raises(Refused):
            tokens.mine(other, session.get_one(User, owner.id))
        with pytest.raises(Refused):
            tokens.create(other, session.get_one(User, owner.id), "x")


def test_a_token_knows_the_hour_of_its_last_use(browser, someone, later_on):
    text = make.token(someone())
    used = []

    for minutes in (0, 10, 60):
        later_on(minutes=minutes)
        browser().get("/api/v1/me", headers={"Authorization": f"Bearer {text}"})
        used.append(session.query(Token).one().used)
        session.remove()

    assert used[0] == used[1] < used[2]


def test_the_page_asks_the_database_at_most_six_times(browser, someone):
    person = someone()
    for _number in range(5):
        make.token(person)
        make.authority()
    visitor = browser(person)

    with counted() as queries:
        visitor.get("/settings")

    assert len(queries) <= 6, queries
