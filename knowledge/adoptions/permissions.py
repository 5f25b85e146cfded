"""Who may say that an item was used in their authority."""

from __future__ import annotations

from knowledge.core.i18n import _l
from knowledge.core.permissions import Actor, Permission, every
from knowledge.library.models import Item
from knowledge.library.permissions import may_view_the_item


def is_someone_elses(actor: Actor, item: Item) -> bool:
    return item.owner_id != actor.id


ADOPT = Permission(
    "item.adopt",
    every(may_view_the_item, is_someone_elses),
    refusal=_l("It goes without saying that one's own item is in use in one's own authority."),
)

PERMISSIONS = (ADOPT,)
