"""Who may see and change items, in rules and in the words of the search index."""

from __future__ import annotations

from knowledge.core.errors import Missing
from knowledge.core.permissions import Actor, Permission, every, signed_in, staff
from knowledge.library.models import DRAFT, MANAGERS, NETWORK, Item


def is_owner(actor: Actor, item: Item) -> bool:
    return bool(actor.id) and item.owner_id == actor.id


def is_for_the_network(_actor: Actor, item: Item) -> bool:
    return item.visibility == NETWORK


def is_for_managers(_actor: Actor, item: Item) -> bool:
    return item.visibility == MANAGERS


def is_not_a_draft(_actor: Actor, item: Item) -> bool:
    return item.visibility != DRAFT


def is_out_of_the_bin(_actor: Actor, item: Item) -> bool:
    return item.deleted is None


def is_in_the_bin(_actor: Actor, item: Item) -> bool:
    return item.deleted is not None


ADD = Permission("item.add", signed_in)
VIEW = Permission(
    "item.view",
    every(is_out_of_the_bin, signed_in, is_for_the_network),
    every(is_out_of_the_bin, is_owner),
    every(is_out_of_the_bin, is_for_managers, staff),
)
EDIT = Permission(
    "item.edit",
    every(is_out_of_the_bin, is_owner),
    every(is_out_of_the_bin, staff, is_not_a_draft),
)
RESTORE = Permission(
    "item.restore", every(is_in_the_bin, is_owner), every(is_in_the_bin, staff, is_not_a_draft)
)
# For good: what somebody else deleted can always be brought back for thirty days.
ERASE = Permission("item.erase", every(is_in_the_bin, is_owner))

PERMISSIONS = (ADD, VIEW, EDIT, RESTORE, ERASE)


def may_view_the_item(actor: Actor, item: Item) -> bool:
    """For the permissions of those who build on items."""
    return VIEW.allows(actor, item)


def readers(item: Item) -> frozenset[str]:
    """VIEW in the words of the search index: see Actor.reader_tokens."""
    if item.deleted:
        return frozenset()
    tokens = {f"user:{item.owner_id}"}
    if item.visibility == NETWORK:
        tokens.add("network")
    if item.visibility == MANAGERS:
        tokens.add("managers")
    return frozenset(tokens)


def require_view(actor: Actor, item: Item | None) -> Item:
    """The item, or Missing: who may not see it does not learn that it exists."""
    if item is None or not VIEW.allows(actor, item):
        raise Missing
    return item
