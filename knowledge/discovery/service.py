"""Searching: from what somebody wants to what they may see of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from knowledge.core import feature
from knowledge.core.errors import Missing
from knowledge.core.i18n import _
from knowledge.core.paging import FARTHEST_PAGE, PER_PAGE
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.discovery.asking import MONTH, answering, query_of
from knowledge.discovery.counting import Counted, Share, Value, counted, share
from knowledge.discovery.dates import Dates, dates, span_label
from knowledge.discovery.hits import Found, load, title_of
from knowledge.discovery.permissions import SEARCH
from knowledge.discovery.wanted import Wanted
from knowledge.taxonomy.service import fold
from search.parse import Parsed, parse
from search.query import Page, Query

MOST_EASIER = 8  # each is a search of its own
MOST_VALUES = 30  # of a facet, at each letter
FEW = PER_PAGE  # with less than a page it is worth asking what else was meant


@dataclass(frozen=True, slots=True)
class Result:
    """What was found, and how the question was understood; ``unknown`` are names that nothing answers to."""

    wanted: Wanted
    hits: tuple[Found, ...]
    total: int
    facets: tuple[Counted, ...]
    dates: Dates
    share: Share | None
    parsed: Parsed
    query: Query
    unknown: tuple[str, ...]
    like: str  # what the thing is called that these are like
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

    @property
    def narrowing(self) -> bool:
        """Whether there is anything to choose beside the list."""
        listed = (facet for facet in self.facets if facet.drawn == "list")
        return bool(self.dates.bars or self.narrowed) or any(facet.narrows(self.total) for facet in listed)

    @property
    def narrowed(self) -> bool:
        return bool(self.chosen or self.wanted.months)


@dataclass(frozen=True, slots=True)
class Easier:
    """A question that asks for less, what it leaves out, and how much it finds."""

    dropped: str
    wanted: Wanted
    total: int


@dataclass(frozen=True, slots=True)
class Meant:
    """What was probably meant by the words typed, and how much that finds."""

    wanted: Wanted
    total: int


def look_for(actor: Actor, wanted: Wanted) -> Result:
    """Search. Raises Away when the engine cannot answer, and Missing when there is nothing to be like."""
    SEARCH.require(actor)
    started = time.perf_counter()
    facets = feature.facets()
    parsed = parse(wanted.text)
    like = title_of(actor, wanted.like) if wanted.like else ""
    query, unknown = query_of(actor, wanted, parsed, facets)
    page = _answer(wanted, query) if not unknown else Page((), 0)
    return Result(
        wanted=wanted,
        hits=tuple(load(actor, page.hits, wanted.text)),
        total=page.total,
        facets=tuple(counted(actor, page, wanted, facets)),
        dates=dates(dict(page.facets.get(MONTH, ())), wanted),
        share=share(actor, page, wanted),
        parsed=parsed,
        query=query,
        unknown=unknown,
        like=like,
        took_ms=round(1000 * (time.perf_counter() - started), 1),
    )


def find_values(actor: Actor, wanted: Wanted, name: str, typed: str) -> list[Value]:
    """The commonest values of a facet in whose names every word typed occurs. Raises Missing."""
    SEARCH.require(actor)
    facets = feature.facets()
    facet = next((facet for facet in facets if facet.name == name and facet.drawn == "list"), None)
    if facet is None:
        raise Missing
    query, unknown = query_of(actor, wanted, parse(wanted.text), facets)
    if unknown:
        return []
    page = _answer(wanted, replace(query, facets=(name,), page=1, size=1))
    chosen = replace(wanted, filters={name: wanted.filters.get(name, ())})
    [found] = counted(actor, page, chosen, [facet])
    words = fold(typed).split()
    return [value for value in found.values if all(word in fold(value.label) for word in words)][:MOST_VALUES]


def meant(actor: Actor, result: Result) -> Meant | None:
    """What was meant, when little was found for what was typed and more is found for that."""
    SEARCH.require(actor)
    wanted = result.wanted
    if not wanted.text or wanted.page > 1 or result.total >= FEW:
        return None
    with answering():
        text = tools().search.correct(result.query)
    total = _total(actor, wanted.with_text(text)) if text else 0
    return Meant(wanted.with_text(text), total) if total > result.total else None


def ask_for_less(actor: Actor, result: Result) -> list[Easier]:
    """Questions that leave out one filter or one part of what was typed, and do find something."""
    SEARCH.require(actor)
    wanted = result.wanted
    less = [(value.label, wanted.without(facet.name, value.value)) for facet, value in result.chosen]
    if wanted.months:
        less.append((span_label(wanted), wanted.between("", "")))
    if len(less) > 1:
        less.append((_("all filters"), wanted.unfiltered()))
    parts = _written(result.parsed)
    if len(parts) > 1:
        for place, part in enumerate(parts):
            less.append((part, wanted.with_text(" ".join(parts[:place] + parts[place + 1 :]))))
    if result.narrowed and wanted.text:
        less.append((wanted.text, wanted.with_text("")))
    found = []
    for dropped, easier in less[:MOST_EASIER]:
        total = _total(actor, easier)
        if total:
            found.append(Easier(dropped, easier, total))
    return found


def _answer(wanted: Wanted, query: Query) -> Page:
    engine = tools().search
    with answering():
        return engine.similar(query, key=wanted.like) if wanted.like else engine.search(query)


def _total(actor: Actor, wanted: Wanted) -> int:
    query, unknown = query_of(actor, wanted, parse(wanted.text))
    return 0 if unknown else _answer(wanted, query).total


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
