"""Who may rate."""

from __future__ import annotations

from knowledge.core.permissions import Actor, Permission, every
from knowledge.library.models import Item
from knowledge.library.permissions import VIEW


def may_view(actor: Actor, item: Item) -> bool:
    return VIEW.allows(actor, item)


def is_someone_elses(actor: Actor, item: Item) -> bool:
    return item.owner_id != actor.id


RATE = Permission("item.rate", every(may_view, is_someone_elses))

PERMISSIONS = (RATE,)
