from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from knowledge.core.db import reading, session, transaction
from knowledge.discovery import asked
from knowledge.discovery.models import Asked
from tests import make


def kept() -> list[tuple[str, int]]:
    with reading():
        return [(row.text, row.user_id) for row in session.scalars(select(Asked).order_by(Asked.user_id))]


def ask(text, *people):
    for person in people:
        asked.note(person, text)


@pytest.fixture
def write_down(app, later_on):
    """Writes what was heard, some seconds later."""

    def write(person, text="דבר אחר"):
        later_on(seconds=10)
        asked.note(person, text)()

    return write


@pytest.fixture
def network(app):
    return [make.actor() for _number in range(4)]


def test_a_search_that_finds_something_is_noted_after_the_answer(bring, browser):
    bring("מכרז לפינוי אשפה")
    person = make.person()

    with browser(person).get("/search?q=פינוי"):
        before = kept()
    browser(person).get("/search?q=אין דבר כזה").close()

    assert before == []
    assert kept() == [("פינוי", person.id)]


def test_the_same_question_of_one_person_is_kept_once(network, write_down):
    ask("פינוי אשפה", network[0])
    ask("פינוי  אשפה", network[0])
    write_down(network[0], "פינוי אשפה")

    assert kept() == [("פינוי אשפה", network[0].id)]


def test_words_are_shown_when_three_people_searched_for_them(network, write_down):
    ask("ארנונה", *network[:2])
    ask("גינות", *network[:3])

    write_down(network[3])

    with reading():
        assert asked.common(3) == ["גינות"]


def test_the_most_wanted_come_first_and_old_ones_are_gone(network, write_down, later_on):
    ask("ישן", *network)
    write_down(network[0])
    later_on(days=91)
    ask("גינות", *network[:3])
    ask("ארנונה", *network)

    write_down(network[0])

    with reading():
        assert asked.common(3) == ["ארנונה", "גינות"]


def test_half_a_year_later_it_is_forgotten(network, write_down, later_on):
    ask("גינות", *network)
    write_down(network[0])
    later_on(days=183)

    asked.forget([])

    assert kept() == []


def test_a_database_that_is_busy_makes_nobody_wait(network, later_on, monkeypatch):
    @contextmanager
    def busy(_engine):
        raise OperationalError("", {}, Exception("database is locked"))
        yield

    monkeypatch.setattr(asked, "soon", busy)
    later_on(seconds=10)

    asked.note(network[0], "גינות")()

    assert kept() == []


def test_while_another_writes_the_note_is_given_up_at_once(network):
    write = asked.note(network[0], "גינות")

    with transaction():
        session.execute(select(Asked))  # the lock is taken
        engine = session.get_bind().engine
        asked.write_down(engine)

    write()
    assert kept() == []


def test_long_texts_are_not_examples_for_anybody(network, write_down):
    ask("א" * 61, *network)

    write_down(network[0])

    assert all(len(text) < 61 for text, _user in kept())
