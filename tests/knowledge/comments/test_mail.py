"""Letters about comments: who gets one, that it is one, and how they end."""

import re

import pytest

from knowledge.accounts.models import User
from knowledge.comments import unsubscribing
from knowledge.comments.jobs import AT_MOST, tell
from knowledge.comments.models import Comment
from knowledge.comments.service import add, delete, edit, hide
from knowledge.core.db import session, transaction
from knowledge.core.errors import Missing
from knowledge.core.jobs import run_until_done
from knowledge.core.letters import Letter
from knowledge.core.permissions import MANAGER
from knowledge.core.tools import tools
from knowledge.library.models import MANAGERS, Item
from knowledge.profiles.models import Profile
from tests import make
from tests.client import words_of


@pytest.fixture
def people(app):
    """The item's owner, the one who asks, and the one who answers."""
    return tuple(make.person(name) for name in ("בעלת הפריט", "שואלת אחת", "עונה אחד"))


@pytest.fixture
def item(people):
    return make.item("מכרז לפינוי אשפה", owner=people[0])


def say(author, item, words, answers=None):
    with transaction():
        return add(author.actor, session.get_one(Item, item.id), words, answers=answers)


def letters():
    """Who was written to about what, in the order of writing."""
    run_until_done()
    rows = session.query(Letter).order_by(Letter.id)
    return [
        (session.query(User.name).filter(User.email == row.recipient).scalar(), row.subject) for row in rows
    ]


def change(person, **values):
    with transaction():
        for name, value in values.items():
            row = session.get_one(Profile if hasattr(Profile, name) else User, person.id)
            setattr(row, name, value)


def test_the_owner_the_asker_and_who_is_spoken_to_get_a_letter_each(people, item):
    _owner, asker, answerer = people
    question = say(asker, item, "איך בחרתם?")
    say(answerer, item, "כך, וגם @בעלת הפריט תספר", answers=question)

    assert letters() == [
        ("בעלת הפריט", "תגובה מאת שואלת אחת על ״מכרז לפינוי אשפה״"),
        ("בעלת הפריט", "אזכור מאת עונה אחד בעניין ״מכרז לפינוי אשפה״"),
        ("שואלת אחת", "תשובה מאת עונה אחד בעניין ״מכרז לפינוי אשפה״"),
    ]


def test_whoever_deleted_the_question_hears_of_no_more_answers(people, item):
    _owner, asker, answerer = people
    question = say(asker, item, "איך בחרתם?")
    answer = say(answerer, item, "כך", answers=question)
    letters()
    other = make.actor("עונה אחרת")
    with transaction():
        delete(asker.actor, session.get_one(Comment, question.id))
        words = session.get_one(Item, item.id), "וגם כך"
        add(other, *words, answers=session.get_one(Comment, answer.id))

    assert [who for who, _subject in letters()[3:]] == ["בעלת הפריט", "עונה אחד"]


def test_nobody_is_written_to_about_their_own_words(people, item):
    owner, *_others = people
    first = say(owner, item, "@בעלת הפריט כאן")
    say(owner, item, "ועוד", answers=first)

    assert letters() == []


@pytest.mark.parametrize(
    "away",
    [{"suspended": True}, {"password": None}, {"mail_replies": False}],
    ids=lambda away: next(iter(away)),
)
def test_who_left_or_wants_none_gets_none(people, item, away):
    owner, asker, _answerer = people
    change(owner, **away)

    say(asker, item, "שאלה")

    assert letters() == []


def test_who_lost_sight_of_the_item_before_the_letter_gets_none(people, item):
    _owner, asker, _answerer = people
    say(asker, item, "שאלה אל @עונה אחד")
    with transaction():
        session.get_one(Item, item.id).visibility = MANAGERS

    assert [name for name, _subject in letters()] == ["בעלת הפריט"]


def test_what_was_hidden_or_deleted_meanwhile_is_told_to_nobody(people, item):
    _owner, asker, _answerer = people
    manager = make.actor(role=MANAGER)
    with transaction():
        there = session.get_one(Item, item.id)
        hide(manager, add(asker.actor, there, "אחת"))
        delete(asker.actor, add(asker.actor, there, "שתיים"))

    assert letters() == []


