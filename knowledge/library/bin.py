"""The bin: deleted items rest there for thirty days, and can come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete as sql_delete
from sqlalchemy import select

from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.errors import Missing
from knowledge.core.events import announce
from knowledge.core.permissions import Actor
from knowledge.library.events import ItemChanged
from knowledge.library.models import Item
from knowledge.library.permissions import EDIT, ERASE, RESTORE

KEPT_FOR = timedelta(days=30)


def find_in_bin(actor: Actor, item_id: int) -> Item:
    """The deleted item, when the actor may bring it back. Raises Missing."""
    item = session.get(Item, item_id)
    if item is None or not RESTORE.allows(actor, item):
        raise Missing
    return item


def delete(actor: Actor, item: Item) -> None:
    """Put the item into the bin: nobody finds it from now on."""
    EDIT.require(actor, item)
    item.deleted = clock.now()
    item.revision += 1
    session.flush()
    announce(ItemChanged(item.id, narrowed=True))


def restore(actor: Actor, item: Item) -> None:
    """Bring the item back as it was."""
    RESTORE.require(actor, item)
    item.deleted = None
    item.revision += 1
    session.flush()
    announce(ItemChanged(item.id))


def erase(actor: Actor, item: Item) -> None:
    """Remove a deleted item for good; its bytes follow when nothing else names them."""
    ERASE.require(actor, item)
    _erase([item.id])


def days_left(item: Item) -> int:
    """How long a deleted item can still come back."""
    gone = clock.now() - (item.deleted or clock.now())
    return max(0, -((gone - KEPT_FOR) // timedelta(days=1)))


def empty_bin(_subjects: Sequence[str]) -> None:
    """Remove what has been in the bin for thirty days."""
    with transaction():
        over = session.scalars(select(Item.id).where(Item.deleted < clock.now() - KEPT_FOR)).all()
        _erase(over)


def _erase(item_ids: Sequence[int]) -> None:
    # The database removes files, texts, ratings and comments with their item.
    session.execute(sql_delete(Item).where(Item.id.in_(item_ids)))
