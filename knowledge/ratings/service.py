"""Stars for items, and the numbers that ranking reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.orm import defer, joinedload

from knowledge.core import clock
from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.events import announce
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.library.events import RankChanged
from knowledge.library.models import NETWORK, Item
from knowledge.library.permissions import VIEW
from knowledge.ratings.models import Rating
from knowledge.ratings.permissions import RATE
from search.ranking import PRIOR_RATINGS, PRIOR_STARS

LOWEST, HIGHEST = 1, 5
LATELY = timedelta(days=30)  # what the start page calls a month
_STARS, _VOTES = func.coalesce(func.sum(Rating.stars), 0), func.count()
_GOOD = 4.0  # the mean from which something is well rated


def rate(actor: Actor, item: Item, stars: int) -> Rating:
    """Record the actor's stars for an item and let them count in its rank."""
    RATE.require(actor, item)
    if type(stars) is not int or not LOWEST <= stars <= HIGHEST:  # a bool is an int, but no number of stars
        raise Invalid(_("Stars go from one to five."), field="stars")
    _lock(item)
    rating = session.merge(Rating(item_id=item.id, user_id=actor.id, stars=stars, changed=clock.now()))
    recount(item)
    announce(RankChanged(item.id))
    return rating


def take_back(actor: Actor, item: Item) -> None:
    """Forget the actor's stars; nothing happens when there are none."""
    RATE.require(actor, item)
    _lock(item)
    rating = session.get(Rating, (item.id, actor.id))
    if rating:
        session.delete(rating)
        recount(item)
        announce(RankChanged(item.id))


def stars_of(actor: Actor, item: Item) -> int:
    """The stars the actor gave; 0 for none."""
    rating = session.get(Rating, (item.id, actor.id))
    return rating.stars if rating else 0


def distribution(actor: Actor, item: Item) -> Mapping[int, int]:
    """How many people gave one star, two, and so on."""
    VIEW.require(actor, item)
    given = (
        select(Rating.stars, func.count().label("people"))
        .where(Rating.item_id == item.id)
        .group_by(Rating.stars)
    )
    found = {row.stars: row.people for row in session.execute(given)}
    return {stars: found.get(stars, 0) for stars in range(LOWEST, HIGHEST + 1)}


def marks(_actor: Actor, item: Item) -> Sequence[ColumnElement[Any]]:
    """What differs when the item's stars do: see Feature.marks."""
    return [literal(item.stars_total), literal(item.ratings)]


def miscounted() -> Select[int]:
    """The items whose numbers are not what the ratings say."""
    stars, votes = (
        select(number).where(Rating.item_id == Item.id).scalar_subquery() for number in (_STARS, _VOTES)
    )
    return select(Item.id).where(or_(Item.stars_total != stars, Item.ratings != votes))


def recount(item: Item) -> None:
    """Make the item's numbers what the ratings say."""
    session.flush()
    totals = select(_STARS, _VOTES).where(Rating.item_id == item.id)
    item.stars_total, item.ratings = session.execute(totals).one()


def best_of_the_month(actor: Actor, count: int) -> list[Item]:
    """What the network rated well lately, best first: this month's stars in the average of search.ranking."""
    total, votes = func.sum(Rating.stars), func.count()
    recent = (
        select(
            Rating.item_id,
            ((total + PRIOR_RATINGS * PRIOR_STARS) / (votes + PRIOR_RATINGS)).label("weighted"),
        )
        .where(Rating.changed > clock.now() - LATELY)
        .group_by(Rating.item_id)
        .having(total >= _GOOD * votes)
        .subquery()
    )
    found = session.scalars(
        select(Item)
        .join(recent, recent.c.item_id == Item.id)
        .where(Item.visibility == NETWORK, Item.deleted.is_(None))
        .options(defer(Item.text), defer(Item.plain), joinedload(Item.owner), joinedload(Item.authority))
        .order_by(recent.c.weighted.desc(), Item.created.desc(), Item.id.desc())
        .limit(count)
    )
    return [item for item in found if VIEW.allows(actor, item)]


def _lock(item: Item) -> None:
    session.refresh(item, with_for_update=True)  # two people may rate at once
