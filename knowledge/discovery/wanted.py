"""What somebody wants to find, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.core import feature
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.paging import FARTHEST_PAGE
from knowledge.core.text import line

SORTS = ("relevance", "date", "rating", "title")
LONGEST_TEXT = 2_000
MOST_VALUES = 100  # of all filters together


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words, filters by facet, an order and a page. Any change but of the page begins at the first page."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1

    def with_text(self, text: str) -> Wanted:
        return replace(self, text=text, page=1)

    def without(self, name: str, value: str) -> Wanted:
        left = {
            facet: tuple(each for each in values if (facet, each) != (name, value))
            for facet, values in self.filters.items()
        }
        return replace(self, filters={facet: values for facet, values in left.items() if values}, page=1)

    def unfiltered(self) -> Wanted:
        return replace(self, filters={}, page=1)

    def sorted_by(self, sort: str) -> Wanted:
        return replace(self, sort=sort, page=1)

    def on_page(self, page: int) -> Wanted:
        return replace(self, page=page)

    @property
    def arguments(self) -> dict[str, Any]:
        """The parameters of its address; what is as usual is left out."""
        found: dict[str, Any] = {"q": self.text} if self.text else {}
        found |= {name: list(values) for name, values in self.filters.items() if values}
        if self.sort != "relevance":
            found["sort"] = self.sort
        if self.page > 1:
            found["page"] = self.page
        return found


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
    if errors:
        raise Invalid(errors=errors)
    return Wanted(line(_last(arguments, "q"), limit=LONGEST_TEXT), filters, sort, int(page))


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
