"""Changing a generation: adding and removing documents, and merging segments that have become many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.engines.whoosh.arrays import Array, write_arrays
from search.engines.whoosh.folder import open_index
from search.engines.whoosh.rows import Rows, codec
from search.engines.whoosh.segment import ARRAYS_EXT, Segment
from search.engines.whoosh.snapshot import Snapshot

_ALIKE = 10  # segments of one order of magnitude become one when there are this many
_LARGEST_MERGE = 5_000  # documents; what a merge may take before writers would wait too long


def write(generation: Path, snapshot: Snapshot, rows: Rows, gone: Iterable[str] = ()) -> bool:
    """Replace and remove documents in one commit. The lock is held, and the snapshot is the latest."""
    replaced = {number for key in (*gone, *rows.keys) for number in snapshot.numbers_of(key)}
    deleted = [number for number in sorted(replaced) if snapshot.live[number]]
    if not rows and not deleted:
        return False
    _commit(generation, rows, deleted, merged=())
    return True


def merge(generation: Path, snapshot: Snapshot) -> bool:
    """Make one segment of many small ones. Documents that were removed vanish for good."""
    chosen = _worth_merging(snapshot)
    if not chosen:
        return False
    rows = Rows()
    for segment, living in chosen:
        rows.add_rows(segment.rows(living.tolist()), segment.words)
    _commit(generation, rows, (), merged=[segment.name for segment, _ in chosen])
    return True


def _commit(generation: Path, rows: Rows, deleted: Iterable[int], merged: Sequence[str]) -> None:
    """What is written before Whoosh's commit belongs to no segment in use, and is swept by the next one."""
    writer: Any = open_index(generation).writer(codec=codec(), compound=False)
    try:
        for number in deleted:
            writer.delete_document(number)
        if rows:
            arrays = rows.write_postings(writer)
            write_arrays(generation / (writer.newsegment.segment_id() + ARRAYS_EXT), arrays)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=lambda _, segments: [s for s in segments if s.segment_id() not in merged])


def _worth_merging(snapshot: Snapshot) -> list[tuple[Segment, Array]]:
    living = [
        (segment, np.flatnonzero(snapshot.live[base : base + segment.size]))
        for base, segment in zip(snapshot.bases, snapshot.segments, strict=False)
    ]
    living.sort(key=lambda pair: len(pair[1]))
    wasteful = [(segment, alive) for segment, alive in living if len(alive) < segment.size / 2]
    by_magnitude: dict[int, list[tuple[Segment, Array]]] = {}
    for segment, alive in living:
        by_magnitude.setdefault(len(str(len(alive))), []).append((segment, alive))
    many = [pair for alike in by_magnitude.values() if len(alike) >= _ALIKE for pair in alike]
    chosen, left = [], _LARGEST_MERGE
    for segment, alive in many:
        left -= len(alive)
        if left >= 0:
            chosen.append((segment, alive))
    if len(chosen) < 2:
        chosen = []
    return chosen or wasteful[:1]
