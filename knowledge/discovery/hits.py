"""From the engine's hits to the things behind them: the index proposes, the database decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from knowledge.core.errors import Missing
from knowledge.core.findable import findable
from knowledge.core.permissions import Actor
from search.highlight import mark, snippet
from search.query import Hit


@dataclass(frozen=True, slots=True)
class Found:
    """A hit the actor may view. ``title`` and ``snippet`` are safe HTML; ``page`` is the match's place."""

    kind: str
    id: int
    url: str
    template: str
    thing: Any
    title: Markup
    snippet: Markup
    page: int | None
    score: float
    preview: str
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


def told(found: Found) -> Mapping[str, Any]:
    """What the API tells about a hit's thing."""
    return told_of(Hit(f"{found.kind}:{found.id}", found.score), found.thing)


def viewable(actor: Actor, hits: Sequence[Hit]) -> dict[str, Any]:
    """The things behind the hits, by key: the index proposes, the database decides."""
    ids: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        ids[hit.kind].append(hit.id)
    return {
        f"{kind}:{id}": thing
        for kind, wanted in ids.items()
        for id, thing in findable(kind).load(actor, wanted).items()
    }


def load(actor: Actor, hits: Sequence[Hit], text: str) -> Iterator[Found]:
    things = viewable(actor, hits)
    hits = [hit for hit in hits if hit.key in things]
    texts = _texts(hits)
    reasons = _reasons(actor, hits, things)
    for hit in hits:
        thing = things[hit.key]
        pages = texts.get(hit.key, ())
        shown = snippet([words for _page, words in pages], text)
        yield Found(
            kind=hit.kind,
            id=hit.id,
            url=address_of(hit),
            template=findable(hit.kind).template,
            thing=thing,
            title=Markup(mark(str(told_of(hit, thing)["title"]), text)),  # noqa: S704  (escaped there)
            snippet=Markup(shown.html),  # noqa: S704  (escaped there)
            page=None if shown.page_index is None else pages[shown.page_index][0],
            score=hit.score,
            preview=findable(hit.kind).preview.format(id=hit.id),
            reasons=tuple(reasons.get(hit.key, ())),
        )


def title_of(actor: Actor, key: str) -> str:
    """What a thing is called. Raises Missing when the actor may not see it, or it is not there."""
    hit = Hit(key, 0.0)
    things = viewable(actor, [hit])
    if key not in things:
        raise Missing
    return str(told_of(hit, things[key])["title"])


def _reasons(actor: Actor, hits: Sequence[Hit], things: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    for kind in {hit.kind for hit in hits}:
        ask = findable(kind).reasons
        if ask:
            said = ask(actor, [things[hit.key] for hit in hits if hit.kind == kind])
            found |= {f"{kind}:{id}": sentences for id, sentences in said.items()}
    return found


def _texts(hits: Sequence[Hit]) -> dict[str, Sequence[tuple[int | None, str]]]:
    found: dict[str, Sequence[tuple[int | None, str]]] = {}
    for kind in {hit.kind for hit in hits}:
        read = findable(kind).texts
        if read:
            ids = [hit.id for hit in hits if hit.kind == kind]
            found |= {f"{kind}:{id}": pages for id, pages in read(ids).items()}
    return found


def address_of(hit: Hit) -> str:
    return findable(hit.kind).address.format(id=hit.id)


def told_of(hit: Hit, thing: Any) -> Mapping[str, Any]:
    answer = findable(hit.kind).answer
    if answer is None:
        raise LookupError(f"{hit.kind} says nothing about itself")
    return answer(thing)
