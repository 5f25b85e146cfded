"""Short ways to say what goes into an engine and what is asked of it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from search.document import Document
from search.engine import SearchEngine
from search.query import Page, Query

ELASTICSEARCH = os.environ.get("TEST_ELASTICSEARCH", "")
EVERYONE = frozenset({"everyone"})
START = datetime(2026, 1, 1, tzinfo=UTC)


def doc(id: int, title: str = "אלגברה לינארית", body: str = "", **more) -> Document:
    return Document("item", id, title, body, **{"readers": EVERYONE} | more)


def ask(engine: SearchEngine, text: str = "", **more) -> Page:
    return engine.search(Query(text, **{"readers": EVERYONE} | more))


def keys(engine: SearchEngine, text: str = "", **more) -> list[str]:
    return [hit.key for hit in ask(engine, text, **more).hits]


def ids(engine: SearchEngine, text: str = "", **more) -> list[int]:
    return [hit.id for hit in ask(engine, text, **more).hits]
