"""What people do with comments on items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import joinedload

from knowledge.accounts.models import User
from knowledge.comments import mentions
from knowledge.comments.jobs import tell
from knowledge.comments.models import Comment
from knowledge.comments.permissions import ADD, EDIT, HIDE, VIEW, visible_to
from knowledge.core import clock, text
from knowledge.core.db import session
from knowledge.core.errors import Missing
from knowledge.core.jobs import later
from knowledge.core.paging import Page, page_of
from knowledge.core.permissions import Actor
from knowledge.library.models import Item
from knowledge.library.permissions import VIEW as ITEM_VIEW

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


def comments_of(actor: Actor, item: Item, page: int = 1, *, oldest_first: bool = False) -> Page[Comment]:
    """The item's comments that the actor may see, replies among them, newest first unless asked otherwise."""
    ADD.require(actor, item)
    query = select(Comment).where(Comment.item_id == item.id, visible_to(actor))
    sequence = (Comment.created, Comment.id)
    if not oldest_first:
        sequence = (Comment.created.desc(), Comment.id.desc())  # type: ignore[assignment]
    return page_of(query.order_by(*sequence), page, size=PER_PAGE)


def add(
    actor: Actor, item: Item, typed: str, *, answers: Comment | None = None, chosen: Collection[int] = ()
) -> Comment:
    """Say something about an item, or about what was said. ``chosen`` tells namesakes apart: see mentions."""
    ADD.require(actor, item)
    if answers and (answers.item_id != item.id or not VIEW.allows(actor, answers)):
        raise Missing
    words, spoken_to = mentions.kept(item, text.written(typed, longest=LONGEST), chosen)
    if answers and answers.parent_id and not _is_spoken_to(answers.author, actor, spoken_to, item):
        words, spoken_to = mentions.addressed(answers.author, words), spoken_to | {answers.author_id}
    _lock(item)
    comment = Comment(item=item, author_id=actor.id, text=words, created=clock.now())
    comment.parent_id = (answers.parent_id or answers.id) if answers else None
    session.add(comment)
    recount(item)
    mentions.note(comment, spoken_to)
    later(tell, comment.id)
    return comment


def edit(actor: Actor, comment: Comment, typed: str, *, chosen: Collection[int] = ()) -> None:
    EDIT.require(actor, comment)
    words, spoken_to = mentions.kept(comment.item, text.written(typed, longest=LONGEST), chosen)
    if words != comment.text:
        comment.text, comment.edited = words, clock.now()
        mentions.note(comment, spoken_to)
        later(tell, comment.id)


def delete(actor: Actor, comment: Comment) -> None:
    """Take the comment away for everybody; its words go, and its row tells that there was one."""
    EDIT.require(actor, comment)
    _lock(comment.item)
    comment.text, comment.deleted = "", clock.now()
    mentions.note(comment, ())
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


def marks(actor: Actor, item: Item) -> Sequence[ColumnElement[Any]]:
    """What differs when the comments do that the actor sees: see Feature.marks."""
    seen = Comment.item_id == item.id, visible_to(actor)
    numbers = func.sum(Comment.id), func.max(Comment.edited), func.max(Comment.hidden)
    return [literal(item.comments), *(select(each).where(*seen).scalar_subquery() for each in numbers)]


def _lock(item: Item) -> None:
    session.refresh(item, with_for_update=True)  # two people may write at once


def _is_spoken_to(person: User, actor: Actor, spoken_to: Collection[int], item: Item) -> bool:
    """Whether a reply to this person needs no name in front: it is there, or nobody would read it."""
    gone = not person.active or not ITEM_VIEW.allows(person.actor, item)
    return person.id == actor.id or person.id in spoken_to or gone
