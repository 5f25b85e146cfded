"""What is asked of an engine, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Query:
    """A question, together with who asks it.

    An empty ``text`` matches everything readable, newest first. ``filters`` hold alternatives by facet:
    within a facet any value is enough, between facets all must hold. ``without`` leaves out documents
    with any of those values. ``excluded`` keys are in no hit, total, facet or suggestion. ``facets`` names
    what to count; the counts of a facet ignore that facet's own filter. ``sort`` is ``relevance``,
    ``date``, ``rating`` or ``title``. ``plain`` reads the text as words, without operators.
    """

    text: str
    readers: frozenset[str]
    kinds: frozenset[str] = frozenset()  # empty: every kind
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    without: Mapping[str, frozenset[str]] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    facets: tuple[str, ...] = ()
    sort: str = "relevance"
    page: int = 1
    size: int = 20
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document: its key, and its score (text score × boost)."""

    key: str
    score: float

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def id(self) -> int:
        return int(self.key.partition(":")[2])


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits, the exact number of all of them, and counts by facet, most frequent first."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion for the search box: a document's title (``key`` names it) or a facet's value."""

    kind: str  # a document's kind, or a facet's name
    text: str
    key: str = ""
