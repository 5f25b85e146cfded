"""What the library shows on pages it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.core.permissions import Actor
from knowledge.library import lists
from knowledge.profiles.models import Profile

_LINES, _OF_PERSON = 4, 10


def newest(actor: Actor, _thing: Any) -> Mapping[str, Any] | None:
    items = lists.newest(actor, _LINES)
    return {"items": items} if items else None


def waiting(actor: Actor, _thing: Any) -> Mapping[str, Any] | None:
    """One's own items that are being read or could not be."""
    counts = lists.counts(actor)
    if not counts[lists.WAITS] and not counts[lists.UNREAD]:
        return None
    return {"waiting": counts[lists.WAITS], "unreadable": counts[lists.UNREAD]}


def of_person(actor: Actor, profile: Profile) -> Mapping[str, Any] | None:
    items, total = lists.of_person(actor, profile.user_id, _OF_PERSON)
    return {"items": items, "total": total, "owner_id": profile.user_id}
