"""The home page: what there is, what people search for, and the blocks that features bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from knowledge.core import feature
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.discovery import asked
from knowledge.discovery.asking import answering, query_of
from knowledge.discovery.hits import told_of, viewable
from knowledge.discovery.permissions import SEARCH
from knowledge.discovery.wanted import Wanted
from search.parse import parse
from search.query import Page

PLACE = "home"
EXAMPLES = 3
_MOST_TRIED = 6  # common searches, each of which is tried for this reader


@dataclass(frozen=True, slots=True)
class Front:
    """What the home page says about everything the actor may see."""

    total: int
    authorities: int
    examples: tuple[str, ...]


def front(actor: Actor) -> Front:
    """What there is, and searches that find something for this actor.

    They are what several people searched for lately, else the commonest tags, else the newest titles.
    """
    SEARCH.require(actor)
    query, _unknown = query_of(actor, Wanted(), parse(""))
    with answering():
        page = tools().search.search(replace(query, facets=("authority", "tag"), size=EXAMPLES))
    examples: dict[str, None] = {}
    for example in _examples(actor, page):
        examples[example] = None
        if len(examples) == EXAMPLES:
            break
    return Front(page.total, len(page.facets.get("authority", ())), tuple(examples))


def blocks(actor: Actor) -> Mapping[str, Any]:
    """What features say on the home page, by the names of their parts, as the API tells it."""
    found = {}
    for panel in feature.panels(PLACE):
        if panel.answer and (values := panel.load(actor, None)) is not None:
            found[panel.name] = panel.answer(values)
    return found


def _examples(actor: Actor, page: Page) -> Iterator[str]:
    yield from (text for text in asked.common(_MOST_TRIED) if page.total and _finds(actor, text))
    yield from (tag for tag, _count in page.facets.get("tag", ()))
    things = viewable(actor, page.hits)
    yield from (str(told_of(hit, things[hit.key])["title"]) for hit in page.hits if hit.key in things)


def _finds(actor: Actor, text: str) -> bool:
    query, unknown = query_of(actor, Wanted(text), parse(text))
    with answering():
        return not unknown and tools().search.search(replace(query, facets=(), size=1)).total > 0
