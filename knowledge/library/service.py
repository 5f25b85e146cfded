"""What people do with items."""

from __future__ import annotations

from knowledge.core.db import session
from knowledge.core.permissions import Actor
from knowledge.library.models import Item
from knowledge.library.permissions import require_view


def find(actor: Actor, item_id: int) -> Item:
    """The item, when the actor may see it. Raises Missing."""
    return require_view(actor, session.get(Item, item_id))
