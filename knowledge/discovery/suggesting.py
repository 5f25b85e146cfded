"""Completions for the search box: titles, tags and people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from knowledge.core import feature
from knowledge.core.findable import excluded_keys, findable, findables
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.text import line
from knowledge.core.tools import tools
from knowledge.discovery.asking import answering, seen_values
from knowledge.discovery.hits import address_of, viewable
from knowledge.discovery.permissions import SEARCH
from search.query import Hit, Query

SUGGESTED_FACETS = ("tag",)
MOST_OTHER_NAMES = 3


@dataclass(frozen=True, slots=True)
class Suggested:
    kind: str
    text: str
    url: str


def suggest(actor: Actor, typed: str) -> list[Suggested]:
    """Titles, tags and people for the search box, only from what the actor may see."""
    SEARCH.require(actor)
    typed = line(typed)
    if not typed:
        return []
    kinds = frozenset(kind.kind for kind in findables() if kind.address)
    everything = Query("", actor.reader_tokens, kinds=kinds, excluded=excluded_keys())
    with answering():
        proposed = tools().search.suggest(typed, everything, facets=SUGGESTED_FACETS)
    hits = [Hit(each.key, 0.0) for each in proposed if each.key]
    things = viewable(actor, hits)
    found = list(_by_other_names(actor, typed, {each.text for each in proposed}))
    for each in proposed:
        if not each.key:
            found.append(_filter(each.kind, each.text))
        elif each.key in things:
            found.append(Suggested(each.kind, each.text, address_of(Hit(each.key, 0.0))))
    return found


def label(kind: str) -> str:
    """What suggestions of a kind are called together."""
    return {"tag": _("Tags")}.get(kind) or str(findable(kind).label)


def _by_other_names(actor: Actor, typed: str, known: Collection[str]) -> Iterator[Suggested]:
    """Values of facets that have another name which begins so, of what the actor may see."""
    facets = feature.facets()
    for facet in facets:
        if facet.completes is None or facet.name not in SUGGESTED_FACETS:
            continue
        values = [value for value in facet.completes(typed) if value not in known]
        if values and facet.private:
            seen = seen_values(actor, [facet.name], facets).get(facet.name, frozenset())
            values = [value for value in values if value in seen]
        yield from (_filter(facet.name, value) for value in values[:MOST_OTHER_NAMES])


def _filter(name: str, value: str) -> Suggested:
    return Suggested(name, value, f"/search?{urlencode({name: value})}")
