"""Who may read, write, change and hide comments."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, true

from knowledge.comments.models import Comment
from knowledge.core.permissions import Actor, Permission, every, staff
from knowledge.library.permissions import may_view_the_item


def stands_below_a_visible_item(actor: Actor, comment: Comment) -> bool:
    return comment.deleted is None and may_view_the_item(actor, comment.item)


def is_not_hidden(_actor: Actor, comment: Comment) -> bool:
    return comment.hidden is None


def is_author(actor: Actor, comment: Comment) -> bool:
    return bool(actor.id) and comment.author_id == actor.id


ADD = Permission("comment.add", may_view_the_item)
VIEW = Permission(
    "comment.view",
    every(stands_below_a_visible_item, is_not_hidden),
    every(stands_below_a_visible_item, is_author),
    every(stands_below_a_visible_item, staff),
)
EDIT = Permission("comment.edit", every(stands_below_a_visible_item, is_author))
HIDE = Permission("comment.hide", every(stands_below_a_visible_item, staff))

PERMISSIONS = (ADD, VIEW, EDIT, HIDE)


def visible_to(actor: Actor, comment: type[Comment] = Comment) -> ColumnElement[bool]:
    """VIEW in the words of the database, for comments of an item that the actor may view."""
    hidden_too = true() if staff(actor, None) else comment.author_id == actor.id
    return and_(comment.deleted.is_(None), or_(comment.hidden.is_(None), hidden_too))
