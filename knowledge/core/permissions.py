"""Who may do what: an actor, rules about an actor and a thing, and named permissions made of rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from knowledge.core.errors import Refused
from knowledge.core.i18n import _

MEMBER, MANAGER, ADMINISTRATOR = "member", "manager", "administrator"
ROLES = (MEMBER, MANAGER, ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is asking. Services take one first; they never ask who is signed in."""

    id: int
    name: str
    role: str
    authority_id: int | None = None

    @property
    def reader_tokens(self) -> frozenset[str]:
        """What the search index calls this person: see ``readers`` in the library's permissions."""
        if not self.id:
            return frozenset()
        tokens = {"network", f"user:{self.id}"}
        if self.role in (MANAGER, ADMINISTRATOR):
            tokens.add("managers")
        return frozenset(tokens)


NOBODY = Actor(0, "", "")

Rule = Callable[[Actor, Any], bool]


class Permission:
    """A name, rules of which any one is enough, and what others are told, if not the usual sentence."""

    def __init__(self, name: str, *rules: Rule, refusal: str = "") -> None:
        self.name = name
        self.rules = rules
        self.refusal = refusal

    def allows(self, actor: Actor, thing: Any = None) -> bool:
        return any(rule(actor, thing) for rule in self.rules)

    def require(self, actor: Actor, thing: Any = None) -> None:
        """Raise Refused unless the actor may."""
        if not self.allows(actor, thing):
            raise Refused(
                str(self.refusal) or _("This is not open to your account. The community's managers can help.")
            )


def role(*names: str) -> Rule:
    """A rule: the actor has one of these roles."""

    def has_role(actor: Actor, _thing: Any) -> bool:
        return actor.role in names

    has_role.__name__ = "role: " + ", ".join(names)
    return has_role


staff = role(MANAGER, ADMINISTRATOR)


def every(*rules: Rule) -> Rule:
    """A rule: all of these hold."""

    def all_hold(actor: Actor, thing: Any) -> bool:
        return all(rule(actor, thing) for rule in rules)

    all_hold.__name__ = " and ".join(rule.__name__ for rule in rules)
    return all_hold


def signed_in(actor: Actor, _thing: Any) -> bool:
    return bool(actor.id)
