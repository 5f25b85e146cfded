import pytest

from knowledge.comments import service
from knowledge.comments.waiting import questions
from knowledge.core.db import session, transaction
from knowledge.core.permissions import MANAGER
from knowledge.library.models import DRAFT, MANAGERS, Item
from knowledge.profiles.models import Profile
from knowledge.taxonomy.models import Domain
from tests import make
from tests.client import words_of
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app")


def say(author, item, text, **more):
    with transaction():
        return service.add(author, session.get_one(Item, item.id), text, **more).id


def in_domain(item, *codes):
    with transaction():
        row = session.get_one(Item, item.id)
        row.domains = [session.get_one(Domain, code) for code in codes]
    return item


def knows(person, *codes):
    with transaction():
        profile = session.get_one(Profile, person.id)
        profile.domains = [session.get_one(Domain, code) for code in codes]
    return person


def shown(actor):
    session.remove()
    return [(question.text, question.why) for question in questions(actor, 4)]


def test_a_question_in_ones_field_waits_for_who_may_know():
    item = in_domain(make.item(), "digital")
    expert, other = knows(make.actor(), "digital"), knows(make.actor(), "economy")

    say(make.actor(), item, "איזה ספק **בחרתם**?")
    say(make.actor(), item, "תודה רבה.")

    assert shown(expert) == [("איזה ספק בחרתם?", "field")]
    assert shown(other) == shown(make.actor()) == []


def test_ones_own_items_come_first_and_then_fields_and_then_the_authority():
    place = make.authority()
    person = knows(make.actor(authority_id=place.id), "digital")
    asker = make.actor()
    say(asker, make.item(authority_id=place.id), "מהרשות?")
    say(asker, in_domain(make.item(), "digital"), "מהתחום?")
    say(asker, make.item(owner=person), "שלי?")

    assert shown(person) == [("שלי?", "own"), ("מהתחום?", "field"), ("מהרשות?", "authority")]


def test_an_answer_ends_the_waiting_and_ones_own_question_never_waits():
    owner, asker = make.actor(), make.actor()
    item, another = make.item(owner=owner), make.item(owner=owner)
    question = say(asker, item, "כמה זה עלה?")
    say(asker, another, "מתי התחלתם?")
    say(owner, item, "ומה דעתכם?")

    before = shown(owner)
    helper = make.actor()
    with transaction():
        row = session.get_one(Item, item.id)
        service.add(helper, row, "אלף.", answers=session.get_one(service.Comment, question))
    say(owner, another, "בינואר.")

    assert [text for text, _why in before] == ["מתי התחלתם?"]
    assert shown(owner) == []


def test_what_is_hidden_deleted_or_long_ago_does_not_wait(later_on):
    owner, asker, manager = make.actor(), make.actor(), make.actor(role=MANAGER)
    item = make.item(owner=owner)
    hidden, gone = say(asker, item, "מוסתר?"), say(asker, item, "מחוק?")
    with transaction():
        service.hide(manager, session.get_one(service.Comment, hidden))
        service.delete(asker, session.get_one(service.Comment, gone))
    say(asker, item, "מזמן?")

    assert [text for text, _why in shown(owner)] == ["מזמן?"]
    later_on(days=91)
    assert shown(owner) == []


@pytest.mark.parametrize("visibility", [MANAGERS, DRAFT])
def test_questions_below_what_one_may_not_see_are_not_shown(visibility):
    owner = make.actor(role=MANAGER)
    item = in_domain(make.item(owner=owner), "digital")
    say(make.actor(), item, "איזה ספק?")
    with transaction():
        session.get_one(Item, item.id).visibility = visibility

    assert shown(knows(make.actor(), "digital")) == []


def test_home_shows_them_in_one_query(browser):
    person = make.person()
    for number in range(6):
        say(make.actor(), make.item(f"פריט {number}", owner=person), f"שאלה {number}?")

    session.remove()
    with counted() as statements:
        found = questions(person.actor, 4)
    page = browser(person).get("/")

    assert len(statements) == 1 and len(found) == 4
    assert "שאלות שמחכות לתשובה" in words_of(page) and "שאלה 5?" in words_of(page)
    assert f"/items/{found[0].item_id}#comment-{found[0].id}" in page.text
