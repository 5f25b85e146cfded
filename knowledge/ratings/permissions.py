"""Who may rate."""

from __future__ import annotations

from knowledge.core.i18n import _l
from knowledge.core.permissions import Actor, Permission, every
from knowledge.library.models import Item
from knowledge.library.permissions import may_view_the_item


def is_someone_elses(actor: Actor, item: Item) -> bool:
    return item.owner_id != actor.id


RATE = Permission(
    "item.rate",
    every(may_view_the_item, is_someone_elses),
    refusal=_l("One's own items are rated by others."),
)

PERMISSIONS = (RATE,)
