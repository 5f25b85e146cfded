"""The sample content is loaded once, through the platform's services, and its people can sign in."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from knowledge.accounts.models import User
from knowledge.core.db import session, transaction
from knowledge.core.jobs import Job
from knowledge.discovery.service import look_for
from knowledge.discovery.wanted import Wanted
from knowledge.library.models import Item
from sample import content
from tests import make

ITEMS = [item for item in content.items() if item.files and item.ratings and item.comments][:2]


def counts() -> tuple[int, ...]:
    found = tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Item, User))
    session.remove()
    return found


def test_loading_twice_loads_once_and_prints_one_sign_in_per_role(app, monkeypatch):
    monkeypatch.setattr(content, "items", lambda: ITEMS)
    flask = app.test_cli_runner()

    first, second = flask.invoke(args=["sample"]), flask.invoke(args=["sample"])

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert counts() == (2, len(content.people()))
    sign_ins = re.findall(r"^  (\w+) +(\S+@sample\.example) +(\S+)$", second.output, re.MULTILINE)
    assert [role for role, _email, _password in sign_ins] == ["administrator", "manager", "member"]
    assert second.output in first.output


def test_a_renamed_item_is_not_loaded_again(app, monkeypatch):
    monkeypatch.setattr(content, "items", lambda: ITEMS)
    flask = app.test_cli_runner()
    flask.invoke(args=["sample"])
    with transaction():
        session.scalars(select(Item)).first().title = "כותרת אחרת"

    flask.invoke(args=["sample"])

    assert counts() == (2, len(content.people()))


def test_the_printed_password_opens_the_door(app, monkeypatch, browser):
    monkeypatch.setattr(content, "items", list)
    said = app.test_cli_runner().invoke(args=["sample"]).output
    email, password = re.findall(r"member +(\S+) +(\S+)", said)[0]

    answer = browser().post("/sign-in", {"email": email, "password": password})

    assert answer.status_code == 302 and "sign-in" not in answer.headers["Location"]


def test_its_jobs_are_done_when_it_ends(app, monkeypatch):
    monkeypatch.setattr(content, "items", lambda: ITEMS)

    app.test_cli_runner().invoke(args=["sample"])

    failed = session.scalars(select(Job.error).where(Job.failed.is_not(None))).all()
    session.remove()
    found = look_for(make.actor(), Wanted(ITEMS[0].title)).hits
    assert (failed, found[0].thing.title) == ([], ITEMS[0].title)
    session.remove()
