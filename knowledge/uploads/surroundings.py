"""What items have that the actor may see: all, their own, those of a type, and the most similar ones."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import load_only, selectinload

from knowledge.core.db import session
from knowledge.core.findable import excluded_keys
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.library.indexing import KIND
from knowledge.library.lists import may_see
from knowledge.library.models import DRAFT, Item
from knowledge.uploads.evidence import Evidence
from search.engine import EngineAway
from search.query import Query

log = logging.getLogger(__name__)
TAG, DOMAIN = "tag", "domain"
_NEIGHBOURS = 8
_BELIEF = 2  # how many items the expected share counts as, where few are known


@dataclass(frozen=True)
class Counts:
    """How many items there are, and how many of them have each value of each facet."""

    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def share(self, facet: str, value: str, expected: float = 0.0) -> float:
        """The share that has it; where there are few items it stays near what is expected."""
        having = self.facets.get(facet, {}).get(value, 0)
        return (having + _BELIEF * expected) / (self.total + _BELIEF)


@dataclass(frozen=True)
class Surroundings:
    """Nothing in here comes from an item that the actor may not see, nor from the new item itself."""

    neighbours: Sequence[tuple[float, Item]] = ()  # the most similar first, with how similar they are
    everywhere: Counts = Counts()
    own: Counts = Counts()
    query: Query | None = None

    def of_type(self, code: str) -> Counts:
        if self.query is None:
            return Counts()
        try:
            return _counts(replace(self.query, filters={"type": frozenset({code})}))
        except EngineAway as reason:
            log.warning("search is away: %s", reason)
            return Counts()


def look_around(actor: Actor, item: Item, evidence: Evidence) -> Surroundings:
    """Ask the index; without it there is nothing around."""
    query = Query(
        "",
        actor.reader_tokens,
        kinds=frozenset((KIND,)),
        excluded=excluded_keys() | {f"{KIND}:{item.id}"},
        facets=(TAG, DOMAIN),
        size=0,
    )
    try:
        return Surroundings(
            neighbours=_neighbours(actor, replace(query, facets=(), size=_NEIGHBOURS), evidence),
            everywhere=_counts(query),
            own=_counts(replace(query, filters={"owner": frozenset({str(actor.id)})})),
            query=query,
        )
    except EngineAway as reason:
        log.warning("search is away: %s", reason)
        return Surroundings()


def _counts(query: Query) -> Counts:
    page = tools().search.search(query)
    return Counts(page.total, {name: dict(counts) for name, counts in page.facets.items()})


def _neighbours(actor: Actor, query: Query, evidence: Evidence) -> Sequence[tuple[float, Item]]:
    text = "\n".join((*evidence.names, *evidence.titles, evidence.text))
    hits = tools().search.similar(query, text=text).hits
    rows = (
        select(Item)
        .where(Item.id.in_([hit.id for hit in hits]), may_see(actor), Item.visibility != DRAFT)
        .options(load_only(Item.type_code, Item.title), selectinload(Item.domains), selectinload(Item.tags))
    )
    items = {item.id: item for item in session.scalars(rows)}
    return [(hit.score, items[hit.id]) for hit in hits if hit.id in items]


def votes(weighted: Iterable[tuple[float, Iterable[str]]]) -> tuple[Mapping[str, float], Mapping[str, int]]:
    """What similar items have: each value's share of all their likeness, and how many have it."""
    shares: dict[str, float] = {}
    numbers: dict[str, int] = {}
    total = 0.0
    for weight, values in weighted:
        total += weight
        for value in values:
            shares[value] = shares.get(value, 0.0) + weight
            numbers[value] = numbers.get(value, 0) + 1
    return {value: share / total for value, share in shares.items()}, numbers
