"""A question in the engine's words: what somebody wants, and what they may see of it."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from knowledge.core import feature
from knowledge.core.errors import Away
from knowledge.core.feature import Facet
from knowledge.core.findable import excluded_keys, findables
from knowledge.core.i18n import _
from knowledge.core.paging import PER_PAGE
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.discovery.wanted import Wanted
from search.engine import EngineAway
from search.parse import Parsed
from search.query import Query

log = logging.getLogger(__name__)
MONTH = "month"  # the facet that a span of months is looked for in


@contextmanager
def answering() -> Iterator[None]:
    try:
        yield
    except EngineAway as reason:
        log.warning("search is away: %s", reason)
        raise Away(
            _("Search is away for the moment. Everything else goes on; please try again soon.")
        ) from reason


def query_of(
    actor: Actor, wanted: Wanted, parsed: Parsed, counting: Sequence[Facet] = ()
) -> tuple[Query, tuple[str, ...]]:
    """The question in the engine's words, and the names in it that nothing answers to.

    ``counting``: the facets whose values are to be counted.
    """
    known = counting or (feature.facets() if parsed.named else ())
    filters = {name: frozenset(values) for name, values in wanted.filters.items()}
    typed, without, unknown = _named(actor, parsed, known)
    for name, values in typed.items():
        # A value chosen among those that were typed narrows them; another one adds to them.
        chosen = filters.get(name, frozenset())
        filters[name] = chosen & values or chosen | values
    if wanted.months:
        span = frozenset(wanted.months)
        filters[MONTH] = filters.get(MONTH, span) & span
    query = Query(
        text=wanted.text,
        readers=actor.reader_tokens,
        kinds=shown_kinds(),
        filters=filters,
        without=without,
        excluded=excluded_keys(),
        facets=tuple(facet.name for facet in counting),
        sort=wanted.sort,
        page=wanted.page,
        size=PER_PAGE,
    )
    return query, unknown


def _named(
    actor: Actor, parsed: Parsed, known: Iterable[Facet]
) -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]], tuple[str, ...]]:
    """The values of named terms, those to leave out, and the names that nothing answers to."""
    facets = {facet.name: facet for facet in known}
    seen = seen_values(actor, {term.name for term in parsed.named}, facets.values())
    typed: dict[str, frozenset[str]] = defaultdict(frozenset)
    without: dict[str, frozenset[str]] = defaultdict(frozenset)
    unknown = []
    for term in parsed.named:
        facet = facets.get(term.name)
        values = facet.resolve(term.value) if facet and facet.resolve else frozenset()
        values &= seen.get(term.name, values)
        if term.negated:
            without[term.name] |= values
        elif values:
            typed[term.name] |= values
        else:
            unknown.append(term.value)
    return typed, dict(without), tuple(unknown)


def seen_values(
    actor: Actor, names: Collection[str], facets: Iterable[Facet]
) -> Mapping[str, frozenset[str]]:
    """The values of the private ones of these facets among all that the actor may see."""
    names = {facet.name for facet in facets if facet.private and facet.name in names}
    if not names:
        return {}
    everything = Query(
        "",
        actor.reader_tokens,
        kinds=shown_kinds(),
        excluded=excluded_keys(),
        facets=tuple(sorted(names)),
    )
    with answering():
        counts = tools().search.search(everything).facets
    return {name: frozenset(value for value, _count in counts.get(name, ())) for name in names}


def shown_kinds() -> frozenset[str]:
    return frozenset(kind.kind for kind in findables() if kind.template)
