"""Questions that nobody has answered yet, for those who may know: a block of the home page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, or_, select
from sqlalchemy.orm import aliased

from knowledge.comments.models import Comment
from knowledge.core import clock
from knowledge.core.clock import iso
from knowledge.core.db import session
from knowledge.core.permissions import Actor
from knowledge.core.text import excerpt, plain
from knowledge.library.lists import may_see
from knowledge.library.models import DRAFT, Item, item_domain
from knowledge.profiles.models import profile_domain

LINES = 4
LATELY = timedelta(days=90)  # who asked longer ago has found another way
OWN, FIELD, AUTHORITY = "own", "field", "authority"


@dataclass(frozen=True, slots=True)
class Question:
    """A question below an item, and why this person may know the answer."""

    id: int
    text: str
    author: str
    created: datetime
    item_id: int
    title: str
    why: str  # own, field or authority


def questions(actor: Actor, limit: int) -> list[Question]:
    """What others asked below items of the actor's own, of their fields or of their authority.

    A question is open until somebody replies to it, or the item's owner writes something after it.
    """
    own, field = Item.owner_id == actor.id, _in_fields_of(actor)
    near = Item.authority_id == actor.authority_id if actor.authority_id else false()
    why = case((own, OWN), (field, FIELD), else_=AUTHORITY)
    wanted = (
        select(Comment, Item.id, Item.title, why)
        .join(Comment.item)
        .where(
            Comment.text.contains("?"),
            Comment.created > clock.now() - LATELY,
            Comment.parent_id.is_(None),
            Comment.deleted.is_(None),
            Comment.hidden.is_(None),
            Comment.author_id != actor.id,
            Item.visibility != DRAFT,
            may_see(actor),
            or_(own, field, near),
            ~_is_answered(),
        )
        .order_by(own.desc(), field.desc(), Comment.created.desc(), Comment.id.desc())
        .limit(limit)
    )
    return [
        Question(
            comment.id,
            excerpt(plain(comment.text)),
            comment.author.name,
            comment.created,
            item_id,
            title,
            why,
        )
        for comment, item_id, title, why in session.execute(wanted)
    ]


def waiting_panel(asking: Actor, _thing: object) -> Mapping[str, Any] | None:
    found = questions(asking, LINES)
    return {"questions": found} if found else None


def told_waiting(shown: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The same for the API."""
    return [
        {
            "comment": question.id,
            "text": question.text,
            "author": question.author,
            "created": iso(question.created),
            "item": {"id": question.item_id, "title": question.title},
            "why": question.why,
        }
        for question in shown["questions"]
    ]


def _in_fields_of(actor: Actor) -> ColumnElement[bool]:
    same = item_domain.c.domain_code == profile_domain.c.domain_code
    return exists().where(same, item_domain.c.item_id == Item.id, profile_domain.c.user_id == actor.id)


def _is_answered() -> ColumnElement[bool]:
    answer = aliased(Comment)
    by_owner = and_(
        answer.item_id == Comment.item_id, answer.author_id == Item.owner_id, answer.id > Comment.id
    )
    stands = answer.deleted.is_(None), answer.hidden.is_(None)
    return exists().where(or_(answer.parent_id == Comment.id, by_owner), *stands)
