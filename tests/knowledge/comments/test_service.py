from datetime import timedelta

import pytest

from knowledge.comments.models import Comment
from knowledge.comments.permissions import VIEW
from knowledge.comments.service import (
    LONGEST,
    PER_PAGE,
    add,
    comments_of,
    delete,
    edit,
    find,
    hide,
    recount,
    show,
)
from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Missing, Refused
from knowledge.core.permissions import ADMINISTRATOR, MANAGER, NOBODY
from knowledge.library.models import DRAFT, MANAGERS, Item
from tests import make
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app")


def there(item):
    """The item as this session sees it."""
    return session.get_one(Item, item.id)


def texts(actor, item, page=1):
    return [comment.text for comment in comments_of(actor, item, page).rows]


def test_comments_stand_newest_first(later_on):
    reader, item = make.actor(), there(make.item())

    add(reader, item, "ראשונה")
    later_on(minutes=1)
    add(reader, item, "שנייה")

    assert texts(reader, item) == ["שנייה", "ראשונה"]
    assert item.comments == 2


def test_what_is_written_is_tidied():
    reader, item = make.actor(), there(make.item())

    comment = add(reader, item, "  שלום\r\n\u202eעולם\x00 ")

    assert comment.text == "שלום\nעולם"


@pytest.mark.parametrize("empty", ["", "   \n", "\u200f"])
def test_an_empty_comment_is_not_taken(empty):
    reader, item = make.actor(), there(make.item())

    with pytest.raises(Invalid) as wrong:
        add(reader, item, empty)

    assert wrong.value.errors == {"text": "עוד לא נכתב כאן דבר."}
    assert item.comments == 0


def test_a_comment_has_a_longest_length():
    reader, item = make.actor(), there(make.item())

    add(reader, item, "א" * LONGEST)
    with pytest.raises(Invalid) as wrong:
        add(reader, item, "א" * (LONGEST + 1))

    assert "5,000" in wrong.value.errors["text"]


def test_its_author_changes_it_and_everybody_sees_that_it_was_changed(later_on):
    reader, item = make.actor(), there(make.item())
    comment = add(reader, item, "טעות")
    later_on(hours=1)

    edit(reader, comment, "תיקון")

    assert (comment.text, comment.edited) == ("תיקון", clock.now())


def test_saving_the_same_words_is_no_change():
    reader, item = make.actor(), there(make.item())
    comment = add(reader, item, "אותו דבר")

    edit(reader, comment, " אותו דבר ")

    assert comment.edited is None


def test_a_deleted_comment_is_gone_with_its_words():
    reader, item = make.actor(), there(make.item())
    comment = add(reader, item, "למחוק")

    delete(reader, comment)

    assert (comment.text, item.comments, texts(reader, item)) == ("", 0, [])
    with pytest.raises(Missing):
        find(reader, comment.id)
    with pytest.raises(Refused):
        edit(reader, comment, "שוב")


@pytest.mark.parametrize("role", ["member", MANAGER, ADMINISTRATOR])
def test_nobody_changes_or_deletes_the_words_of_others(role):
    author, other, item = make.actor(), make.actor(role=role), there(make.item())
    comment = add(author, item, "שלי")

    with pytest.raises(Refused):
        edit(other, comment, "שלך")
    with pytest.raises(Refused):
        delete(other, comment)


def test_a_hidden_comment_is_seen_by_its_author_and_managers_only():
    author, manager, other = make.actor(), make.actor(role=MANAGER), make.actor()
    item = there(make.item())
    comment = add(author, item, "לא ראוי")
    add(other, item, "ראוי")

    hide(manager, comment)

    assert texts(author, item) == texts(manager, item) == ["ראוי", "לא ראוי"]
    assert texts(other, item) == ["ראוי"]
    assert item.comments == 1
    with pytest.raises(Missing):
        find(other, comment.id)


def test_a_manager_shows_a_hidden_comment_again():
    author, manager, other = make.actor(), make.actor(role=MANAGER), make.actor()
    item = there(make.item())
    comment = add(author, item, "בעצם ראוי")

    hide(manager, comment)
    show(manager, comment)

    assert texts(other, item) == ["בעצם ראוי"]
    assert item.comments == 1


def test_members_cannot_hide():
    author, item = make.actor(), there(make.item())
    comment = add(author, item, "שלי")

    with pytest.raises(Refused):
        hide(author, comment)
    with pytest.raises(Refused):
        show(author, comment)


@pytest.mark.parametrize("visibility", [MANAGERS, DRAFT])
def test_who_may_not_see_the_item_neither_reads_nor_writes_below_it(visibility):
    owner = make.actor(role=MANAGER)
    other, item = make.actor(), there(make.item(owner=owner, visibility=visibility))
    comment = add(owner, item, "בינינו")

    with pytest.raises(Refused):
        add(other, item, "גם אני")
    with pytest.raises(Refused):
        comments_of(other, item)
    with pytest.raises(Missing):
        find(other, comment.id)


def test_an_author_loses_sight_of_comments_when_the_item_is_narrowed():
    author, item = make.actor(), there(make.item())
    comment = add(author, item, "הייתי כאן")

    item.visibility = MANAGERS

    with pytest.raises(Missing):
        find(author, comment.id)


def test_the_rule_and_the_query_agree_for_everybody():
    author, other = make.actor(), make.actor()
    manager, administrator = make.actor(role=MANAGER), make.actor(role=ADMINISTRATOR)
    item = there(make.item())
    add(author, item, "רגילה")
    hide(manager, add(author, item, "מוסתרת"))
    delete(author, add(author, item, "נמחקה"))
    everything = session.query(Comment).all()

    for actor in (author, other, manager, administrator):
        seen = {comment.id for comment in comments_of(actor, item).rows}
        assert seen == {comment.id for comment in everything if VIEW.allows(actor, comment)}
    assert not any(VIEW.allows(NOBODY, comment) for comment in everything)


def test_a_long_conversation_comes_in_pages_with_few_queries():
    reader, item = make.actor(), make.item()
    with transaction():
        for number in range(1284):
            session.add(
                Comment(
                    item_id=item.id,
                    author_id=reader.id,
                    text=f"תגובה {number}",
                    created=clock.now() + timedelta(seconds=number),
                )
            )

    item = there(item)
    with counted() as queries:
        page = comments_of(reader, item, 2)

    assert (page.total, page.pages, len(page.rows)) == (1284, 26, PER_PAGE)
    assert page.rows[0].text == "תגובה 1233"
    assert len(queries) == 2
    assert texts(reader, item, 26)[-1] == "תגובה 0"


def test_recounting_mends_a_wrong_number():
    reader, item = make.actor(), there(make.item())
    add(reader, item, "אחת")
    item.comments = 99

    recount(item)

    assert item.comments == 1
