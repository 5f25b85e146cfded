"""Prints the table of `make bench`: python -m bench [--items 10000].

What is built for it is kept in BENCH_FOLDER (default: bench/results), so that the second run is quick.
Quality and extraction are measured where TEST_HEBREW and TEST_CORPUS name the folders with the texts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import psutil

from bench import pages

GOALS = {"kw": "≥ .878", "query": "≥ .882", "morph": "≥ .465"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=10_000)
    count = arguments.parse_args().items
    results = Path(os.environ.get("BENCH_FOLDER") or Path(__file__).parent / "results").resolve()
    print(f"{_machine()}; {count:,} items of about 700 words\n")
    _table(pages.rows(results / f"installation-{count}", count))
    print("\nUploads in Chromium, on an empty installation")
    _part("bench.uploads_page")
    print("\nThe engine alone")
    _part("bench.search_engine", str(results / f"index-{count}"), str(count))
    print("\nQuality on the development questions, MRR@10")
    _table(_quality())
    print("\nWhat is guessed of uploads")
    _part("bench.understanding")
    print("\nReading files: share of words that come out in their order")
    if os.environ.get("TEST_CORPUS"):
        _part("bench.extraction")
    else:
        print("skipped: TEST_CORPUS names no folder")


def _quality() -> list[tuple[str, str, str]]:
    folder = os.environ.get("TEST_HEBREW")
    if not folder:
        return [("skipped", "TEST_HEBREW names no folder", "")]
    files = [f"{folder}/passages.jsonl.gz", f"{folder}/queries.dev.jsonl.gz"]
    found = []
    for field, goal in GOALS.items():
        command = [sys.executable, "-m", "flask", "--app", "app", "evaluate", *files, "--field", field]
        answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        times = f"{answer['ms_median']:.1f} / {answer['ms_p95']:.1f} ms"
        found.append((field, f"{answer['mrr10']:.3f} ({times})", goal))
    return found


def _part(module: str, *arguments: str) -> None:
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)


def _table(rows: list[tuple[str, str, str]]) -> None:
    for what, value, goal in rows:
        print(f"{what:55} {value:36} {goal}")


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    main()
