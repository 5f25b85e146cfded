"""Keeping the search index in step with the database, for every kind of thing that can be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, String, delete, func, select
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

    * ``documents(ids)``: the documents of those ids that may be in the index at all; None means everything.
    * ``load(actor, ids)``: what the actor may view, by id: the index proposes, the database decides.
    * ``label``: what several of them are called.
    * ``template``: shows one hit; see templates/library/_hit.html for what it is given.
    * ``texts(ids)``: the texts to cut snippets from, (page or None, text) in reading order.
    * ``ranks(ids)``: the present ranks by key; None means everything.
    * ``indexed``: is told which stamps the engine now holds, in a transaction.
    * ``stamps()``: the stamp of everything that should be in the index, without reading texts.
    * ``address``: where a thing is shown, such as ``/items/{id}``.
    * ``answer(thing)``: what the API tells about it in a list of hits, with ``title`` at least.
    * ``preview``: where a short look at a thing is, such as ``/items/{id}/preview``. The page of results
      shows what stands there within ``[data-preview]`` beside its list. Links that carry
      ``data-preview-step`` open there too; its values ``next-match`` and ``previous-match`` answer to the
      keys n and Shift+n.
    * ``reasons(actor, things)``: why each stands where it does, in short sentences by id; few queries.
    """

    kind: str
    documents: Callable[[Sequence[int] | None], Iterable[Document]]
    load: Callable[[Actor, Sequence[int]], Mapping[int, Any]]
    label: str = ""
    template: str = ""
    texts: Callable[[Sequence[int]], Mapping[int, Sequence[tuple[int | None, str]]]] | None = None
    ranks: Callable[[Sequence[int] | None], Mapping[str, Rank]] | None = None
    indexed: Callable[[Mapping[int, str]], None] | None = None
    stamps: Callable[[], Mapping[int, str]] | None = None
    address: str = ""
    answer: Callable[[Any], Mapping[str, Any]] | None = None
    preview: str = ""
    reasons: Callable[[Actor, Sequence[Any]], Mapping[int, Sequence[str]]] | None = None


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


def findables() -> tuple[Findable, ...]:
    return tuple(_kinds.values())


def all_documents() -> Iterable[Document]:
    """Everything the index should hold, read piece by piece."""
    for kind in _kinds.values():
        yield from kind.documents(None)


def changed(kind: str, *ids: int, narrowed: bool = False) -> None:
    """The index must follow these things. ``narrowed``: fewer may see them, from this transaction on."""
    keys = [f"{kind}:{id}" for id in ids]
    if narrowed:
        session.add_all(Exclusion(key=key) for key in keys)
    if keys:
        later(index, *keys)


def rank_changed(kind: str, id: int) -> None:
    """Only the thing's place among results moved."""
    later(rank, f"{kind}:{id}")


def excluded_keys() -> frozenset[str]:
    """What every query must leave out. To be read before the engine is asked."""
    return frozenset(session.scalars(select(Exclusion.key)))


def index(keys: Sequence[str]) -> None:
    """Bring the engine's documents of these keys to the rows' present state."""
    with reading():
        settled = _last_exclusions(Exclusion.key.in_(keys))
        documents = [document for kind, ids in _by_kind(keys) for document in _kinds[kind].documents(ids)]
    present = {document.key for document in documents}
    with _postponing():
        tools().search.remove([key for key in keys if key not in present])
        tools().search.add(documents)
        _settle_ranks(keys, {document.key: Rank(document.boost, document.rating) for document in documents})
    with transaction():
        _settle(settled)
        _tell_indexed({document.key: document.stamp for document in documents})


def rank(keys: Sequence[str]) -> None:
    """Bring the engine's ranks of these keys up to date; no text is read."""
    with _postponing():
        _settle_ranks(keys, {})


def rank_everything(_subjects: Sequence[str]) -> None:
    """Age moves ranks by itself: refresh them all, once a day."""
    with _postponing():
        _settle_ranks(None, {})


def rebuild(*, seen: Callable[[], None] = lambda: None) -> int:
    """Make the index anew from the database, without a gap for searchers.

    Returns how many documents there are; ``seen`` is called at each of them. Raises EngineAway.
    """
    stamps: dict[str, str] = {}
    ranks: dict[str, Rank] = {}
    settled: list[tuple[str, int]] = []

    def noting() -> Iterable[Document]:
        # The engine begins to read when no job can write to it any more. What was read earlier could be older
        # than what a job has written meanwhile, and would show again what was narrowed.
        with reading():
            settled.extend(_last_exclusions(Exclusion.id > 0))
            for document in all_documents():
                stamps[document.key] = document.stamp
                ranks[document.key] = Rank(document.boost, document.rating)
                seen()
                yield document

    tools().search.rebuild(noting())
    _settle_ranks(None, ranks)
    with transaction():
        _settle(settled)
        _tell_indexed(stamps)
    return len(stamps)


def expected_stamps() -> dict[str, str]:
    """The stamp of everything that should be in the index, by key."""
    found: dict[str, str] = {}
    for kind in _kinds.values():
        if kind.stamps:
            found |= {f"{kind.kind}:{id}": stamp for id, stamp in kind.stamps().items()}
        else:
            found |= {document.key: document.stamp for document in kind.documents(None)}
    return found


def _last_exclusions(which: ColumnElement[bool]) -> list[tuple[str, int]]:
    found = session.execute(
        select(Exclusion.key, func.max(Exclusion.id)).where(which).group_by(Exclusion.key)
    )
    return [(key, last) for key, last in found]


def _settle(settled: Sequence[tuple[str, int]]) -> None:
    """The engine has followed these exclusions; what was excluded after they were read stays."""
    for key, last in settled:
        session.execute(delete(Exclusion).where(Exclusion.key == key, Exclusion.id <= last))


def _settle_ranks(keys: Sequence[str] | None, held: dict[str, Rank]) -> None:
    """Give the engine every rank that differs from the one it holds, until a look finds none.

    A rank may change between reading and giving, and whoever changed it may be faster: hence the second look.
    """
    while moved := {key: value for key, value in _present_ranks(keys) if _differ(held.get(key), value)}:
        tools().search.boost(moved)
        held.update(moved)


def _present_ranks(keys: Sequence[str] | None) -> list[tuple[str, Rank]]:
    wanted = _by_kind(keys) if keys is not None else ((kind, None) for kind in _kinds)
    with reading():
        return [
            pair for kind, ids in wanted if (ranks_of := _kinds[kind].ranks) for pair in ranks_of(ids).items()
        ]


def _differ(held: Rank | None, present: Rank) -> bool:
    """More than the seconds that passed since then make."""
    return held is None or any(abs(one - other) > 1e-6 for one, other in zip(held, present, strict=True))


@contextmanager
def _postponing() -> Iterator[None]:
    try:
        yield
    except EngineAway as reason:
        raise Postponed(str(reason)) from reason


def _tell_indexed(stamps: Mapping[str, str]) -> None:
    for kind, ids in _by_kind(stamps):
        if tell := _kinds[kind].indexed:
            tell({id: stamps[f"{kind}:{id}"] for id in ids})


def _by_kind(keys: Iterable[str]) -> Iterable[tuple[str, list[int]]]:
    for kind, group in groupby(sorted(keys), key=lambda key: key.partition(":")[0]):
        yield kind, [int(key.partition(":")[2]) for key in group]


JOBS = (
    JobKind(index, Lane.INDEX, batch=50),
    JobKind(rank, Lane.RANK, batch=RANKS_AT_ONCE),
    JobKind(rank_everything, Lane.QUICK, every=timedelta(days=1)),
)
