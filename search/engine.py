"""The one search interface. Whoosh and Elasticsearch implement it; nothing else knows their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from search.document import Document, Rank
from search.query import Page, Query, Suggestion


class EngineAway(Exception):
    """The engine cannot be reached, or is being written to by somebody else: try again later."""


class IndexUnusable(EngineAway):
    """The index is damaged, or of another version. The database is the truth, so it can be built again."""

    def __init__(self, place: object, reason: str) -> None:
        super().__init__(f"The search index in {place} {reason}: run flask reindex.")


class SearchEngine(Protocol):
    """Keeps documents and finds them.

    Every implementation promises the same things, and tests/search/test_engines.py holds them to it:

    * a document is findable, in every process, as soon as ``add`` returns;
    * adding a document with a known key replaces it;
    * a query never returns, counts or suggests a document none of whose readers match, or that is excluded;
    * the score is the text score multiplied by the document's boost;
    * asked twice, the order is the same, so pages never overlap; totals are exact.
    """

    def add(self, documents: Iterable[Document]) -> None:
        """Add or replace. One writer at a time; raises EngineAway when the lock is not to be had in time."""

    def remove(self, keys: Iterable[str]) -> None:
        """Forget; unknown keys are not an error."""

    def boost(self, ranks: Mapping[str, Rank]) -> None:
        """Change the rank of known keys, and nothing else: no text is read, no writer's lock is taken."""

    def search(self, query: Query) -> Page: ...

    def suggest(
        self, prefix: str, query: Query, *, facets: tuple[str, ...] = (), limit: int = 8
    ) -> list[Suggestion]:
        """Titles, and values of these facets, in which words begin with all of the words typed, in any order;
        those that begin with what was typed come first. Readers, kinds and exclusions come from the query;
        its text does not matter."""

    def similar(self, query: Query, *, key: str = "", text: str = "") -> Page:
        """Documents most like a text, or like a known document, by its most telling words.

        Readers, kinds, filters, exclusions, facets, order and page come from the query as in ``search``; its
        text does not matter. The document of that key is never among them, whichever the words come from;
        without a text, it has to be one that the query's readers may see, or nothing is like it.
        The score is likeness alone, without boost: what was rated well is not more like anything.
        """

    def correct(self, query: Query) -> str:
        """What was probably meant by the query's text, or "" when nothing better is known.

        Words that no document has which the query may see are replaced by near words that such documents
        have. Operators, phrases and named terms stay as typed; filters do not matter.
        """

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Replace everything. Searches see the old index until the new one is whole; writers wait, so that
        what changed in between is added to the new one. No document is asked for before they wait."""

    def stamps(self) -> dict[str, str]:
        """The stamp of every document by its key, to compare the index with the database."""

    def close(self) -> None:
        """Let go of files and connections."""


def open_engine(address: str) -> SearchEngine:
    """Open the engine an address names: a folder, or ``:memory:`` for tests.

    Raises ValueError for an address of a kind this version does not know.
    """
    if "://" in address:
        raise ValueError(f"no search engine answers to {address!r}: name a folder")
    from search.engines.whoosh import WhooshEngine  # noqa: PLC0415  (only what was chosen is loaded)

    return WhooshEngine(address)
