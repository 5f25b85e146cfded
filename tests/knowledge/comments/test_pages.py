import re
from datetime import timedelta

import pytest

from knowledge.comments import threads
from knowledge.comments.models import Comment
from knowledge.comments.service import LONGEST, add, hide, recount
from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.permissions import MANAGER
from knowledge.library.models import DRAFT, Item
from tests import make
from tests.client import words_of
from tests.queries import counted


@pytest.fixture
def item(app):
    return make.item()


def comment_by(author, item, text="הערה קצרה"):
    with transaction():
        return add(author.actor, session.get_one(Item, item.id), text).id


def comments_in(answer):
    """The list of comments, as it stands in the page."""
    return answer.text.partition('id="comments"')[2].partition("</section>")[0]


def test_a_comment_is_written_below_the_item(browser, item):
    page = f"/items/{item.id}"
    reader = browser(make.person("רות כהן"))

    answer = reader.post(f"{page}/comments", {"text": "**כדאי** לקרוא"}, page=page)
    shown = reader.get(answer.location)

    assert re.fullmatch(rf"{page}#comment-\d+", answer.location)
    assert "תגובות (1)" in words_of(shown)
    assert '<p dir="auto"><strong>כדאי</strong> לקרוא</p>' in comments_in(shown)
    assert "רות כהן" in comments_in(shown)


def test_a_refused_comment_comes_back_with_what_was_typed(browser, item):
    page = f"/items/{item.id}"

    answer = browser(make.person()).post(f"{page}/comments", {"text": "מילים " * LONGEST}, page=page)

    assert answer.status_code == 422
    assert "יש כאן מקום ל־5,000 תווים" in words_of(answer)
    assert "מילים מילים" in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "</section><form>",
    ],
)
def test_a_comment_brings_no_script_and_no_form(browser, item, attack):
    comment_by(make.person("<script>alert(2)</script>"), item, attack)

    shown = comments_in(browser(make.person()).get(f"/items/{item.id}"))

    prose = shown.partition('<div class="prose">')[2].partition("</div>")[0]
    assert prose
    assert not re.search(r"<(script|img|form)|<[^>]*(onerror|javascript:)", prose)
    assert "<script>alert" not in shown


def test_headings_in_comments_are_bold_lines(browser, item):
    comment_by(make.person(), item, "# צעקה")

    shown = comments_in(browser(make.person()).get(f"/items/{item.id}"))

    assert "<strong>צעקה</strong>" in shown
    assert re.findall("<h[1-6]", shown) == ["<h2"]


def test_its_author_edits_and_deletes_a_comment(browser, item):
    author = make.person()
    number = comment_by(author, item, "טעות")
    page, own = f"/comments/{number}/edit", browser(author)

    form = own.get(page)
    edited = own.post(page, {"text": "תיקון"}, page=page, follow_redirects=True)
    deleted = own.post(f"/comments/{number}/delete", page=page, follow_redirects=True)

    assert "טעות" in form.text
    assert "תיקון" in comments_in(edited) and "נערך" in comments_in(edited)
    assert "התגובה נמחקה." in words_of(deleted)
    assert "תיקון" not in deleted.text


def test_an_edit_that_is_refused_keeps_what_was_typed(browser, item):
    author = make.person()
    page = f"/comments/{comment_by(author, item)}/edit"

    answer = browser(author).post(page, {"text": "  "}, page=page)

    assert answer.status_code == 422
    assert "עוד לא נכתב כאן דבר." in words_of(answer)


def test_others_find_no_buttons_and_no_way(browser, item):
    number = comment_by(make.person(), item)
    other = browser(make.person())

    assert "עריכה או מחיקה" not in words_of(other.get(f"/items/{item.id}"))
    assert other.get(f"/comments/{number}/edit").status_code == 403
    assert other.post(f"/comments/{number}/delete").status_code == 403
    assert other.post(f"/comments/{number}/hide").status_code == 403


def test_a_manager_hides_and_shows_a_comment(browser, item):
    author, other = make.person(), make.person()
    number = comment_by(author, item, "מילים קשות")
    page, manager = f"/items/{item.id}", browser(make.person(role=MANAGER))

    hidden = manager.post(f"/comments/{number}/hide", page=page, follow_redirects=True)
    seen_by_author, seen_by_other = browser(author).get(page), browser(other).get(page)
    shown = manager.post(f"/comments/{number}/show", page=page, follow_redirects=True)

    assert "מוסתרת: גלויה רק למי שכתבו אותה ולהנהלת הקהילה" in words_of(hidden)
    assert "מילים קשות" in seen_by_author.text
    assert "מילים קשות" not in seen_by_other.text
    assert "מוסתרת" not in words_of(shown).replace("התגובה שוב גלויה", "")
    assert "מילים קשות" in browser(other).get(page).text


def test_a_link_to_a_comment_leads_to_its_page(browser, item):
    author = make.person()
    oldest = comment_by(author, item, "הראשונה")
    with transaction():
        for number in range(1283):
            session.add(
                Comment(
                    item_id=item.id,
                    author_id=author.id,
                    text=f"תגובה {number}",
                    created=clock.now() + timedelta(seconds=number + 1),
                )
            )
        recount(session.get_one(Item, item.id))
    reader = browser(make.person())

    location = reader.get(f"/comments/{oldest}").location
    shown = reader.get(location)

    assert location == f"/items/{item.id}?comments=129#comment-{oldest}"
    assert "הראשונה" in comments_in(shown)
    assert "תגובות (1,284)" in words_of(shown)
    assert comments_in(shown).count('class="comment"') == 4
    assert f"/items/{item.id}?comments=128#comments" in shown.text


def test_a_hidden_or_missing_comment_has_no_address(browser, item):
    number, manager = comment_by(make.person(), item), make.person(role=MANAGER)
    with transaction():
        hide(manager.actor, session.get_one(Comment, number))

    assert browser(make.person()).get(f"/comments/{number}").status_code == 404
    assert browser(make.person()).get("/comments/999").status_code == 404


def test_comments_of_a_draft_are_as_hidden_as_the_draft(browser, app):
    owner = make.person()
    draft = make.item(owner=owner, visibility=DRAFT)
    number = comment_by(owner, draft)
    other = browser(make.person())

    assert other.get(f"/comments/{number}").status_code == 404
    assert other.get(f"/comments/{number}/edit").status_code == 404
    assert other.post(f"/items/{draft.id}/comments", {"text": "א"}).status_code == 404


def test_a_suspended_persons_comments_stay_without_a_link(browser, item):
    author = make.person("עוזבת הרשת")
    comment_by(author, item, "נשארת כאן")
    with transaction():
        session.get_one(type(author), author.id).suspended = True

    shown = comments_in(browser(make.person()).get(f"/items/{item.id}"))

    assert "נשארת כאן" in shown and "עוזבת הרשת" in shown
    assert f"/people/{author.id}" not in shown


def test_more_comments_cost_no_more_queries(browser, item):
    reader, page = browser(make.person()), f"/items/{item.id}"
    for _each in range(threads.PER_PAGE):
        comment_by(make.person(), item)
    reader.get(page)

    with counted() as few:
        reader.get(page)
    for _each in range(20):
        comment_by(make.person(), item)
    with counted() as many:
        reader.get(page)

    assert len(many) == len(few)


def test_without_comments_the_page_says_so_in_both_languages(browser, item):
    reader = browser(make.person())

    assert "עוד אין תגובות." in words_of(reader.get(f"/items/{item.id}"))
    assert "Nobody has commented yet." in words_of(reader.get(f"/items/{item.id}?lang=en"))
