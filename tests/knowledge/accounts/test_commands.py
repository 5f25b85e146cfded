"""Accounts and tokens from a terminal."""

import pytest

from knowledge.accounts.models import Deed, User
from knowledge.core.db import session
from knowledge.profiles.models import Profile
from tests import make


@pytest.fixture
def run(app):
    def command(*words):
        answer = app.test_cli_runner().invoke(args=list(words))
        session.remove()
        return answer

    return command


def add(run, *more, email="Dana@Test.example"):
    return run("user", "add", email, "--name", "דנה כהן", *more)


def test_a_person_with_a_password_can_sign_in(run, browser):
    answer = add(run, "--role", "administrator", "--password", make.PASSWORD)

    assert answer.exit_code == 0
    user = session.query(User).one()
    assert (user.email, user.name, user.role) == ("dana@test.example", "דנה כהן", "administrator")
    assert session.get(Profile, user.id)
    form = {"email": "dana@test.example", "password": make.PASSWORD}
    assert browser().post("/sign-in", form, page="/sign-in").status_code == 302


def test_without_a_password_an_invitation_link_is_printed(run, browser):
    answer = add(run)

    (line,) = answer.output.splitlines()
    assert line.startswith("http://127.0.0.1:5000/link/")
    path = line.removeprefix("http://127.0.0.1:5000")
    assert browser().get(path).status_code == 200
    assert session.query(Deed).one().actor_id is None


@pytest.mark.parametrize("more", [("--password", "short"), ("--role", "owner")])
def test_what_cannot_be_taken_makes_nobody(run, more):
    answer = add(run, *more)

    assert answer.exit_code != 0
    assert "Traceback" not in answer.output
    assert session.query(User).count() == 0


def test_a_mail_address_is_taken_once(run):
    add(run)

    again = add(run, email="dana@test.example")

    assert again.exit_code == 1
    assert "Somebody with this email address is here already." in again.output


def test_a_token_is_printed_and_nothing_else(run, browser):
    add(run, "--password", make.PASSWORD)

    answer = run("token", "DANA@test.example")

    token = answer.output.removesuffix("\n")
    assert "\n" not in token
    told = browser().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert told.json["email"] == "dana@test.example"


def test_nobody_and_suspended_people_get_no_token(run):
    person = make.person(suspended=True)

    for email in ("nobody@test.example", person.email):
        answer = run("token", email)
        assert answer.exit_code == 1
        assert "otzar_" not in answer.output
