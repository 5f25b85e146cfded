"""Measures the embedded engine alone: python -m bench.search_engine [FOLDER] [DOCUMENTS].

The index is built once into the folder (or BENCH_INDEX) and kept; remove the folder to build it again.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import psutil

from bench.generate import FACETS, documents, queries
from search.document import Document, Rank
from search.engine import open_engine
from search.highlight import snippet
from search.query import Query

_READERS = frozenset({"everyone", "managers", "user:3"})
_QUESTIONS = 400
T = TypeVar("T")


def main(arguments: Sequence[str]) -> None:
    default = os.environ.get("BENCH_INDEX") or str(Path(tempfile.gettempdir()) / "bench-index")
    folder = Path(arguments[0] if arguments else default)
    if "--searches" in arguments:
        _searches(folder, json.load(sys.stdin))
        return
    count = int(arguments[1]) if len(arguments) > 1 else 10_000
    for name, value in _built(folder, count):
        print(f"{name:55} {value}", flush=True)
    # A process of its own, so that making the documents does not count as memory of searching.
    subprocess.run(
        [sys.executable, "-m", "bench.search_engine", str(folder), "--searches"],
        input=json.dumps({"questions": queries(_QUESTIONS), "body": next(documents(1)).body}),
        text=True,
        check=True,
    )
    _writing(folder)


def _built(folder: Path, count: int) -> list[tuple[str, str]]:
    if (folder / "current").exists():
        return [("index", f"kept in {folder}, {_megabytes(folder):.0f} MB")]
    engine = open_engine(str(folder))
    generated = _each(range(1), lambda _: sum(1 for _ in documents(count)))[0] / 1000
    started = time.perf_counter()
    engine.rebuild(documents(count))
    seconds = time.perf_counter() - started - generated
    engine.close()
    size = _megabytes(folder)
    return [
        ("documents a second, analysed and indexed", f"{count / seconds:.0f}"),
        ("index", f"{size:.0f} MB, {1000 * size / count:.1f} KB a document"),
    ]


def _searches(folder: Path, asked: dict[str, Any]) -> None:
    process = psutil.Process()
    engine = open_engine(str(folder))
    started = time.perf_counter()
    total = engine.search(Query("", _READERS)).total
    print(f"{'opening, first search':55} {1000 * (time.perf_counter() - started):.0f} ms, {total} readable")
    questions = asked["questions"]
    full = [Query(text, _READERS, facets=FACETS) for text in questions]
    _show("words met for the first time, 7 facets", _each(full, engine.search))
    _show("the same words again, 7 facets", _each(full, engine.search))
    filtered = [replace(query, filters={"type": frozenset({"tender", "project"})}) for query in full]
    _show("and a filter", _each(filtered, engine.search))
    _show("and sorted by date", _each([replace(query, sort="date") for query in full], engine.search))
    _show("nothing typed, 7 facets", _each([replace(query, text="") for query in full], engine.search))
    _show("suggestions", _each(questions, lambda text: engine.suggest(text[:4], full[0], facets=("tag",))))
    keys = [f"item:{number}" for number in range(1, 10 * _QUESTIONS, 20)]
    plain = Query("", _READERS, size=10)
    for name in ("documents like one", "the same again"):
        _show(name, _each(keys, lambda key: engine.similar(plain, key=key)))
    wrong = [Query(_with_slip(text), _READERS) for text in questions]
    _each(wrong, engine.search)  # what was meant is asked after a search that found little
    _show("what was meant, nothing wrong", _each(full, engine.correct))
    _show("what was meant, a slip in one word", _each(wrong, engine.correct))
    for name in ("a snippet of 700 words, the question new", "the same questions again"):
        _show(name, _each(questions[:60], lambda text: snippet([asked["body"]], text)))
    print(f"{'memory of the searching process':55} {process.memory_info().rss / 1e6:.0f} MB", flush=True)
    engine.close()


def _with_slip(text: str) -> str:
    """The longest word with two letters changed in place."""
    word = max(text.split(), key=len)
    return text.replace(word, word[:1] + word[2:3] + word[1:2] + word[3:])


def _writing(folder: Path) -> None:
    engine = open_engine(str(folder))
    engine.search(Query("", _READERS))
    added = [replace(one, id=one.id + 1_000_000) for one in documents(40)]
    _show("adding one document", _each(added, lambda one: engine.add([one])))
    _show("changing one rank", _each(added, lambda one: engine.boost({one.key: Rank(0.9, 4.0)})))
    engine.remove([one.key for one in added])
    long = Document("item", 2_000_000, "ארוך", next(documents(1, 80_000)).body, readers=_READERS)
    _show("adding a document of 80,000 words", _each([long], lambda one: engine.add([one])))
    engine.remove([long.key])
    engine.close()


def _each(items: Sequence[T], work: Callable[[T], object]) -> list[float]:
    times = []
    for item in items:
        started = time.perf_counter()
        work(item)
        times.append(1000 * (time.perf_counter() - started))
    return times


def _show(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    last = ordered[max(int(len(ordered) * 0.95) - 1, 0)]
    print(f"{name:55} p50 {statistics.median(ordered):7.2f} ms   p95 {last:7.2f} ms")


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main(sys.argv[1:])
