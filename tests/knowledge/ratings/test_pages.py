import pytest

from knowledge.core.db import session, transaction
from knowledge.library.models import DRAFT, Item
from knowledge.ratings.service import rate, stars_of
from knowledge.ratings.views import home_panel
from tests import make
from tests.client import words_of
from tests.queries import counted


@pytest.fixture
def item(app):
    return make.item("מכרז לפינוי אשפה")


def test_stars_are_given_on_the_items_page(browser, item):
    reader = make.person()
    page = f"/items/{item.id}"

    answer = browser(reader).post(f"{page}/rating", {"stars": "4"}, page=page, follow_redirects=True)

    assert "תודה, הדירוג נשמר." in words_of(answer)
    assert 'value="4" checked' in answer.text
    assert stars_of(reader.actor, item) == 4


def test_stars_are_taken_back_on_the_items_page(browser, item):
    reader = make.person()
    with transaction():
        rate(reader.actor, session.get_one(Item, item.id), 2)
    page = f"/items/{item.id}"

    answer = browser(reader).post(f"{page}/rating/take-back", page=page, follow_redirects=True)

    assert "הדירוג בוטל." in words_of(answer)
    assert stars_of(reader.actor, item) == 0


def test_the_owner_sees_the_stars_and_cannot_give_any(browser, app):
    owner = make.person()
    page = f"/items/{make.item(owner=owner).id}"

    shown = browser(owner).get(page)
    answer = browser(owner).post(f"{page}/rating", {"stars": "5"}, page="/settings")

    assert 'name="stars"' not in shown.text
    assert answer.status_code == 403


def test_no_stars_are_no_rating(browser, item):
    page = f"/items/{item.id}"

    answer = browser(make.person()).post(f"{page}/rating", {}, page=page)

    assert answer.status_code == 422
    assert "אפשר לדרג מכוכב אחד עד חמישה." in words_of(answer)


def test_what_is_hidden_cannot_be_rated(browser, app):
    hidden = make.item(visibility=DRAFT)

    assert browser(make.person()).post(f"/items/{hidden.id}/rating", {"stars": "5"}).status_code == 404


def test_home_shows_what_was_rated_well_and_why(browser, item):
    reader = make.person()
    with transaction():
        rate(reader.actor, session.get_one(Item, item.id), 5)

    shown = words_of(browser(reader).get("/"))

    assert "זכו לדירוג גבוה החודש" in shown
    assert "עמיתים ברשת מצאו את אלה מועילים ב־30 הימים האחרונים." in shown
    assert "מכרז לפינוי אשפה" in shown


def test_the_home_panel_costs_one_query(app):
    readers = [make.actor() for _each in range(3)]
    for number in range(6):
        item = make.item(f"פריט {number}", owner=make.person())
        with transaction():
            rate(readers[number % 3], session.get_one(Item, item.id), 5)
    session.remove()

    with counted() as queries:
        names = [item.owner.name for item in home_panel(readers[0], None)["items"]]

    assert len(names) == 4
    assert len(queries) == 1
