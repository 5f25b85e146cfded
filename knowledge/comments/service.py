"""What people do with comments on items."""

from __future__ import annotations

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from knowledge.comments.models import Comment
from knowledge.comments.permissions import ADD, EDIT, HIDE, VIEW, visible_to
from knowledge.core import clock, text
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.i18n import _, number
from knowledge.core.paging import Page, page_of
from knowledge.core.permissions import Actor
from knowledge.library.models import Item

LONGEST = 5_000  # characters
PER_PAGE = 50
_COUNTED = and_(Comment.deleted.is_(None), Comment.hidden.is_(None))  # what everybody sees


def find(actor: Actor, comment_id: int) -> Comment:
    """The comment, when the actor may see it. Raises Missing."""
    comment = session.get(Comment, comment_id, options=[joinedload(Comment.item)])
    if comment is None or not VIEW.allows(actor, comment):
        raise Missing
    return comment


def find_own(actor: Actor, comment_id: int) -> Comment:
    """The comment, when the actor may change it. Raises Missing or Refused."""
    comment = find(actor, comment_id)
    EDIT.require(actor, comment)
    return comment


def comments_of(actor: Actor, item: Item, page: int = 1) -> Page[Comment]:
    """The item's comments that the actor may see, newest first."""
    ADD.require(actor, item)
    query = select(Comment).where(Comment.item_id == item.id, visible_to(actor))
    return page_of(query.order_by(Comment.created.desc(), Comment.id.desc()), page, size=PER_PAGE)


def page_with(actor: Actor, comment: Comment) -> int:
    """The number of the page on which the actor finds the comment."""
    newer = or_(
        Comment.created > comment.created,
        and_(Comment.created == comment.created, Comment.id > comment.id),
    )
    before = session.scalar(
        select(func.count()).where(Comment.item_id == comment.item_id, visible_to(actor), newer)
    )
    return (before or 0) // PER_PAGE + 1


def add(actor: Actor, item: Item, markdown: str) -> Comment:
    ADD.require(actor, item)
    written = _checked(markdown)
    _lock(item)
    comment = Comment(item=item, author_id=actor.id, text=written, created=clock.now())
    session.add(comment)
    recount(item)
    return comment


def edit(actor: Actor, comment: Comment, markdown: str) -> None:
    EDIT.require(actor, comment)
    written = _checked(markdown)
    if written != comment.text:
        comment.text, comment.edited = written, clock.now()


def delete(actor: Actor, comment: Comment) -> None:
    """Take the comment away for everybody; its words go, and its row tells that there was one."""
    EDIT.require(actor, comment)
    _lock(comment.item)
    comment.text, comment.deleted = "", clock.now()
    recount(comment.item)


def hide(actor: Actor, comment: Comment) -> None:
    """Leave the comment to its author and the managers."""
    HIDE.require(actor, comment)
    _lock(comment.item)
    comment.hidden = comment.hidden or clock.now()
    recount(comment.item)


def show(actor: Actor, comment: Comment) -> None:
    """Let everybody see a hidden comment again."""
    HIDE.require(actor, comment)
    _lock(comment.item)
    comment.hidden = None
    recount(comment.item)


def miscounted() -> Select[int]:
    """The items whose number of comments is wrong."""
    counted = select(func.count()).where(Comment.item_id == Item.id, _COUNTED)
    return select(Item.id).where(Item.comments != counted.scalar_subquery())


def recount(item: Item) -> None:
    """Make the item's number of comments what everybody sees."""
    session.flush()
    item.comments = session.scalar(select(func.count()).where(Comment.item_id == item.id, _COUNTED)) or 0


def _lock(item: Item) -> None:
    session.refresh(item, with_for_update=True)  # two people may write at once


def _checked(markdown: str) -> str:
    written = text.block(markdown)
    if not written:
        raise Invalid(_("There is nothing in the comment yet."), field="text")
    if len(written) > LONGEST:
        raise Invalid(
            _(
                "A comment has at most %(most)s characters; this one has %(present)s.",
                most=number(LONGEST),
                present=number(len(written)),
            ),
            field="text",
        )
    return written
