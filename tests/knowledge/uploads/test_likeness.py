"""What is here already is shown while a file comes: the same bytes, and nearly the same text."""

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.jobs import run_until_done
from knowledge.library.models import Item
from knowledge.uploads import likeness
from tests import make
from tests.queries import counted

SENTENCES = [
    "הרשות תפרסם את המכרז באתר האינטרנט שלה ובשני עיתונים יומיים לפחות",
    "הצעה שתגיע אחרי המועד האחרון לא תיפתח ותוחזר למציע כפי שהתקבלה",
    "ועדת המכרזים תבחן את ניסיון המציעים בפינוי אשפה בשלוש השנים האחרונות",
    "קבלן שיזכה יעמיד ערבות ביצוע בשיעור של חמישה אחוזים מהיקף ההתקשרות",
    "משאיות הפינוי יעברו ביקורת תקינות אחת לחצי שנה על חשבון הקבלן",
    "תלונות תושבים יטופלו בתוך יום עבודה אחד ויתועדו במערכת המוקד העירוני",
    "התשלום ייעשה שוטף פלוס ארבעים וחמישה ימים מיום קבלת החשבונית במחלקה",
]
OLD = ". ".join(SENTENCES)
NEW = OLD.replace("חמישה אחוזים", "עשרה אחוזים")


@pytest.fixture(autouse=True)
def nothing_is_known_from_before():
    likeness.forget()


@pytest.fixture
def yossi(app, sender):
    return sender(make.person("יוסי", by_message=True))


@pytest.fixture
def dana(app, sender):
    return sender(make.person("דנה"))


def bring(who, name, content, **form):
    item = who.draft()
    file = who.send(item, name, content)
    assert who.save(item, **form).status_code == 201
    return item, file


def coming(who, name, content):
    item = who.draft()
    who.send(item, name, content)
    run_until_done()
    [file] = who.files(item)["files"]
    return file


def test_the_same_bytes_are_shown_with_their_owner(yossi, dana):
    item, _file = bring(yossi, "a.txt", OLD, title="המכרז של יוסי")

    file = coming(dana, "אותו דבר.txt", OLD)

    [same] = file["same"]
    assert (same["item"], same["title"], same["url"]) == (item, "המכרז של יוסי", f"/items/{item}")
    assert same["owner"]["name"] == "יוסי"
    assert file["near"] == []


def test_another_version_of_a_text_is_shown_with_a_way_to_its_owner(yossi, dana):
    item, old = bring(yossi, "a.txt", OLD, title="המכרז של יוסי")

    file = coming(dana, "b.txt", NEW)

    [near] = file["near"]
    assert file["same"] == []
    assert (near["item"], near["file"], near["may_edit"]) == (item, old, False)
    assert 0.6 <= near["resemblance"] < 1
    assert near["contact"] == f"/people/{session.get_one(Item, item).owner_id}/message?item={item}"


def test_ones_own_older_version_may_be_replaced(dana):
    item, _file = bring(dana, "a.txt", OLD, title="שלי")

    [near] = coming(dana, "b.txt", NEW)["near"]

    assert (near["item"], near["may_edit"]) == (item, True)


def test_a_draft_that_was_begun_and_not_saved_is_nothing_to_be_a_version_of(dana):
    coming(dana, "התחלה.txt", OLD)

    same, newer = coming(dana, "שוב.txt", OLD), coming(dana, "חדש.txt", NEW)

    assert (same["same"], same["near"]) == ([], [])
    assert (newer["same"], newer["near"]) == ([], [])


def test_a_text_of_the_same_kind_is_not_another_version(yossi, dana):
    bring(yossi, "a.txt", OLD)
    other = ". ".join([*SENTENCES[:2], *(f"סעיף {word} נכתב מחדש לגמרי ואין לו קשר" for word in "אבגדהוז")])

    assert coming(dana, "b.txt", other)["near"] == []


@pytest.mark.parametrize("content", [OLD, NEW], ids=["same bytes", "near text"])
@pytest.mark.parametrize("state", ["draft", "managers", "bin"])
def test_what_may_not_be_seen_is_not_told(yossi, dana, content, state):
    item, _file = bring(yossi, "a.txt", OLD, visibility="network" if state == "bin" else state)
    run_until_done()
    if state == "bin":
        yossi.client.delete(f"/api/v1/items/{item}")

    file = coming(dana, "b.txt", content)

    assert (file["same"], file["near"]) == ([], [])


def test_what_was_hidden_since_it_was_compared_is_not_told(yossi, dana):
    item, _file = bring(yossi, "a.txt", OLD)
    draft = dana.draft()
    dana.send(draft, "b.txt", NEW)
    run_until_done()
    assert dana.files(draft)["files"][0]["near"]

    with transaction():
        session.get_one(Item, item).visibility = "draft"

    assert dana.files(draft)["files"][0]["near"] == []


def test_what_waits_says_so_and_nothing_of_what_it_is_like(dana):
    item = dana.draft()
    upload = dana.begin(item, "later.txt", 100).headers["Location"].rpartition("/")[2]
    dana.send(item, "a.txt", OLD)

    answer = dana.files(item)

    [file] = answer["files"]
    assert answer["reading"] is True
    assert (file["state"], file["near"], file["thumbnail"]) == ("waiting", None, None)
    assert answer["uploads"] == [{"id": upload, "name": "later.txt", "size": 100, "received": 0}]


def test_a_page_that_asks_again_and_again_costs_few_queries(dana, yossi):
    bring(yossi, "a.txt", OLD)
    item = dana.draft()
    for number in range(8):
        dana.send(item, f"{number}.txt", f"{NEW} {number}")
    run_until_done()
    for _ in range(4):
        answer = dana.files(item)

    with counted() as queries:
        dana.files(item)

    assert all(file["near"] for file in answer["files"])
    assert len(queries) <= 24, queries
