"""Whether an open page is out of date: asked cheaply, told exactly, and told to nobody else."""

import re

import pytest

from knowledge.adoptions.service import adopt
from knowledge.comments.models import Comment
from knowledge.comments.service import add, edit, hide, show
from knowledge.core.db import session, transaction
from knowledge.core.events import announce
from knowledge.core.jobs import run_until_done
from knowledge.core.permissions import MANAGER
from knowledge.library.events import ItemChanged
from knowledge.library.models import DRAFT, File, Item
from knowledge.ratings.service import rate
from tests import make
from tests.queries import counted


@pytest.fixture
def item(app):
    made = make.item("מכרז לפינוי אשפה")
    with transaction():
        announce(ItemChanged(made.id))
    run_until_done()
    return made


def there(item):
    """The item as this session sees it."""
    return session.get_one(Item, item.id)


def parts(reader, item):
    return reader.get(f"/items/{item.id}/live").json["parts"]


def test_the_page_begins_with_what_the_first_question_answers(browser, item):
    reader = browser(make.person())

    page = reader.get(f"/items/{item.id}").text
    answer = reader.get(f"/items/{item.id}/live").json

    assert re.search('data-version="([^"]+)"', page)[1] == answer["version"]
    assert set(answer["parts"]) == {"item", "stars", "adoptions", "comments"}


def test_who_knows_the_present_version_is_told_so_without_a_body(browser, item):
    reader = browser(make.person())
    version = reader.get(f"/items/{item.id}/live").headers["ETag"]

    again = reader.get(f"/items/{item.id}/live", headers={"If-None-Match": version})
    stale = reader.get(f"/items/{item.id}/live", headers={"If-None-Match": '"old"'})

    assert (again.status_code, again.data) == (304, b"")
    assert stale.status_code == 200


def test_what_becomes_of_a_hidden_comment_is_told_to_those_who_see_it(browser, item):
    author, manager = make.person(), make.person(role=MANAGER)
    with transaction():
        comment = add(author.actor, there(item), "מילים").id
        hide(manager.actor, session.get_one(Comment, comment))
    readers = [browser(person) for person in (make.person(), author, manager)]
    before = [parts(reader, item) for reader in readers]

    with transaction():
        edit(author.actor, session.get_one(Comment, comment), "מילים אחרות")

    told = [parts(reader, item) != known for reader, known in zip(readers, before, strict=True)]
    assert told == [False, True, True]


def test_each_change_moves_the_mark_of_its_part_alone(browser, item):
    reader, writer, manager = browser(make.person()), make.actor(), make.actor(role=MANAGER)
    user = make.person(authority_id=make.authority().id).actor
    comment = None

    def moved(change):
        nonlocal comment
        before = parts(reader, item)
        with transaction():
            comment = change(there(item)) or comment
        after = parts(reader, item)
        return {part for part in after if after[part] != before[part]}

    assert moved(lambda item: rate(writer, item, 4)) == {"stars"}
    assert moved(lambda item: adopt(user, item, "עבד")) == {"adoptions"}
    assert moved(lambda item: add(writer, item, "אחת")) == {"comments"}
    number = comment.id
    assert moved(lambda item: edit(writer, session.get_one(type(comment), number), "שתיים")) == {"comments"}
    assert moved(lambda item: hide(manager, session.get_one(type(comment), number))) == {"comments"}
    assert moved(lambda item: show(manager, session.get_one(type(comment), number))) == {"comments"}
    assert moved(lambda item: None) == set()


def test_reading_a_file_moves_the_items_mark(browser, item):
    reader = browser(make.person())
    before = parts(reader, item)

    with transaction():
        there(item).revision += 1
    waiting = parts(reader, item)
    with transaction():
        there(item).indexed = there(item).revision
    ready = parts(reader, item)

    assert len({before["item"], waiting["item"], ready["item"]}) == 3


def test_a_question_costs_two_queries_besides_who_asks(browser, item):
    reader = browser(make.person())
    with transaction():
        for number in range(30):
            add(make_once(), there(item), f"{number}")
    reader.get(f"/items/{item.id}/live")

    with counted() as queries:
        reader.get(f"/items/{item.id}/live")

    assert len(queries) == 3
    assert not [query for query in queries if "item.text" in query or "item.plain" in query]


def make_once(known=[]):  # noqa: B006  (one author for all)
    return known[0] if known else known.append(session.query(Item).first().owner.actor) or known[0]


def test_what_is_not_there_for_somebody_has_no_mark(browser, app):
    hidden = make.item(visibility=DRAFT)

    assert browser(make.person()).get(f"/items/{hidden.id}/live").status_code == 404
    assert browser().get(f"/items/{hidden.id}/live").status_code in (302, 401)


def test_ones_own_items_have_a_mark_that_moves_when_one_is_read(browser, app):
    owner = make.person()
    mine, other = browser(owner), browser(make.person())

    def version(reader):
        return reader.get("/live").json["version"]

    before, of_other = version(mine), version(other)
    item = make.item(owner=owner)
    waiting = version(mine)
    with transaction():
        there(item).indexed = there(item).revision
    ready = version(mine)

    assert before == ready != waiting
    assert version(other) == of_other
    assert session.query(File).count() == 0
