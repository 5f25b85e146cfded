"""What somebody wants to find, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.core import clock, feature
from knowledge.core.errors import Invalid
from knowledge.core.findable import findables
from knowledge.core.i18n import TIME_ZONE, _, is_month
from knowledge.core.paging import FARTHEST_PAGE
from knowledge.core.text import line

SORTS = ("relevance", "date", "rating", "title")
LONGEST_TEXT = 2_000
MOST_VALUES = 100  # of all filters together
FIRST_MONTH = "1990-01"  # nothing here is older


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words, filters by facet, a span of months, an order and a page. Any change but of the page begins at
    the first page. ``like`` is the key of a thing that others should be like; words say nothing then."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    since: str = ""  # the first month, such as 2026-03; empty: from the beginning
    until: str = ""  # the last one, which belongs to it
    like: str = ""

    def with_text(self, text: str) -> Wanted:
        return replace(self, text=text, page=1)

    def without(self, name: str, value: str) -> Wanted:
        left = {
            facet: tuple(each for each in values if (facet, each) != (name, value))
            for facet, values in self.filters.items()
        }
        return replace(self, filters={facet: values for facet, values in left.items() if values}, page=1)

    def between(self, since: str, until: str) -> Wanted:
        return replace(self, since=since, until=until, page=1)

    def unfiltered(self) -> Wanted:
        return replace(self, filters={}, since="", until="", page=1)

    def unlike(self) -> Wanted:
        return replace(self, like="", page=1)

    def sorted_by(self, sort: str) -> Wanted:
        return replace(self, sort=sort, page=1)

    def on_page(self, page: int) -> Wanted:
        return replace(self, page=page)

    @property
    def months(self) -> tuple[str, ...]:
        """Every month of the span."""
        if not (self.since or self.until):
            return ()
        present = f"{clock.now().astimezone(TIME_ZONE):%Y-%m}"
        return months_between(self.since or FIRST_MONTH, self.until or present)

    @property
    def arguments(self) -> dict[str, Any]:
        """The parameters of its address; what is as usual is left out."""
        found: dict[str, Any] = {"q": self.text} if self.text else {}
        found |= {name: list(values) for name, values in self.filters.items() if values}
        found |= {name: value for name, value in self._spans() if value}
        if self.sort != "relevance":
            found["sort"] = self.sort
        if self.page > 1:
            found["page"] = self.page
        return found

    def _spans(self) -> Sequence[tuple[str, str]]:
        return ("from", self.since), ("to", self.until), ("like", self.like)


def read(arguments: Mapping[str, Sequence[str]]) -> Wanted:
    """Understand an address's parameters; others than ours are not looked at. Raises Invalid."""
    errors: dict[str, str] = {}
    sort = _last(arguments, "sort") or "relevance"
    if sort not in SORTS:
        errors["sort"] = _("Results are ordered by relevance, date, rating or title.")
    page = _last(arguments, "page") or "1"
    if not (page.isascii() and page.isdecimal() and len(page) < 10 and 1 <= int(page) <= FARTHEST_PAGE):
        errors["page"] = _("Pages go from 1 to %(last)s.", last=FARTHEST_PAGE)
    filters = _filters(arguments)
    if sum(map(len, filters.values())) > MOST_VALUES:
        errors["filters"] = _("That is more filters than a search takes.")
    since, until = _span(arguments, errors)
    like = _last(arguments, "like")
    if like and not _is_key(like):
        errors["like"] = _("What others should be like is named by its kind and number, such as item:7.")
    if errors:
        raise Invalid(errors=errors)
    text = "" if like else line(_last(arguments, "q"), limit=LONGEST_TEXT)
    return Wanted(text, filters, sort, int(page), since, until, like)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from the first to the last, such as 2025-11, 2025-12, 2026-01."""
    start, end = _number(first), _number(last)
    return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in range(start, end + 1))


def _number(month: str) -> int:
    year, number = month.split("-")
    return 12 * int(year) + int(number) - 1


def _span(arguments: Mapping[str, Sequence[str]], errors: dict[str, str]) -> tuple[str, str]:
    since, until = _last(arguments, "from"), _last(arguments, "to")
    for name, month in (("from", since), ("to", until)):
        if month and not is_month(month):
            errors[name] = _("A month is written as in 2026-03.")
    if not errors and since and until and since > until:
        errors["from"] = _("The first month comes after the last one.")
    return since, until


def _is_key(typed: str) -> bool:
    kind, _colon, number = typed.partition(":")
    known = {findable.kind for findable in findables() if findable.template}
    return kind in known and number.isascii() and number.isdecimal() and len(number) < 10


def _last(arguments: Mapping[str, Sequence[str]], name: str) -> str:
    values = arguments.get(name) or ("",)
    return values[-1].strip() if name != "q" else values[0]


def _filters(arguments: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Each value once, in the order of the facets, whatever the order of the address."""
    found = {}
    for facet in feature.facets():
        values = tuple(dict.fromkeys(filter(None, map(line, arguments.get(facet.name, ())))))
        if values:
            found[facet.name] = values
    return found
