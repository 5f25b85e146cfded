"""The facets beside the results: what each value would find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.core import feature
from knowledge.core.permissions import Actor
from knowledge.discovery.asking import seen_values
from knowledge.discovery.wanted import Wanted
from search.query import Page


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
    values: tuple[Value, ...]

    @property
    def chosen(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.chosen)

    def first(self, number: int) -> tuple[Value, ...]:
        """The most frequent values, and all that are chosen."""
        return self.values[:number] + tuple(value for value in self.values[number:] if value.chosen)


def counted(actor: Actor, page: Page, wanted: Wanted) -> Iterator[Counted]:
    found = {facet.name: dict(page.facets.get(facet.name, ())) for facet in feature.facets()}
    lacking = {name: frozenset(values) - found[name].keys() for name, values in wanted.filters.items()}
    seen = seen_values(actor, [name for name, values in lacking.items() if values])
    for facet in feature.facets():
        counts, chosen = found[facet.name], wanted.filters.get(facet.name, ())
        more = lacking.get(facet.name, frozenset())
        named = counts.keys() | (more & seen.get(facet.name, more))
        counts |= {value: 0 for value in chosen if value in more}
        labels = facet.labels(named) if named else {}
        values = (
            Value(value, labels.get(value, value), count, value in chosen) for value, count in counts.items()
        )
        yield Counted(facet.name, str(facet.label), tuple(values))
