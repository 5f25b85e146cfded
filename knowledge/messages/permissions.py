"""Who may write to whom."""

from __future__ import annotations

from knowledge.accounts.permissions import has_arrived_and_is_not_suspended, is_somebody_else
from knowledge.core.permissions import Actor, Permission, every, signed_in
from knowledge.profiles.models import Profile


def is_somebody_elses_page(actor: Actor, profile: Profile) -> bool:
    return is_somebody_else(actor, profile.user)


def belongs_to_someone_present(actor: Actor, profile: Profile) -> bool:
    return has_arrived_and_is_not_suspended(actor, profile.user)


def takes_messages(_actor: Actor, profile: Profile) -> bool:
    return profile.by_message


WRITE = Permission(
    "message.write",
    every(signed_in, is_somebody_elses_page, belongs_to_someone_present, takes_messages),
)

PERMISSIONS = (WRITE,)
