"""The facets beside the results: what each value would find, and what is worth saying of them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from knowledge.core.db import session
from knowledge.core.feature import Facet
from knowledge.core.permissions import Actor
from knowledge.discovery.asking import seen_values
from knowledge.discovery.wanted import Wanted
from knowledge.taxonomy.models import Authority
from search.query import Page

FEWEST_SHARED = 8  # of fewer one sees at a glance where they come from
TELLING_SHARE = (0.1, 0.8)  # of all; less or more says little


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A facet and how often each of its values occurs among what was found."""

    name: str
    label: str
    drawn: str
    values: tuple[Value, ...]

    @property
    def chosen(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.chosen)

    def first(self, number: int) -> tuple[Value, ...]:
        """The most frequent values, and all that are chosen."""
        return self.values[:number] + tuple(value for value in self.values[number:] if value.chosen)

    def narrows(self, total: int) -> bool:
        """Whether choosing here changes anything: not where every value is everything."""
        return bool(self.chosen) or any(value.count < total for value in self.values)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was found comes from authorities of one size."""

    size: str
    count: int


def counted(actor: Actor, page: Page, wanted: Wanted, facets: Sequence[Facet]) -> Iterator[Counted]:
    found = {facet.name: dict(page.facets.get(facet.name, ())) for facet in facets}
    lacking = {name: frozenset(values) - found[name].keys() for name, values in wanted.filters.items()}
    seen = seen_values(actor, [name for name, values in lacking.items() if values], facets)
    for facet in facets:
        counts, chosen = found[facet.name], wanted.filters.get(facet.name, ())
        more = lacking.get(facet.name, frozenset())
        named = counts.keys() | (more & seen.get(facet.name, more))
        counts |= {value: 0 for value in chosen if value in more}
        labels = facet.labels(named) if named else {}
        values = (
            Value(value, labels.get(value, value), count, value in chosen) for value, count in counts.items()
        )
        yield Counted(facet.name, str(facet.label), facet.drawn, tuple(values))


def share(actor: Actor, page: Page, wanted: Wanted) -> Share | None:
    """What comes from authorities of the actor's own size, or else small ones; None where it says little.

    The counts of a facet ignore its own filter, so only chosen authorities are added up.
    """
    chosen = wanted.filters.get("authority", ())
    counts = {int(id): count for id, count in page.facets.get("authority", ()) if not chosen or id in chosen}
    if page.total < FEWEST_SHARED or not counts:
        return None
    wanted_ids = {*counts, actor.authority_id or 0}
    rows = session.execute(select(Authority.id, Authority.size).where(Authority.id.in_(wanted_ids)))
    sizes = {row.id: row.size for row in rows}
    size = sizes.get(actor.authority_id or 0, "small")
    count = sum(number for id, number in counts.items() if sizes.get(id) == size)
    least, most = TELLING_SHARE
    return Share(size, count) if least <= count / page.total <= most else None
