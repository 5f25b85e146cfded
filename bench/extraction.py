"""How well and how fast files are read: the documents of a folder, each beside its true text (``.src``).

    python -m bench.extraction [FOLDER]

Sequence is the share of the true text's Hebrew words that come out in the right order; "all" counts what is
written with blanks around it, numbers and marks included.
"""

from __future__ import annotations

import io
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ingest.extract import TextExtractor, open_extractor
from ingest.model import Upload
from ingest.pipeline import ingest

_HEBREW_WORD = re.compile("[\u0591-\u05c7\u05d0-\u05ea]+")
_WARM_RUNS = 5


def goal(file: Path) -> float:
    """What must be reached. Slides as PDF lack the speaker's notes; a sheet as CSV lacks the other sheets."""
    if file.name.startswith("ppdf"):
        return 0.80
    return 0.98 if file.suffix in (".pdf", ".csv") else 0.99


def sequence(truth: str, found: str) -> float:
    return _in_order(_HEBREW_WORD.findall(truth), _HEBREW_WORD.findall(found))


def _in_order(truth: Sequence[str], found: Sequence[str]) -> float:
    """Longest common subsequence over the length of the truth (Hyyrö's way, a bit for each word)."""
    places: dict[str, int] = {}
    for place, word in enumerate(truth):
        places[word] = places.get(word, 0) | 1 << place
    everything = (1 << len(truth)) - 1
    row = everything
    for word in found:
        matches = row & places.get(word, 0)
        row = ((row + matches) | (row - matches)) & everything
    return (len(truth) - row.bit_count()) / max(1, len(truth))


class _Memory:
    """A storage of one file."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def open(self, name: str) -> io.BytesIO:
        return io.BytesIO(self._content)


def _measure(file: Path, extractor: TextExtractor) -> tuple[str, bool]:
    truth = file.with_suffix(".src").read_text("utf-8")
    seconds: list[float] = []
    for _ in range(_WARM_RUNS):
        began = time.perf_counter()
        found = ingest(Upload("", file.name), storage=_Memory(file.read_bytes()), extractor=extractor)
        seconds.append(time.perf_counter() - began)
    reached = sequence(truth, found.text)
    every = _in_order(truth.split(), found.text.split())
    pages = found.page_count if found.paged else "-"
    milliseconds = f"{seconds[0] * 1000:8.0f}{sorted(seconds)[_WARM_RUNS // 2] * 1000:8.0f}"
    return f"{file.name:14}{reached:10.4f}{every:8.4f}{pages!s:>7}{milliseconds}", reached >= goal(file)


def main(folder: Path) -> None:
    extractor = open_extractor()
    files = [
        file
        for file in sorted(folder.iterdir())
        if file.with_suffix(".src").is_file() and file.suffix != ".src"
    ]
    print(f"sandbox: {extractor.workers.sandbox()}")
    print(f"{'file':14}{'sequence':>10}{'all':>8}{'pages':>7}{'first':>8}{'median':>8}  ms")
    failed = 0
    for file in files:
        line, reached = _measure(file, extractor)
        failed += not reached
        print(line if reached else f"{line}  below its goal of {goal(file)}")
    print(f"{len(files)} files, {failed} below their goal")
    extractor.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("TEST_CORPUS", "."), "files"))
