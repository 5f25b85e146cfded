"""Whether an open page is out of date: for each of its parts a mark, which differs when the part does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.orm import defer

from knowledge.core.db import session
from knowledge.core.feature import installed
from knowledge.core.permissions import Actor
from knowledge.library.models import UNREADABLE, WAITING, File, Item, Picture
from knowledge.library.permissions import require_view


def find(actor: Actor, item_id: int) -> Item:
    """The item without its texts, when the actor may see it. Raises Missing."""
    wanted = select(Item).where(Item.id == item_id).options(defer(Item.text), defer(Item.plain))
    return require_view(actor, session.scalar(wanted))


def marks_of(actor: Actor, item: Item) -> Mapping[str, str]:
    """By part of the item's page, what its features say of it to the actor: one query."""
    asked = [
        (part, column)
        for feature in installed()
        for part, columns in feature.marks.items()
        for column in columns(actor, item)
    ]
    values: dict[str, list[object]] = {}
    row = session.execute(select(*(column.label(f"c{place}") for place, (_, column) in enumerate(asked))))
    for (part, _column), value in zip(asked, row.one(), strict=True):
        values.setdefault(part, []).append(value)
    return {part: _digest(found) for part, found in values.items()}


def mark_of_own(actor: Actor) -> str:
    """For pages that show what becomes of one's own items: one query."""
    own = and_(Item.owner_id == actor.id, Item.deleted.is_(None))
    behind = select(Item.id).where(own, Item.indexed < Item.revision).subquery()
    unread = select(File.id).join(Item, File.item_id == Item.id).where(own, File.state == WAITING).subquery()
    counted = [
        select(number).scalar_subquery()
        for waiting in (behind, unread)
        for number in (func.count(waiting.c.id), func.sum(waiting.c.id))
    ]
    return _digest(session.execute(select(*counted)).one())


def of_page(actor: Actor, item: Item) -> Mapping[str, Any]:
    """What an item's page begins with: see templates/live/_item.html."""
    marks = marks_of(actor, item)
    return {"parts": marks, "version": version_of(marks), "waits": item.state == WAITING}


def version_of(marks: Mapping[str, str]) -> str:
    return _digest(sorted(marks.items()))


def of_own(actor: Actor, _thing: object) -> Mapping[str, Any]:
    """What such a page begins with: see templates/live/_mine.html."""
    return {"version": mark_of_own(actor)}


def item_marks(_actor: Actor, item: Item) -> Sequence[ColumnElement[Any]]:
    """What differs when the item itself does, or the reading and drawing of its files."""
    of_files = File.item_id == item.id
    waiting = select(func.sum(case((File.state == WAITING, 1), else_=0))).where(of_files)
    unreadable = select(func.sum(case((File.state == UNREADABLE, 1), else_=0))).where(of_files)
    newest = select(func.max(File.id)).where(of_files)
    drawn = select(func.count()).select_from(Picture).join(File, File.blob == Picture.blob).where(of_files)
    return [
        literal(item.revision),
        literal(item.indexed >= item.revision),
        *(each.scalar_subquery() for each in (waiting, unreadable, newest, drawn)),
    ]


def _digest(values: object) -> str:
    return blake2s(repr(values).encode(), digest_size=6).hexdigest()
