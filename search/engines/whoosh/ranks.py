"""Boosts and ratings beside the index: a small SQLite file that every process reads before it searches.

A change of rank touches neither the index nor its lock. What was said last wins: each change has a number,
each document knows the last number at the time it was added, and older changes do not concern it.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from search.document import Rank
from search.engine import EngineAway

_PATIENCE = 5.0  # seconds for another process to finish its change
_SCHEMA = """
CREATE TABLE IF NOT EXISTS rank (key TEXT PRIMARY KEY, boost REAL, rating REAL, number INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rank_number ON rank (number);
CREATE TABLE IF NOT EXISTS last (id INTEGER PRIMARY KEY CHECK (id = 0), number INTEGER);
INSERT OR IGNORE INTO last VALUES (0, 0);
"""


class Change(NamedTuple):
    """A rank, and the number of the change that set it."""

    number: int
    boost: float
    rating: float


class Ranks:
    """All changes of rank that still concern a document, by key."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        self._closing = weakref.finalize(self, self._connection.close)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")  # like the index: it can always be rebuilt
        self._connection.executescript(_SCHEMA)
        self.changes: dict[str, Change] = {}
        self.number = 0

    def change(self, ranks: Mapping[str, Rank]) -> None:
        with self._changing():
            number = self._last() + 1
            self._connection.execute("UPDATE last SET number = ?", (number,))
            self._connection.executemany(
                "INSERT OR REPLACE INTO rank VALUES (?, ?, ?, ?)",
                [(key, rank.boost, rank.rating, number) for key, rank in ranks.items()],
            )

    def refresh(self) -> bool:
        """Learn what other threads and processes changed; true when there was something."""
        with self._lock:
            last = self._last()
            if last == self.number:
                return False
            rows = self._connection.execute(
                "SELECT key, number, boost, rating FROM rank WHERE number > ?", (self.number,)
            )
            self.changes = self.changes | {key: Change(*change) for key, *change in rows}
            self.number = last
            return True

    def last(self) -> int:
        with self._lock:
            return self._last()

    def forget(self, keys: Iterable[str], number: int) -> None:
        """Drop changes up to a number that no longer concern these documents."""
        with self._changing():
            self._connection.executemany(
                "DELETE FROM rank WHERE key = ? AND number <= ?", [(key, number) for key in keys]
            )

    def forget_all(self, number: int) -> None:
        """Drop all changes up to a number: every document was added after them."""
        with self._changing():
            self._connection.execute("DELETE FROM rank WHERE number <= ?", (number,))

    def close(self) -> None:
        with self._lock:
            self._closing()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.execute("COMMIT")
            except sqlite3.OperationalError as reason:
                if is_busy(reason):
                    raise EngineAway("The ranks are being written to by somebody else.") from reason
                raise
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _last(self) -> int:
        return int(self._connection.execute("SELECT number FROM last").fetchone()[0])


def is_busy(reason: sqlite3.Error) -> bool:
    """Whether somebody else was only too long at it; anything else is damage."""
    return reason.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
