"""What the library shows on pages it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.core.permissions import Actor
from knowledge.library import lists
from knowledge.profiles.models import Profile

_OF_PERSON = 10


def of_person(actor: Actor, profile: Profile) -> Mapping[str, Any] | None:
    items, total = lists.of_person(actor, profile.user_id, _OF_PERSON)
    return {"items": items, "total": total, "owner_id": profile.user_id}
