"""Searching: from what somebody wants to what they may see of it."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from knowledge.core import feature
from knowledge.core.errors import Away
from knowledge.core.findable import excluded_keys, findable, findables
from knowledge.core.i18n import _
from knowledge.core.paging import FARTHEST_PAGE, PER_PAGE
from knowledge.core.permissions import Actor
from knowledge.core.text import line
from knowledge.core.tools import tools
from knowledge.discovery.permissions import SEARCH
from knowledge.discovery.wanted import Wanted
from search.engine import EngineAway
from search.highlight import mark, snippet
from search.parse import Parsed, parse
from search.query import Hit, Page, Query

log = logging.getLogger(__name__)
SUGGESTED_FACETS = ("tag",)
EXAMPLES = 3
MOST_EASIER = 8  # each is a search of its own


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
class Suggested:
    kind: str
    text: str
    url: str


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
    query, unknown = _query(actor, wanted, parsed)
    with _answering():
        page = Page((), 0) if unknown else tools().search.search(query)
    return Result(
        wanted=wanted,
        hits=tuple(_load(actor, page.hits, wanted.text)),
        total=page.total,
        facets=tuple(_counted(actor, page, wanted)),
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
        query, unknown = _query(actor, easier, parse(easier.text), counting=False)
        with _answering():
            total = 0 if unknown else tools().search.search(query).total
        if total:
            found.append(Easier(dropped, easier, total))
    return found


def suggest(actor: Actor, typed: str) -> list[Suggested]:
    """Titles, tags and people for the search box, only from what the actor may see."""
    SEARCH.require(actor)
    typed = line(typed)
    if not typed:
        return []
    kinds = frozenset(kind.kind for kind in findables() if kind.address)
    everything = Query("", actor.reader_tokens, kinds=kinds, excluded=excluded_keys())
    with _answering():
        proposed = tools().search.suggest(typed, everything, facets=SUGGESTED_FACETS)
    hits = [Hit(each.key, 0.0) for each in proposed if each.key]
    allowed = _allowed(actor, hits)
    found = []
    for each in proposed:
        if not each.key:
            found.append(Suggested(each.kind, each.text, f"/search?{urlencode({each.kind: each.text})}"))
        elif each.key in allowed:
            found.append(Suggested(each.kind, each.text, _address(Hit(each.key, 0.0))))
    return found


def front(actor: Actor) -> Front:
    """What there is, and searches that find something: the commonest tags, or else the newest titles."""
    SEARCH.require(actor)
    query, _unknown = _query(actor, Wanted(), parse(""))
    with _answering():
        page = tools().search.search(query)
    examples = [tag for tag, _count in page.facets.get("tag", ())][:EXAMPLES]
    if len(examples) < EXAMPLES:
        allowed = _allowed(actor, page.hits)
        titles = [str(_told(hit, allowed[hit.key])["title"]) for hit in page.hits if hit.key in allowed]
        examples = [*examples, *titles][:EXAMPLES]
    return Front(page.total, len(page.facets.get("authority", ())), tuple(examples))


def told(found: Found) -> Mapping[str, Any]:
    """What the API tells about a hit's thing."""
    return _told(Hit(f"{found.kind}:{found.id}", found.score), found.thing)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except EngineAway as reason:
        log.warning("search is away: %s", reason)
        raise Away(
            _("Search is away for the moment. Everything else goes on; please try again soon.")
        ) from reason


def _query(
    actor: Actor, wanted: Wanted, parsed: Parsed, *, counting: bool = True
) -> tuple[Query, tuple[str, ...]]:
    """The question in the engine's words, and the names in it that nothing answers to."""
    facets = {facet.name: facet for facet in feature.facets()}
    seen = _seen(actor, {term.name for term in parsed.named})
    filters = {name: frozenset(values) for name, values in wanted.filters.items()}
    without: dict[str, frozenset[str]] = defaultdict(frozenset)
    typed: dict[str, frozenset[str]] = defaultdict(frozenset)
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
    for name, values in typed.items():
        # A value chosen among those that were typed narrows them; another one adds to them.
        chosen = filters.get(name, frozenset())
        filters[name] = chosen & values or chosen | values
    query = Query(
        text=wanted.text,
        readers=actor.reader_tokens,
        kinds=_shown_kinds(),
        filters=filters,
        without=dict(without),
        excluded=excluded_keys(),
        facets=tuple(facets) if counting else (),
        sort=wanted.sort,
        page=wanted.page,
        size=PER_PAGE,
    )
    return query, tuple(unknown)


def _seen(actor: Actor, names: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The values of the private ones of these facets among all that the actor may see."""
    names = {facet.name for facet in feature.facets() if facet.private and facet.name in names}
    if not names:
        return {}
    everything = Query(
        "",
        actor.reader_tokens,
        kinds=_shown_kinds(),
        excluded=excluded_keys(),
        facets=tuple(sorted(names)),
    )
    with _answering():
        facets = tools().search.search(everything).facets
    return {name: frozenset(value for value, _count in facets.get(name, ())) for name in names}


def _shown_kinds() -> frozenset[str]:
    return frozenset(kind.kind for kind in findables() if kind.template)


def _allowed(actor: Actor, hits: Sequence[Hit]) -> dict[str, Any]:
    """The things behind the hits, by key: the index proposes, the database decides."""
    ids: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        ids[hit.kind].append(hit.id)
    return {
        f"{kind}:{id}": thing
        for kind, wanted in ids.items()
        for id, thing in findable(kind).load(actor, wanted).items()
    }


def _load(actor: Actor, hits: Sequence[Hit], text: str) -> Iterator[Found]:
    allowed = _allowed(actor, hits)
    hits = [hit for hit in hits if hit.key in allowed]
    texts = _texts(hits)
    for hit in hits:
        thing = allowed[hit.key]
        pages = texts.get(hit.key, ())
        shown = snippet([words for _page, words in pages], text)
        yield Found(
            kind=hit.kind,
            id=hit.id,
            url=_address(hit),
            template=findable(hit.kind).template,
            thing=thing,
            title=Markup(mark(str(_told(hit, thing)["title"]), text)),  # noqa: S704  (escaped there)
            snippet=Markup(shown.html),  # noqa: S704  (escaped there)
            page=None if shown.page_index is None else pages[shown.page_index][0],
            score=hit.score,
        )


def _texts(hits: Sequence[Hit]) -> dict[str, Sequence[tuple[int | None, str]]]:
    found: dict[str, Sequence[tuple[int | None, str]]] = {}
    for kind in {hit.kind for hit in hits}:
        read = findable(kind).texts
        if read:
            ids = [hit.id for hit in hits if hit.kind == kind]
            found |= {f"{kind}:{id}": pages for id, pages in read(ids).items()}
    return found


def _address(hit: Hit) -> str:
    return findable(hit.kind).address.format(id=hit.id)


def _told(hit: Hit, thing: Any) -> Mapping[str, Any]:
    answer = findable(hit.kind).answer
    if answer is None:
        raise LookupError(f"{hit.kind} says nothing about itself")
    return answer(thing)


def _counted(actor: Actor, page: Page, wanted: Wanted) -> Iterator[Counted]:
    found = {facet.name: dict(page.facets.get(facet.name, ())) for facet in feature.facets()}
    lacking = {name: frozenset(values) - found[name].keys() for name, values in wanted.filters.items()}
    seen = _seen(actor, [name for name, values in lacking.items() if values])
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
