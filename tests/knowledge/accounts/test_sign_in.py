"""Entering and leaving."""

import pytest

from app import create_app
from knowledge.accounts import passwords
from knowledge.accounts.models import User
from knowledge.core.db import session
from tests import make
from tests.client import words_of
from tests.queries import counted


def enter(browser, email, password=make.PASSWORD, **more):
    return browser.post("/sign-in", {"email": email, "password": password, **more}, page="/sign-in")


def test_a_mail_address_and_its_password_open_the_door(browser, someone):
    person, visitor = someone("דנה"), browser()

    answer = enter(visitor, f"  {person.email.upper()} ")

    assert (answer.status_code, answer.location) == (302, "/")
    assert visitor.get("/settings").status_code == 200


def test_who_is_signed_out_is_led_to_the_page_they_wanted(browser, someone):
    person, visitor = someone(), browser()

    sent_to = visitor.get("/settings?lang=en").location
    answer = visitor.post(sent_to, {"email": person.email, "password": make.PASSWORD}, page=sent_to)

    assert sent_to == "/sign-in?next=/settings?lang%3Den"
    assert answer.location == "/settings?lang=en"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil"],
)
def test_nobody_is_led_elsewhere(browser, someone, elsewhere):
    answer = enter(browser(), someone().email, next=elsewhere)

    assert answer.location == "/"


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nothing(browser, someone):
    person = someone()

    wrong = enter(browser(), person.email, "not the password")
    unknown = enter(browser(), "nobody@test.example", "not the password")

    assert wrong.status_code == unknown.status_code == 422
    assert words_of(wrong) == words_of(unknown)
    assert "אינן מתאימות" in words_of(wrong)


@pytest.mark.parametrize("password", [None, "!", "the right one"])
def test_the_same_work_is_done_for_everybody(app, monkeypatch, password):
    known = passwords.hashed("the right one") if password == "the right one" else password
    verified = []
    hasher = passwords._hasher

    class Counting:
        def verify(self, known, typed):
            verified.append(known.startswith("$argon2id$"))
            return hasher.verify(known, typed)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    passwords._nobodys.cache_clear()
    monkeypatch.setattr(passwords, "_nobodys", lambda: hasher.hash("nobody"))

    assert not passwords.matches("a wrong one", known)
    assert sum(verified) == 1


def test_who_was_invited_and_has_no_password_cannot_enter(browser, app):
    person = make.person(password=None)

    assert enter(browser(), person.email, "").status_code == 422
    assert enter(browser(), person.email, "nobody's password").status_code == 422


def test_a_suspended_person_is_told_so_only_with_the_right_password(browser, someone):
    person = someone(suspended=True)

    assert enter(browser(), person.email, "not the password").status_code == 422
    refused = enter(browser(), person.email)

    assert refused.status_code == 403
    assert "מושהה" in words_of(refused)


def test_a_session_ends_at_once_when_its_person_is_suspended(browser, someone):
    person = someone()
    visitor = browser(person)
    assert visitor.get("/settings").status_code == 200

    user = session.get_one(User, person.id)
    user.suspended = True
    session.commit()

    assert visitor.get("/settings").location.startswith("/sign-in")


def test_signing_in_begins_a_new_session(browser, someone):
    visitor = browser()
    visitor.get("/sign-in")
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = cookie["csrf_token"]

    enter(visitor, someone().email)

    visitor.get("/settings")
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["csrf_token"] != before
        assert cookie.permanent


def test_leaving_ends_the_session(browser, someone):
    visitor = browser(someone())

    answer = visitor.post("/sign-out", page="/settings")

    assert answer.location == "/sign-in"
    assert visitor.get("/settings").location.startswith("/sign-in")


@pytest.mark.parametrize("address", ["/sign-in", "/forgotten-password", "/sign-out", "/settings/password"])
def test_forms_without_their_forgery_token_are_not_taken(browser, someone, address):
    person = someone()
    visitor = browser(person)

    answer = visitor.client.post(address, data={"email": person.email, "password": make.PASSWORD})

    assert answer.status_code == 400


def test_a_session_is_no_key_to_the_api(browser, someone):
    assert browser(someone()).get("/api/v1/me").status_code == 401


def test_after_five_wrong_passwords_the_account_rests(browser, someone, later_on):
    person = someone()
    for _attempt in range(5):
        assert enter(browser(), person.email, "wrong").status_code == 422

    refused = enter(browser(), person.email)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "300"
    assert "5 דקות" in words_of(refused)
    later_on(minutes=5, seconds=1)
    assert enter(browser(), person.email).status_code == 302


def test_unknown_addresses_rest_like_known_ones(browser, app):
    answers = [enter(browser(), "nobody@test.example", "wrong").status_code for _attempt in range(6)]

    assert answers == [422] * 5 + [429]


def test_attempts_count_over_all_processes(browser, someone, config):
    person = someone()
    for _attempt in range(3):
        enter(browser(), person.email, "wrong")

    other = create_app(config)
    try:
        there = type(browser())(other)
        answers = [enter(there, person.email, "wrong").status_code for _attempt in range(3)]
    finally:
        session.remove()
        other.extensions["otzar-database"].dispose()

    assert answers == [422, 422, 429]


def test_success_does_not_count(browser, someone):
    person = someone()

    answers = [enter(browser(), person.email).status_code for _attempt in range(40)]

    assert set(answers) == {302}


def test_one_network_address_may_try_thirty_times(browser, app):
    answers = [enter(browser(), f"p{number}@test.example", "wrong").status_code for number in range(31)]

    assert answers == [422] * 30 + [429]


def test_an_old_hash_is_renewed_at_the_next_sign_in(browser, app):
    weak = type(passwords._hasher)(time_cost=1, memory_cost=8, parallelism=1).hash(make.PASSWORD)
    person = make.person(password=weak)

    assert enter(browser(), person.email).status_code == 302

    renewed = session.get_one(User, person.id).password
    assert renewed != weak
    assert not passwords.is_outdated(renewed)


def test_the_page_speaks_english_when_asked(browser, app):
    page = browser().get("/sign-in?lang=en")

    assert "Sign in" in words_of(page)
    assert 'dir="ltr"' in page.text


def test_the_sign_in_page_asks_the_database_nothing(browser, app):
    visitor = browser()

    with counted() as queries:
        visitor.get("/sign-in")

    assert len(queries) <= 1


def test_a_form_sent_after_the_session_ended_is_told_and_leads_back(browser, someone):
    visitor = browser(someone())
    shown = visitor.get("/settings")
    visitor.client.delete_cookie("session")

    answer = visitor.client.post(
        "/settings/profile", data={"name": "דנה"}, headers={"Referer": "http://localhost/settings?lang=he"}
    )
    page = visitor.get(answer.location)

    assert shown.status_code == 200
    assert answer.location == "/sign-in?next=/settings?lang%3Dhe"
    assert "החיבור הסתיים, ולכן הטופס האחרון לא נשלח" in words_of(page)


def test_a_form_from_elsewhere_leads_nowhere(browser):
    answer = browser().client.post("/settings/profile", headers={"Referer": "https://elsewhere.example/x"})

    assert answer.location == "/sign-in"
