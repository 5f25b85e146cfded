from datetime import timedelta

import pytest

from knowledge.comments.models import Comment
from knowledge.comments.service import add, delete, find, hide
from knowledge.comments.threads import OLDEST, PER_PAGE, REPLIES, place_of, threads_of
from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.errors import Missing, Refused
from knowledge.core.permissions import MANAGER
from knowledge.library.models import DRAFT, Item
from tests import make
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app")


def there(item):
    """The item as this session sees it."""
    return session.get_one(Item, item.id)


def said(page):
    """The threads as texts: a first comment (… when it is not seen), how many more there are, the replies."""
    return [
        (thread.first.text if thread.seen else "…", thread.earlier, [reply.text for reply in thread.replies])
        for thread in page.rows
    ]


def conversation(item, author, first, replies):
    """A thread as rows, a second between one comment and the next."""
    start = clock.now()
    with transaction():
        opening = Comment(item_id=item.id, author_id=author.id, text=first, created=start)
        session.add(opening)
        session.flush()
        for number in range(replies):
            created = start + timedelta(seconds=number + 1)
            session.add(
                Comment(
                    item_id=item.id,
                    author_id=author.id,
                    parent_id=opening.id,
                    text=f"{number}",
                    created=created,
                )
            )
    return opening.id


def test_replies_stand_below_what_they_answer_oldest_first(later_on):
    dana, rut, item = make.actor("דנה"), make.actor("רות"), there(make.item())
    question = add(dana, item, "שאלה")
    later_on(minutes=1)
    add(dana, item, "דבר אחר")
    later_on(minutes=1)
    add(rut, item, "תשובה", answers=question)
    later_on(minutes=1)
    add(dana, item, "תודה", answers=question)

    newest, oldest = threads_of(dana, item), threads_of(dana, item, order=OLDEST)

    assert said(newest) == [("דבר אחר", 0, []), ("שאלה", 0, ["תשובה", "תודה"])]
    assert said(oldest) == said(newest)[::-1]
    assert item.comments == 4


def test_a_reply_to_a_reply_joins_the_thread_and_says_whom_it_answers():
    dana, rut = make.person("דנה כהן"), make.person("רות לוי")
    item = there(make.item())
    question = add(dana.actor, item, "שאלה")
    answer = add(rut.actor, item, "תשובה", answers=question)

    further = add(dana.actor, item, "ועוד משהו", answers=answer)
    to_oneself = add(rut.actor, item, "תיקון", answers=answer)
    by_name = add(dana.actor, item, "כן @רות לוי", answers=answer)

    assert {further.parent_id, to_oneself.parent_id, by_name.parent_id} == {question.id}
    assert further.text == f"@[רות לוי](/people/{rut.id}) ועוד משהו"
    assert to_oneself.text == "תיקון"
    assert by_name.text == f"כן @[רות לוי](/people/{rut.id})"


def test_what_stands_on_another_item_or_is_not_seen_cannot_be_answered():
    dana, rut, manager = make.actor(), make.actor(), make.actor(role=MANAGER)
    numbers = make.item().id, make.item().id
    item, other = (session.get_one(Item, number) for number in numbers)
    hidden = add(rut, item, "מילים קשות")
    hide(manager, hidden)

    with pytest.raises(Missing):
        add(dana, other, "תשובה", answers=add(dana, item, "שאלה"))
    with pytest.raises(Missing):
        add(dana, item, "תשובה", answers=hidden)


def test_a_first_comment_that_is_gone_leaves_a_place_for_its_replies():
    dana, rut, manager = make.actor(), make.actor(), make.actor(role=MANAGER)
    item = there(make.item())
    deleted, hidden, lonely = (add(dana, item, words) for words in ("נמחקה", "הוסתרה", "לבד"))
    add(manager, item, "תשובה א", answers=deleted)
    add(manager, item, "תשובה ב", answers=hidden)
    delete(dana, deleted)
    hide(manager, hidden)
    delete(dana, lonely)

    assert said(threads_of(rut, item)) == [("…", 0, ["תשובה ב"]), ("…", 0, ["תשובה א"])]
    assert said(threads_of(manager, item))[0] == ("הוסתרה", 0, ["תשובה ב"])
    assert item.comments == 2


def test_hidden_replies_are_seen_by_their_author_and_managers_alone():
    dana, rut, manager = make.actor(), make.actor(), make.actor(role=MANAGER)
    item = there(make.item())
    question = add(manager, item, "שאלה")
    hide(manager, add(dana, item, "מילים קשות", answers=question))

    def replies(actor):
        return said(threads_of(actor, item))[0][2]

    assert (replies(dana), replies(manager), replies(rut)) == (["מילים קשות"], ["מילים קשות"], [])


def test_a_long_thread_shows_its_last_replies_until_all_are_wanted():
    dana, item = make.actor(), make.item()
    first = conversation(item, dana, "שאלה", 40)

    usual = threads_of(dana, there(item))
    whole = threads_of(dana, there(item), whole=first)

    assert said(usual) == [("שאלה", 40 - REPLIES, ["37", "38", "39"])]
    assert said(whole) == [("שאלה", 0, [str(number) for number in range(40)])]


def test_a_thousand_comments_come_in_pages_with_four_queries(later_on):
    dana, item = make.actor(), make.item()
    ids = []
    for number in range(107):
        ids.append(conversation(item, dana, f"שאלה {number}", 11))
        later_on(minutes=1)
    item = there(item)

    with counted() as queries:
        page = threads_of(dana, item, 2)

    assert (page.total, page.pages, len(page.rows)) == (107, 11, PER_PAGE)
    assert said(page)[0] == ("שאלה 96", 8, ["8", "9", "10"])
    assert len(queries) == 3
    assert place_of(dana, find(dana, ids[0])) == (11, 0)
    assert place_of(dana, find(dana, ids[0]), order=OLDEST) == (1, 0)
    assert place_of(dana, find(dana, ids[96])) == (2, 0)
    assert place_of(dana, find(dana, ids[96] + 1)) == (2, ids[96])
    assert place_of(dana, find(dana, ids[96] + 11)) == (2, 0)


def test_who_may_not_see_the_item_sees_no_thread():
    reader = make.actor()

    with pytest.raises(Refused):
        threads_of(reader, there(make.item(visibility=DRAFT)))
