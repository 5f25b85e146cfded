"""Who may do what with accounts."""

from __future__ import annotations

from knowledge.accounts.models import User
from knowledge.core.permissions import (
    ADMINISTRATOR,
    MANAGER,
    Actor,
    Permission,
    every,
    role,
    signed_in,
    staff,
)


def is_oneself(actor: Actor, user: User) -> bool:
    return bool(actor.id) and actor.id == user.id


def is_somebody_else(actor: Actor, user: User) -> bool:
    return actor.id != user.id


def is_not_an_administrator(_actor: Actor, user: User) -> bool:
    return user.role != ADMINISTRATOR


def has_arrived_and_is_not_suspended(_actor: Actor, user: User) -> bool:
    return user.active


VIEW = Permission("person.view", every(signed_in, has_arrived_and_is_not_suspended), staff)
CHANGE_OWN = Permission("person.change_own", is_oneself)
MANAGE = Permission(
    "person.manage",
    every(is_somebody_else, role(ADMINISTRATOR)),
    every(is_somebody_else, role(MANAGER), is_not_an_administrator),
)
INVITE = Permission("people.invite", staff)
MAKE_ADMINISTRATOR = Permission("people.make_administrator", role(ADMINISTRATOR))
SEE_ALL = Permission("people.see_all", staff)
SEE_RECORD = Permission("people.see_record", staff)

PERMISSIONS = (VIEW, CHANGE_OWN, MANAGE, INVITE, MAKE_ADMINISTRATOR, SEE_ALL, SEE_RECORD)
