"""What can be found: one flat document, without models, HTML or lazy loading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple


class Rank(NamedTuple):
    """The two numbers that move a document without touching its words.

    ``boost`` multiplies the whole text score: above 0 and at most 1.
    ``rating`` orders results when they are sorted by rating; bigger is better.
    """

    boost: float = 1.0
    rating: float = 0.0


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    ``readers`` are the tokens of those who may see it; a query names the tokens it holds. Without
    readers nobody finds it. ``facets`` are exact values by name. ``stamp`` is an opaque mark of the
    row's state, given back by ``SearchEngine.stamps`` so that index and database can be compared.
    """

    kind: str
    id: int
    title: str
    body: str = ""
    readers: frozenset[str] = frozenset()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    created: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    boost: float = 1.0
    rating: float = 0.0
    stamp: str = ""

    @property
    def key(self) -> str:
        """The document's name in every engine, such as ``item:7``."""
        return f"{self.kind}:{self.id}"
