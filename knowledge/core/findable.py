"""Keeping the search index in step with the database, for every kind of thing that can be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import String, and_, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.core.db import Base, reading, session, transaction
from knowledge.core.jobs import JobKind, Lane, Postponed, later
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from search.document import Document, Rank
from search.engine import EngineAway

RANKS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Findable:
    """What a feature tells about a kind of thing that search can find.

    ``documents(ids)`` gives the documents of those ids that may be in the index at all; None means everything.
    ``load(actor, ids)`` gives what the actor may view, by id: the index proposes, the database decides.
    ``texts(ids)`` gives the texts to cut snippets from: (page or None, text) in reading order.
    ``ranks(ids)`` gives the present ranks; None means everything. ``indexed`` is told which stamps the engine now holds.
    ``stamps()`` gives the stamp of everything that should be in the index, without reading texts.
    ``address`` is where a thing is shown, such as ``/items/{id}``; ``answer(thing)`` is what the API tells about it
    in a list of hits, with ``title`` at least.
    """

    kind: str
    documents: Callable[[Sequence[int] | None], Iterable[Document]]
    load: Callable[[Actor, Sequence[int]], Mapping[int, Any]]
    template: str = ""
    texts: Callable[[Sequence[int]], Mapping[int, Sequence[tuple[int | None, str]]]] | None = None
    ranks: Callable[[Sequence[int] | None], Mapping[str, Rank]] | None = None
    indexed: Callable[[Mapping[int, str]], None] | None = None
    stamps: Callable[[], Mapping[int, str]] | None = None
    address: str = ""
    answer: Callable[[Any], Mapping[str, Any]] | None = None


class Exclusion(Base):
    """A key that no search may show until the index has followed what happened to it."""

    __tablename__ = "exclusion"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), index=True)

    __table_args__ = ({"sqlite_autoincrement": True},)  # numbers are never used again: settling compares them


_kinds: dict[str, Findable] = {}


def set_findables(findables: Iterable[Findable]) -> None:
    _kinds.clear()
    _kinds.update({findable.kind: findable for findable in findables})


def findable(kind: str) -> Findable:
    return _kinds[kind]


def all_documents() -> Iterable[Document]:
    """Everything the index should hold, read piece by piece."""
    for kind in _kinds.values():
        yield from kind.documents(None)


def changed(kind: str, id: int, *, narrowed: bool = False) -> None:
    """The index must follow this thing. ``narrowed``: fewer people may see it, and that holds from this transaction on."""
    key = f"{kind}:{id}"
    if narrowed:
        session.add(Exclusion(key=key))
    later(index, key)


def rank_changed(kind: str, id: int) -> None:
    """Only the thing's place among results moved."""
    later(rank, f"{kind}:{id}")


def excluded_keys() -> frozenset[str]:
    """What every query must leave out. To be read before the engine is asked."""
    return frozenset(session.scalars(select(Exclusion.key)))


def index(keys: Sequence[str]) -> None:
    """Bring the engine's documents of these keys to the rows' present state."""
    with reading():
        settled = session.execute(
            select(Exclusion.key, func.max(Exclusion.id))
            .where(Exclusion.key.in_(keys))
            .group_by(Exclusion.key)
        ).all()
        documents = [document for kind, ids in _by_kind(keys) for document in _kinds[kind].documents(ids)]
    present = {document.key for document in documents}
    try:
        tools().search.remove([key for key in keys if key not in present])
        tools().search.add(documents)
    except EngineAway as reason:
        raise Postponed(str(reason)) from reason
    with transaction():
        if settled:
            session.execute(
                delete(Exclusion).where(
                    or_(*[and_(Exclusion.key == key, Exclusion.id <= last) for key, last in settled])
                )
            )
        _tell_indexed(documents)


def rank(keys: Sequence[str]) -> None:
    """Bring the engine's ranks of these keys up to date; no text is read."""
    with reading():
        ranks = {
            key: value
            for kind, ids in _by_kind(keys)
            if (ranks_of := _kinds[kind].ranks)
            for key, value in ranks_of(ids).items()
        }
    _boost(ranks)


def rank_everything(_subjects: Sequence[str]) -> None:
    """Age moves ranks by itself: refresh them all, once a day."""
    for kind in _kinds.values():
        if kind.ranks:
            with reading():
                ranks = kind.ranks(None)
            _boost(ranks)


def _boost(ranks: Mapping[str, Rank]) -> None:
    try:
        tools().search.boost(ranks)
    except EngineAway as reason:
        raise Postponed(str(reason)) from reason


def _tell_indexed(documents: Sequence[Document]) -> None:
    for name, group in groupby(sorted(documents, key=lambda each: each.kind), key=lambda each: each.kind):
        tell = _kinds[name].indexed
        if tell:
            tell({document.id: document.stamp for document in group})


def _by_kind(keys: Sequence[str]) -> Iterable[tuple[str, list[int]]]:
    for kind, group in groupby(sorted(keys), key=lambda key: key.partition(":")[0]):
        yield kind, [int(key.partition(":")[2]) for key in group]


JOBS = (
    JobKind(index, Lane.QUICK, batch=50),
    JobKind(rank, Lane.QUICK, batch=RANKS_AT_ONCE),
    JobKind(rank_everything, Lane.QUICK, every=timedelta(days=1)),
)
