"""WhooshEngine: the search interface over a folder, for one machine and any number of its processes."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from search.correct import correct
from search.document import Document, Rank
from search.engine import EngineAway, IndexUnusable
from search.engines.whoosh.answer import answer
from search.engines.whoosh.cache import Cache
from search.engines.whoosh.folder import Folder, is_latest, latest, read_contents
from search.engines.whoosh.ranks import Ranks, is_busy
from search.engines.whoosh.rows import Rows
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.similar import similar
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.suggest import suggest
from search.engines.whoosh.visible_words import VisibleWords
from search.engines.whoosh.writing import merge, write
from search.query import Page, Query, Suggestion

log = logging.getLogger(__name__)

_POSTINGS_KEPT = 64 * 1024 * 1024
_BATCH = 3_000_000  # words to a segment, so that memory stays bounded while a large index is built
_ATTEMPTS = 5  # to read an index that others are changing


class _Seen(NamedTuple):
    """What was read, and the state of the folder that it was read from."""

    generation: Path
    commit: int
    change: int
    snapshot: Snapshot


class WhooshEngine:
    """Searches take no lock: they read a snapshot that the next commit replaces but never changes."""

    def __init__(self, address: str) -> None:
        self._temporary: weakref.finalize[..., WhooshEngine] | None = None
        if address == ":memory:":
            address = tempfile.mkdtemp(prefix="search-")
            self._temporary = weakref.finalize(self, shutil.rmtree, address, ignore_errors=True)
        self._folder = Folder(Path(address))
        self._postings = Cache(_POSTINGS_KEPT)
        self._refreshing = threading.RLock()
        self._seen: _Seen | None = None
        self._ranks: Ranks | None = None

    def add(self, documents: Iterable[Document]) -> None:
        self._current()
        ranked = self._open_ranks().last()
        for rows in _batches(documents, ranked):
            self._write(rows)
            self._open_ranks().forget(rows.keys, ranked)

    def remove(self, keys: Iterable[str]) -> None:
        gone = tuple(keys)
        self._write(Rows(), gone)
        ranks = self._open_ranks()
        ranks.forget(gone, ranks.last())

    def boost(self, ranks: Mapping[str, Rank]) -> None:
        self._current()
        if ranks:
            self._open_ranks().change(ranks)

    def search(self, query: Query) -> Page:
        return answer(self._snapshot(), query)

    def similar(self, query: Query, *, key: str = "", text: str = "") -> Page:
        return similar(self._snapshot(), query, key, text)

    def correct(self, query: Query) -> str:
        return correct(query, VisibleWords(self._snapshot(), query))

    def suggest(
        self, prefix: str, query: Query, *, facets: tuple[str, ...] = (), limit: int = 8
    ) -> list[Suggestion]:
        return suggest(self._snapshot(), prefix, query, facets, limit)

    def stamps(self) -> dict[str, str]:
        snapshot = self._snapshot()
        return {
            segment.keys[place]: segment.stamps[place]
            for base, segment in zip(snapshot.bases, snapshot.segments, strict=False)
            for place in range(segment.size)
            if snapshot.live[base + place]
        }

    def rebuild(self, documents: Iterable[Document]) -> None:
        with self._folder.locked():
            ranked = self._mended_ranks().last()
            generation = self._folder.start()
            try:
                for rows in _batches(documents, ranked):
                    write(generation, self._read(generation, latest(generation)), rows)
            except BaseException:
                shutil.rmtree(generation, ignore_errors=True)
                raise
            self._folder.use(generation)
        self._open_ranks().forget_all(ranked)

    def close(self) -> None:
        with self._refreshing:
            self._seen = None
            if self._ranks:
                self._ranks.close()
                self._ranks = None
        if self._temporary:
            self._temporary()

    def _write(self, rows: Rows, gone: tuple[str, ...] = ()) -> None:
        self._snapshot()  # what is there is read before the lock is taken
        with self._folder.locked():
            if write(self._current(), self._snapshot(), rows, gone):
                while merge(self._current(), self._snapshot()):
                    pass

    def _snapshot(self) -> Snapshot:
        """The index as it is now in all processes; what did not change is not read again."""
        for _ in range(_ATTEMPTS):
            generation = self._current()
            commit = -1
            try:
                seen = self._seen
                if seen and self._unchanged(seen, generation):
                    return seen.snapshot
                with self._refreshing:
                    commit = latest(generation)
                    return self._refreshed(generation, commit)
            except EngineAway:
                raise
            except Exception as found:  # a damaged pickle may raise anything
                reason = found
            if generation == self._current() and latest(generation) == commit:
                break
        raise IndexUnusable(self._folder.path, "is damaged") from reason

    def _unchanged(self, seen: _Seen, generation: Path) -> bool:
        return (
            seen.generation == generation
            and is_latest(generation, seen.commit)
            and seen.change == self._open_ranks().last()
        )

    def _refreshed(self, generation: Path, commit: int) -> Snapshot:
        seen = self._seen
        if seen is None:
            self._sweep()
        elif seen.generation != generation:
            self._ranks = None  # whoever replaced the index may have replaced this file too
        ranks = self._open_ranks()
        ranks.refresh()
        if seen and (seen.generation, seen.commit) == (generation, commit):
            snapshot = seen.snapshot
        else:
            snapshot = self._read(generation, commit)
        snapshot = snapshot.with_ranks(ranks.changes)
        self._seen = _Seen(generation, commit, ranks.number, snapshot)
        return snapshot

    def _read(self, generation: Path, commit: int) -> Snapshot:
        known = {segment.name: segment for segment in self._seen.snapshot.segments} if self._seen else {}
        listed = read_contents(generation, commit)
        segments = [
            known.get(segment.segment_id()) or Segment(generation, segment, self._postings)
            for segment in listed
        ]
        return Snapshot(segments, [segment.deleted_docs() for segment in listed])

    def _current(self) -> Path:
        """The generation in use, made when there was none."""
        generation = self._folder.current()
        if generation is None:
            with self._folder.locked():
                generation = self._folder.current() or self._folder.start()
                self._folder.use(generation)
        return generation

    def _sweep(self) -> None:
        """Once, when the folder is first used: remove what a rebuild left that did not live to its end."""
        try:
            with self._folder.locked(patience=0):
                self._folder.sweep(self._folder.current())
        except EngineAway:
            log.info("Somebody writes to %s, so what lies about in it is left alone.", self._folder.path)

    def _open_ranks(self) -> Ranks:
        with self._refreshing:
            if self._ranks is None:
                try:
                    self._ranks = Ranks(self._folder.ranks)
                except sqlite3.DatabaseError as reason:
                    if is_busy(reason):
                        raise EngineAway("The ranks are being written to by somebody else.") from reason
                    raise IndexUnusable(self._folder.path, "has damaged ranks") from reason
            return self._ranks

    def _mended_ranks(self) -> Ranks:
        try:
            return self._open_ranks()
        except IndexUnusable:
            self._folder.drop_ranks()
            return self._open_ranks()


def _batches(documents: Iterable[Document], ranked: int) -> Iterator[Rows]:
    rows = Rows()
    for document in documents:
        rows.add_document(document, ranked)
        if rows.tokens >= _BATCH:
            yield rows
            rows = Rows()
    if rows:
        yield rows
