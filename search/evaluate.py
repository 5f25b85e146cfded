"""How well an engine finds: questions whose right passages are known, asked of a temporary index."""

from __future__ import annotations

import gzip
import json
import math
import statistics
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from search.document import Document
from search.engine import SearchEngine, open_engine
from search.query import Query

FIELDS = ("query", "kw", "kw3", "morph")
_DEPTH = 10
_EVERYONE = frozenset({"everyone"})


def evaluate(address: str, passages: Path, queries: Path, field: str) -> dict[str, str | int | float]:
    """Index the passages in an engine that is left as it was found, ask every question, and measure.

    ``address`` must name an index of its own, such as ``:memory:``: what is in it is replaced.
    """
    engine = open_engine(address)
    try:
        places = load(engine, passages)
        return ask(engine, queries, field, places)
    finally:
        engine.close()


def load(engine: SearchEngine, passages: Path) -> dict[str, int]:
    """Replace what is in the engine by the passages; the answer tells the number of each."""
    engine.rebuild(_documents(_lines(passages)))
    return {passage["id"]: place for place, passage in enumerate(_lines(passages))}


def ask(
    engine: SearchEngine, queries: Path, field: str, places: dict[str, int]
) -> dict[str, str | int | float]:
    """Ask all questions of the loaded passages."""
    ranks, times = [], []
    for question in _lines(queries):
        if question["answerable"] and question.get(field):
            right = {places[passage] for passage in question["rel"] if passage in places}
            started = time.perf_counter()
            ranks.append(_rank(engine, question[field], right))
            times.append(1000 * (time.perf_counter() - started))
    return {"field": field, **measures(ranks), **_times(times)}


def measures(ranks: list[float]) -> dict[str, int | float]:
    """The usual measures over the places at which the first right passage stood; infinity: nowhere."""
    asked = max(len(ranks), 1)
    found = [rank for rank in ranks if rank <= _DEPTH]
    return {
        "queries": len(ranks),
        "mrr10": round(sum(1 / rank for rank in found) / asked, 4),
        "recall10": round(len(found) / asked, 4),
        "ndcg10": round(sum(1 / math.log2(1 + rank) for rank in found) / asked, 4),
    }


def _rank(engine: SearchEngine, text: str, right: set[int]) -> float:
    page = engine.search(Query(text, _EVERYONE, size=_DEPTH, plain=True))
    return next((place for place, hit in enumerate(page.hits, 1) if hit.id in right), math.inf)


def _times(times: list[float]) -> dict[str, float]:
    ordered = sorted(times) or [0.0]
    return {
        "ms_median": round(statistics.median(ordered), 2),
        "ms_p95": round(ordered[math.ceil(len(ordered) * 0.95) - 1], 2),
    }


def _documents(passages: Iterable[dict[str, Any]]) -> Iterator[Document]:
    for place, passage in enumerate(passages):
        yield Document("passage", place, passage.get("title", ""), passage["text"], readers=_EVERYONE)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines, compressed or not."""
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8") if compressed else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
