"""Saying that an item was used in one's authority, and in how many it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from knowledge.adoptions.models import Adoption
from knowledge.adoptions.permissions import ADOPT
from knowledge.core import clock
from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.text import at_most, line
from knowledge.library.models import Item
from knowledge.library.permissions import VIEW

LONGEST = 300  # characters: one line
_AUTHORITIES = func.count(Adoption.authority_id.distinct())


def adopt(actor: Actor, item: Item, text: str = "") -> Adoption:
    """Say, or say anew, that the item was used in the actor's authority, and how it went."""
    ADOPT.require(actor, item)
    if actor.authority_id is None:
        raise Invalid(_("The settings do not say yet in which authority you work."), field="authority")
    words = at_most(line(text, limit=10 * LONGEST), longest=LONGEST)
    _lock(item)
    adoption = session.get(Adoption, (item.id, actor.id)) or Adoption(item_id=item.id, user_id=actor.id)
    adoption.authority_id, adoption.text, adoption.created = actor.authority_id, words, clock.now()
    session.add(adoption)
    recount(item)
    session.expire(adoption, ["authority"])
    return adoption


def take_back(actor: Actor, item: Item) -> None:
    """It was not used after all; nothing happens when nobody said so."""
    ADOPT.require(actor, item)
    _lock(item)
    adoption = of(actor, item)
    if adoption:
        session.delete(adoption)
        recount(item)


def of(actor: Actor, item: Item) -> Adoption | None:
    """What the actor said themselves."""
    return session.get(Adoption, (item.id, actor.id))


def adoptions_of(actor: Actor, item: Item) -> Sequence[Adoption]:
    """Everybody's word on where the item is in use, the newest first."""
    VIEW.require(actor, item)
    said = select(Adoption).where(Adoption.item_id == item.id)
    return session.scalars(said.order_by(Adoption.created.desc(), Adoption.user_id)).unique().all()


def miscounted() -> Select[int]:
    """The items whose number of authorities is wrong."""
    counted = select(_AUTHORITIES).where(Adoption.item_id == Item.id)
    return select(Item.id).where(Item.adoptions != counted.scalar_subquery())


def recount(item: Item) -> None:
    """Make the item's number that of the authorities it is in use in."""
    session.flush()
    item.adoptions = session.scalar(select(_AUTHORITIES).where(Adoption.item_id == item.id)) or 0


def marks(_actor: Actor, item: Item) -> Sequence[ColumnElement[Any]]:
    """What differs when the item's adoptions do: see Feature.marks."""
    said = Adoption.item_id == item.id
    people = select(func.count(Adoption.user_id)).where(said)
    newest = select(func.max(Adoption.created)).where(said)
    return [literal(item.adoptions), people.scalar_subquery(), newest.scalar_subquery()]


def _lock(item: Item) -> None:
    session.flush()
    session.refresh(item, with_for_update=True)  # two people may say so at once
