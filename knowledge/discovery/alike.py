"""What is like a thing, for the pages that show one: only what the actor may see."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from knowledge.core.findable import excluded_keys, findable
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.discovery.asking import shown_kinds
from knowledge.discovery.hits import address_of, told_of, viewable
from knowledge.discovery.permissions import SEARCH
from search.engine import EngineAway
from search.query import Query

log = logging.getLogger(__name__)
FEW = 4


@dataclass(frozen=True, slots=True)
class Alike:
    """A thing like another, as its feature loads it for a list of hits."""

    kind: str
    id: int
    url: str
    title: str
    template: str
    thing: Any


def alike(actor: Actor, key: str, limit: int = FEW) -> list[Alike]:
    """The things most like the one of this key, the most similar first; none when search is away."""
    SEARCH.require(actor)
    query = Query("", actor.reader_tokens, kinds=shown_kinds(), excluded=excluded_keys(), size=2 * limit)
    try:
        hits = tools().search.similar(query, key=key).hits
    except EngineAway as reason:
        log.warning("search is away: %s", reason)
        return []
    things = viewable(actor, hits)
    return [
        Alike(
            kind=hit.kind,
            id=hit.id,
            url=address_of(hit),
            title=str(told_of(hit, things[hit.key])["title"]),
            template=findable(hit.kind).template,
            thing=things[hit.key],
        )
        for hit in hits
        if hit.key in things
    ][:limit]