def test_what_was_said_long_ago_is_told_to_nobody(people, item, later_on):
    _owner, asker, _answerer = people
    say(asker, item, "שאלה")
    later_on(days=2)

    assert letters() == []


def test_a_job_that_runs_twice_writes_once(people, item):
    _owner, asker, _answerer = people
    comment = say(asker, item, "שאלה אל @עונה אחד")

    tell([str(comment.id)])
    tell([str(comment.id)])

    assert len(letters()) == 2


def test_a_later_mention_is_told_and_the_others_are_not_told_again(people, item):
    _owner, asker, _answerer = people
    comment = say(asker, item, "שאלה")
    assert len(letters()) == 1

    with transaction():
        edit(asker.actor, comment, "שאלה אל @עונה אחד")

    assert [name for name, _subject in letters()] == ["בעלת הפריט", "עונה אחד"]


def test_letters_of_an_hour_have_a_limit(people, item, later_on):
    _owner, asker, _answerer = people
    for number in range(AT_MOST + 5):
        say(asker, item, f"תגובה {number}")
    assert len(letters()) == AT_MOST

    later_on(minutes=61)
    say(asker, item, "ועוד אחת")

    assert len(letters()) == AT_MOST + 1


def test_a_letter_says_who_said_what_where_and_how_to_end_it(people, item):
    _owner, asker, _answerer = people
    comment = say(asker, item, "**מודגש** אל @בעלת הפריט <b>")
    with transaction():
        tell([str(comment.id)])
    letter = session.query(Letter).one()

    address = tools().config.public_url
    assert f"{address}/comments/{comment.id}" in letter.text
    assert "שואלת אחת" in letter.text and "מכרז לפינוי אשפה" in letter.text
    assert "מודגש אל @בעלת הפריט <b>" in letter.text
    assert 'dir="rtl"' in letter.html and "<b>" not in letter.html
    assert letter.unsubscribe in letter.text and letter.unsubscribe in letter.html


def test_the_mail_itself_carries_the_way_out_for_mail_programs(people, item, config):
    _owner, asker, _answerer = people
    say(asker, item, "שאלה")
    run_until_done()

    (mail,) = (config.instance / "mail").glob("*.eml")

    words = mail.read_text()
    assert re.search(r"^List-Unsubscribe: <http\S+/no-more-mail/\S+>$", words, re.MULTILINE)
    assert re.search(r"^List-Unsubscribe-Post: List-Unsubscribe=One-Click$", words, re.MULTILINE)


def test_one_click_ends_the_letters_without_signing_in_or_a_token_against_forgery(app, people):
    owner, *_others = people
    path = unsubscribing.address_for(owner.id).removeprefix(tools().config.public_url)
    program = app.test_client()

    looked = program.get(path)
    before = session.get_one(Profile, owner.id).mail_replies
    session.remove()
    ended = program.post(path, data={"List-Unsubscribe": "One-Click"})

    assert (looked.status_code, before) == (200, True)
    assert ended.status_code == 200
    assert "לא יישלחו עוד מיילים" in words_of(ended)
    assert session.get_one(Profile, owner.id).mail_replies is False


def test_the_settings_and_programs_switch_the_letters(browser, client, people):
    owner, *_others = people

    off = client(owner).patch("/api/v1/me", json={"mail_replies": False})
    page = browser(owner).get("/settings").text
    browser(owner).post("/settings/contact", {"mail_replies": "1"}, page="/settings")

    assert off.json["mail_replies"] is False
    assert re.search(r'name="mail_replies" value="1"(?! checked)', page)
    assert session.get_one(Profile, owner.id).mail_replies is True


def test_a_link_that_was_tampered_with_ends_nothing(app, people):
    owner, *_others = people
    path = unsubscribing.address_for(owner.id).removeprefix(tools().config.public_url)

    assert app.test_client().post(f"{path}x").status_code == 404
    assert app.test_client().get("/no-more-mail/1").status_code == 404
    with pytest.raises(Missing):
        unsubscribing.find("nonsense")
    assert session.get_one(Profile, owner.id).mail_replies is True
