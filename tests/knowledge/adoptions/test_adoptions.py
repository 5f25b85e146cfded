import threading

import pytest

from knowledge.accounts.models import User
from knowledge.adoptions.models import Adoption
from knowledge.adoptions.service import LONGEST, adopt, adoptions_of, miscounted, recount, take_back
from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Refused
from knowledge.library.models import DRAFT, MANAGERS, Item
from tests import make
from tests.client import words_of
from tests.queries import counted


@pytest.fixture
def town(app):
    return make.authority("עיריית אילת")


@pytest.fixture
def item(town):
    return make.item("נוהל השאלת ציוד", owner=make.person("בעלת הפריט"))


def there(item):
    """The item as this session sees it."""
    return session.get_one(Item, item.id)


def colleague(name="", authority=None, **more):
    return make.person(name, authority_id=(authority or make.authority()).id, **more)


def say(person, item, text=""):
    with transaction():
        adopt(person.actor, there(item), text)


def test_an_item_is_in_use_in_as_many_authorities_as_say_so(item, town):
    for person in (colleague(authority=town), colleague(authority=town), colleague()):
        say(person, item, "עבד היטב")

    assert there(item).adoptions == 2
    assert session.query(Adoption).count() == 3


def test_saying_so_again_replaces_what_was_said(item, town):
    person = colleague(authority=town)

    say(person, item, "מנסים")
    say(person, item, "  עבד\nהיטב ")

    (only,) = adoptions_of(person.actor, there(item))
    assert (only.text, only.authority.name, there(item).adoptions) == ("עבד היטב", "עיריית אילת", 1)


def test_it_can_be_taken_back_and_twice(item):
    person = colleague()
    say(person, item)

    with transaction():
        take_back(person.actor, there(item))
        take_back(person.actor, there(item))

    assert there(item).adoptions == 0


def test_a_line_is_a_line(item):
    person = colleague()
    say(person, item, "א" * LONGEST)

    with pytest.raises(Invalid) as wrong:
        say(person, item, "א" * (LONGEST + 1))

    assert set(wrong.value.errors) == {"text"}


def test_who_has_no_authority_is_told_where_to_choose_one(item, browser):
    person = make.person()

    with pytest.raises(Invalid) as wrong:
        adopt(person.actor, there(item))
    session.remove()
    shown = words_of(browser(person).get(f"/items/{item.id}"))

    assert wrong.value.errors == {"authority": "בהגדרות עוד לא נבחרה רשות."}
    assert "צריך לבחור רשות בהגדרות" in shown


def test_ones_own_item_is_in_use_by_others(item, town):
    owner = session.get_one(User, item.owner_id)
    owner.authority_id = town.id

    with pytest.raises(Refused):
        adopt(owner.actor, there(item))
    with pytest.raises(Refused):
        take_back(owner.actor, there(item))


@pytest.mark.parametrize("visibility", [MANAGERS, DRAFT])
def test_what_one_may_not_see_cannot_be_in_use(town, visibility):
    hidden, person = make.item(visibility=visibility), colleague(authority=town)

    with pytest.raises(Refused):
        adopt(person.actor, there(hidden))
    with pytest.raises(Refused):
        adoptions_of(person.actor, there(hidden))


def test_a_wrong_number_is_found_and_mended(item):
    person = colleague()
    say(person, item)
    with transaction():
        there(item).adoptions = 7

    found = list(session.scalars(miscounted()))
    recount(there(item))

    assert found == [item.id]
    assert there(item).adoptions == 1


def test_many_say_so_at_the_same_moment_and_every_authority_counts(item):
    people = [colleague() for _each in range(6)]

    threads = [threading.Thread(target=say, args=(person, item)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert there(item).adoptions == 6


def test_the_items_page_says_where_how_it_went_and_whom_to_ask(item, town, browser):
    dana = colleague("דנה כהן", town)
    page, reader = f"/items/{item.id}", browser(make.person())

    saved = browser(dana).post(f"{page}/adoption", {"how": "חסך חודש"}, page=page, follow_redirects=True)
    shown = reader.get(page)

    assert "תודה! עכשיו אחרים יודעים את מי לשאול איך היה." in words_of(saved)
    assert "שימש ברשות אחת" in words_of(shown)
    assert "עיריית אילת דנה כהן" in words_of(shown) and "חסך חודש" in words_of(shown)
    assert f'href="/people/{dana.id}/message?item={item.id}"' in shown.text


def test_a_line_that_is_too_long_comes_back_as_it_was_typed(item, town, browser):
    page = f"/items/{item.id}/adoption"
    person = browser(colleague(authority=town))

    answer = person.post(page, {"how": "מילה " * 100}, page=page)

    assert answer.status_code == 422
    assert "יש כאן מקום ל־300 תווים; נכתבו 499" in words_of(answer) and "מילה מילה" in answer.text


def test_who_left_stays_in_the_list_and_cannot_be_asked(item, town, browser):
    dana = colleague("דנה כהן", town)
    say(dana, item, "עבד")
    with transaction():
        session.get_one(User, dana.id).suspended = True

    shown = browser(make.person()).get(f"/items/{item.id}").text

    assert "דנה כהן" in shown and f"/people/{dana.id}" not in shown


def test_more_of_them_cost_no_more_queries(item, browser):
    reader, page = browser(make.person()), f"/items/{item.id}"
    say(colleague(), item)
    reader.get(page)

    with counted() as few:
        reader.get(page)
    for _each in range(10):
        say(colleague(), item)
    with counted() as many:
        reader.get(page)

    assert len(many) == len(few)


def test_programs_say_it_list_it_and_take_it_back(client, item, town):
    dana = colleague("דנה כהן", town)
    address = f"/api/v1/items/{item.id}/adoption"

    made = client(dana).put(address, json={"text": "חסך חודש"})
    listed = client(make.person()).get(f"{address}s")
    gone = client(dana).delete(address)

    assert made.json == {
        "item": item.id,
        "person": {"id": dana.id, "name": "דנה כהן"},
        "authority": {"id": town.id, "name": "עיריית אילת"},
        "text": "חסך חודש",
        "created": "2026-03-12T09:00:00Z",
    }
    assert listed.json == {"authorities": 1, "adoptions": [made.json]}
    assert gone.status_code == 204
    assert client(dana).get(f"{address}s").json == {"authorities": 0, "adoptions": []}


def test_programs_reach_nothing_that_people_do_not(client, item, app):
    hidden = make.item(visibility=DRAFT)
    person = client(colleague())

    assert person.get(f"/api/v1/items/{hidden.id}/adoptions").status_code == 404
    assert person.put(f"/api/v1/items/{hidden.id}/adoption", json={}).status_code == 404
    assert (
        client(session.get_one(User, item.owner_id))
        .put(f"/api/v1/items/{item.id}/adoption", json={})
        .status_code
        == 403
    )
    assert client(make.person()).put(f"/api/v1/items/{item.id}/adoption", json={}).status_code == 422
    assert app.test_client().get(f"/api/v1/items/{item.id}/adoptions").status_code == 401
