"""Why an item stands where it does among results, in a few words that are true for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from knowledge.core import clock
from knowledge.core.db import session
from knowledge.core.i18n import _, ngettext, number
from knowledge.core.permissions import Actor
from knowledge.library.models import Item, item_domain
from knowledge.profiles.models import profile_domain

NEW_FOR = timedelta(days=30)


def reasons(actor: Actor, items: Sequence[Item]) -> Mapping[int, Sequence[str]]:
    """What speaks for each item: its stars, the actor's own fields, its age, the actor's authority."""
    near = _in_fields_of(actor, [item.id for item in items])
    return {item.id: tuple(_reasons(actor, item, in_field=item.id in near)) for item in items}


def _reasons(actor: Actor, item: Item, *, in_field: bool) -> Iterator[str]:
    if item.stars is not None:
        yield ngettext(
            "%(mean)s from one person",
            "%(mean)s from %(people)s people",
            item.ratings,
            mean=number(round(item.stars, 1)),
            people=number(item.ratings),
        )
    if item.owner_id == actor.id:
        yield _("Brought by me")
    elif item.authority_id and item.authority_id == actor.authority_id:
        yield _("From my authority")
    if in_field:
        yield _("In my fields")
    if clock.now() - item.created < NEW_FOR:
        yield _("New this month")


def _in_fields_of(actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of these items that are in a field the actor chose."""
    mine = select(profile_domain.c.domain_code).where(profile_domain.c.user_id == actor.id)
    shared = select(item_domain.c.item_id).where(
        item_domain.c.item_id.in_(ids), item_domain.c.domain_code.in_(mine)
    )
    return frozenset(session.scalars(shared))
