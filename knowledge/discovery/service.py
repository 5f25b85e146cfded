"""Searching: from what somebody wants to what they may see of it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from knowledge.core.i18n import _
from knowledge.core.paging import FARTHEST_PAGE, PER_PAGE
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.discovery.asking import answering, query_of
from knowledge.discovery.counting import Counted, Value, counted
from knowledge.discovery.hits import Found, load, told_of, viewable
from knowledge.discovery.permissions import SEARCH
from knowledge.discovery.wanted import Wanted
from search.parse import Parsed, parse
from search.query import Page

EXAMPLES = 3
MOST_EASIER = 8  # each is a search of its own


@dataclass(frozen=True, slots=True)
class Result:
    """What was found, and how the question was understood; ``unknown`` are names that nothing answers to."""

    wanted: Wanted
    hits: tuple[Found, ...]
    total: int
    facets: tuple[Counted, ...]
    parsed: Parsed
    unknown: tuple[str, ...]
    took_ms: float

    @property
    def pages(self) -> int:
        return min(max(1, -(-self.total // PER_PAGE)), FARTHEST_PAGE)

    @property
    def first(self) -> int:
        """The place of the first hit among all."""
        return (self.wanted.page - 1) * PER_PAGE + 1

    @property
    def chosen(self) -> tuple[tuple[Counted, Value], ...]:
        return tuple((facet, value) for facet in self.facets for value in facet.chosen)


@dataclass(frozen=True, slots=True)
class Easier:
    """A question that asks for less, what it leaves out, and how much it finds."""

    dropped: str
    wanted: Wanted
    total: int


@dataclass(frozen=True, slots=True)
class Front:
    """What the home page says about everything the actor may see."""

    total: int
    authorities: int
    examples: tuple[str, ...]


def look_for(actor: Actor, wanted: Wanted) -> Result:
    """Search. Raises Away when the engine cannot answer."""
    SEARCH.require(actor)
    started = time.perf_counter()
    parsed = parse(wanted.text)
    query, unknown = query_of(actor, wanted, parsed)
    with answering():
        page = Page((), 0) if unknown else tools().search.search(query)
    return Result(
        wanted=wanted,
        hits=tuple(load(actor, page.hits, wanted.text)),
        total=page.total,
        facets=tuple(counted(actor, page, wanted)),
        parsed=parsed,
        unknown=unknown,
        took_ms=round(1000 * (time.perf_counter() - started), 1),
    )


def ask_for_less(actor: Actor, result: Result) -> list[Easier]:
    """Questions that leave out one filter or one part of what was typed, and do find something."""
    SEARCH.require(actor)
    wanted = result.wanted
    less = [(value.label, wanted.without(facet.name, value.value)) for facet, value in result.chosen]
    if len(result.chosen) > 1:
        less.append((_("all filters"), wanted.unfiltered()))
    parts = _written(result.parsed)
    if len(parts) > 1:
        for place, part in enumerate(parts):
            less.append((part, wanted.with_text(" ".join(parts[:place] + parts[place + 1 :]))))
    if result.chosen and wanted.text:
        less.append((wanted.text, wanted.with_text("")))
    found = []
    for dropped, easier in less[:MOST_EASIER]:
        query, unknown = query_of(actor, easier, parse(easier.text), counting=False)
        with answering():
            total = 0 if unknown else tools().search.search(query).total
        if total:
            found.append(Easier(dropped, easier, total))
    return found


def front(actor: Actor) -> Front:
    """What there is, and searches that find something: the commonest tags, or else the newest titles."""
    SEARCH.require(actor)
    query, _unknown = query_of(actor, Wanted(), parse(""))
    with answering():
        page = tools().search.search(query)
    examples = [tag for tag, _count in page.facets.get("tag", ())][:EXAMPLES]
    if len(examples) < EXAMPLES:
        things = viewable(actor, page.hits)
        titles = [str(told_of(hit, things[hit.key])["title"]) for hit in page.hits if hit.key in things]
        examples = [*examples, *titles][:EXAMPLES]
    return Front(page.total, len(page.facets.get("authority", ())), tuple(examples))


def _written(parsed: Parsed) -> list[str]:
    """The parts of a question, each as it would be typed."""
    found: list[str] = []
    for part in parsed.parts:
        kind, texts = part.kind, part.texts
        if kind == "words":
            found.extend(texts)
        elif kind == "phrase":
            found.append(f'"{texts[0]}"')
        elif kind == "either":
            found.append(" OR ".join(f'"{text}"' if " " in text else text for text in texts))
        elif kind == "without":
            found.append(f'-"{texts[0]}"')
        elif kind.startswith("without "):
            found.append(f'-{kind.removeprefix("without ")}:"{texts[0]}"')
        elif kind != "dropped":
            found.append(f'{kind}:"{texts[0]}"')
    return found
