"""Long conversations, a page at a time: first comments, and below each the last of its replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value

from knowledge.comments.models import Comment
from knowledge.comments.permissions import ADD, VIEW, visible_to
from knowledge.core.db import session
from knowledge.core.paging import Page, page_of
from knowledge.core.permissions import Actor
from knowledge.library.models import Item

PER_PAGE = 10
REPLIES = 3  # below a comment, until one asks for all
NEWEST, OLDEST = "newest", "oldest"
_MOST_REPLIES = 500  # of one thread on one page


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and the replies to it that are shown, oldest first; ``earlier`` more stand before them."""

    first: Comment
    seen: bool  # whether the actor sees the first comment itself, and not only what was replied
    replies: Sequence[Comment]
    earlier: int


def threads_of(
    actor: Actor, item: Item, page: int = 1, *, order: str = NEWEST, whole: int = 0
) -> Page[Thread]:
    """A page of the item's threads; ``whole`` is the one whose replies are all wanted. Three queries."""
    ADD.require(actor, item)
    sequence = (Comment.created, Comment.id)
    if order != OLDEST:
        sequence = (Comment.created.desc(), Comment.id.desc())  # type: ignore[assignment]
    firsts: Page[Comment] = page_of(_firsts(actor, item.id).order_by(*sequence), page, size=PER_PAGE)
    replies = _replies(actor, [comment.id for comment in firsts.rows], whole)
    rows = []
    for first in firsts.rows:
        shown, total = replies.get(first.id, ((), 0))
        for comment in (first, *shown):  # so that asking for rights reads nothing
            set_committed_value(comment, "item", item)
        rows.append(Thread(first, VIEW.allows(actor, first), shown, total - len(shown)))
    return Page(rows, firsts.number, firsts.total, firsts.size)


def place_of(actor: Actor, comment: Comment, *, order: str = NEWEST) -> tuple[int, int]:
    """On which page a comment stands, and which thread must be shown whole for it; 0 for none."""
    first = comment if comment.parent_id is None else session.get_one(Comment, comment.parent_id)
    before = _after(first) if order != OLDEST else _before(first)
    ahead = _firsts(actor, comment.item_id).where(before)
    page = (session.scalar(select(func.count()).select_from(ahead.subquery())) or 0) // PER_PAGE + 1
    if comment.parent_id is None:
        return page, 0
    later = select(func.count()).where(
        Comment.parent_id == comment.parent_id, visible_to(actor), _after(comment)
    )
    return page, comment.parent_id if (session.scalar(later) or 0) >= REPLIES else 0


def _firsts(actor: Actor, item_id: int) -> Select[Comment]:
    """First comments that the actor sees, and those with a reply that they see."""
    reply = aliased(Comment)
    answered = exists().where(reply.parent_id == Comment.id, visible_to(actor, reply))
    return select(Comment).where(
        Comment.item_id == item_id, Comment.parent_id.is_(None), or_(visible_to(actor), answered)
    )


def _replies(actor: Actor, firsts: Sequence[int], whole: int) -> Mapping[int, tuple[Sequence[Comment], int]]:
    """By first comment: the replies to show, and how many there are."""
    if not firsts:
        return {}
    thread = Comment.parent_id
    newest_first = (Comment.created.desc(), Comment.id.desc())
    place = func.row_number().over(partition_by=thread, order_by=newest_first)
    total = func.count().over(partition_by=thread)
    ranked = (
        select(Comment.id, place.label("place"), total.label("total"))
        .where(Comment.parent_id.in_(firsts), visible_to(actor))
        .subquery()
    )
    wanted = or_(ranked.c.place <= REPLIES, and_(Comment.parent_id == whole, ranked.c.place <= _MOST_REPLIES))
    rows = (
        select(Comment, ranked.c.total)
        .join(ranked, ranked.c.id == Comment.id)
        .where(wanted)
        .order_by(Comment.created, Comment.id)
    )
    found: dict[int, tuple[list[Comment], int]] = {}
    for reply, total in session.execute(rows):
        found.setdefault(reply.parent_id, ([], total))[0].append(reply)
    return found


def _after(comment: Comment) -> ColumnElement[bool]:
    same = and_(Comment.created == comment.created, Comment.id > comment.id)
    return or_(Comment.created > comment.created, same)


def _before(comment: Comment) -> ColumnElement[bool]:
    same = and_(Comment.created == comment.created, Comment.id < comment.id)
    return or_(Comment.created < comment.created, same)
