"""One-time links: invitations and forgotten passwords."""

import pytest

from knowledge.accounts import links, membership
from knowledge.accounts.jobs import sweep
from knowledge.accounts.models import Link, User
from knowledge.core.db import session, transaction
from knowledge.core.jobs import Job
from knowledge.core.permissions import MANAGER
from tests import make
from tests.client import words_of
from tests.queries import counted

NEW = "משפט ארוך ובטוח"


@pytest.fixture
def invited(app, post, link_in):
    """Somebody who was invited, and their link."""
    with transaction():
        user = membership.invite(make.actor(role=MANAGER), email="new@test.example", name="נועה חדשה")
    return user, link_in(post()[0])


def ask(visitor, email):
    return visitor.post("/forgotten-password", {"email": email}, page="/forgotten-password")


def test_an_invitation_comes_by_mail_in_hebrew_from_right_to_left(app, post):
    with transaction():
        membership.invite(make.actor(role=MANAGER), email="new@test.example", name="נועה <חדשה>")

    (letter,) = post()

    assert (letter["To"], letter["Subject"]) == ("new@test.example", "הזמנה לאוצר")
    html = letter.get_body(("html",)).get_content()
    assert '<html lang="he" dir="rtl">' in html
    assert "נועה &lt;חדשה&gt;" in html
    assert "נועה <חדשה>" in letter.get_body(("plain",)).get_content()


def test_a_letter_speaks_the_language_of_who_gets_it(browser, someone, post):
    person = someone(language="en")

    ask(browser(), person.email)

    (letter,) = post()
    assert letter["Subject"] == "A new password for Otzar"
    assert 'dir="ltr"' in letter.get_body(("html",)).get_content()


def test_the_link_of_an_invitation_lets_in_once(browser, invited):
    user, address = invited
    visitor = browser()

    page = visitor.get(address)
    answer = visitor.post(address, {"password": NEW}, page=address)

    assert "ברוכים הבאים" in words_of(page)
    assert user.email in words_of(page)
    assert answer.status_code == 302
    assert visitor.get("/settings").status_code == 200
    assert browser().get(address).status_code == 410


def test_looking_at_a_link_does_not_use_it(browser, invited):
    _user, address = invited

    for _look in range(3):
        assert browser().get(address).status_code == 200


def test_a_weak_password_is_refused_and_the_link_stays_open(browser, invited):
    _user, address = invited

    refused = browser().post(address, {"password": "1234567890"}, page=address)

    assert refused.status_code == 422
    assert "מנחשים" in words_of(refused)
    assert browser().post(address, {"password": NEW}, page=address).status_code == 302


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 410)])
def test_an_invitation_lasts_seven_days(browser, invited, later_on, days, status):
    _user, address = invited

    later_on(days=days)

    assert browser().get(address).status_code == status


def test_an_old_invitation_offers_a_new_one_by_mail(browser, invited, later_on, post, link_in):
    _user, address = invited
    later_on(days=8)
    visitor = browser()

    page = visitor.get(address)
    visitor.post(address + "/again", page=address)

    assert "תוקף הקישור פג" in words_of(page)
    (letter,) = post()
    assert letter["Subject"] == "הזמנה לאוצר"
    assert browser().get(link_in(letter)).status_code == 200


def test_an_unknown_link_is_missing(browser, app):
    assert browser().get("/link/nothing").status_code == 404


def test_a_forgotten_password_gets_a_link_of_one_hour(browser, someone, post, link_in, later_on):
    person = someone()
    ask(browser(), person.email.upper())
    address = link_in(post()[0])

    assert browser().get(address).status_code == 200
    later_on(hours=1, seconds=1)
    assert browser().get(address).status_code == 410


def test_known_unknown_and_suspended_addresses_get_the_same_answer(browser, someone, post):
    known, suspended = someone(), someone(suspended=True)
    answers, statements = [], []

    for email in (known.email, suspended.email, "nobody@test.example"):
        with counted() as queries:
            answers.append(ask(browser(), email))
        statements.append(queries)

    assert len({words_of(answer) for answer in answers}) == 1
    assert len({tuple(each) for each in statements}) == 1
    assert [letter["To"] for letter in post()] == [known.email]


def test_a_new_password_ends_every_session_and_every_other_link(browser, someone, post, link_in):
    person = someone()
    elsewhere = browser(person)
    addresses = []
    for _time in range(2):
        ask(browser(), person.email)
        addresses += [link_in(letter) for letter in post()]
    first, second = addresses

    browser().post(second, {"password": NEW}, page=second)

    assert elsewhere.get("/settings").location.startswith("/sign-in")
    assert browser().get(first).status_code == 410


def test_no_more_than_three_links_an_hour_for_one_address(browser, someone):
    person = someone()

    answers = [ask(browser(), person.email).status_code for _time in range(4)]

    assert answers == [200, 200, 200, 429]


def test_no_more_than_twenty_links_an_hour_from_one_network_address(browser, app):
    answers = [ask(browser(), f"p{number}@test.example").status_code for number in range(21)]

    assert answers == [200] * 20 + [429]


def test_only_a_hash_of_the_link_is_kept(invited):
    _user, address = invited
    secret = address.rpartition("/")[2]

    for link in session.query(Link):
        assert secret not in (link.hash, link.purpose)
    assert all(secret not in job.subject for job in session.query(Job))


def test_links_of_a_suspended_person_are_missing(browser, invited):
    user, address = invited

    with transaction():
        membership.suspend(make.actor(role=MANAGER), session.get_one(User, user.id))

    assert browser().get(address).status_code == 404


def test_links_long_gone_are_swept(app, later_on):
    with transaction():
        links.new_address(session.get_one(User, make.person().id))
    later_on(days=100)

    sweep([""])

    assert session.query(Link).count() == 0
