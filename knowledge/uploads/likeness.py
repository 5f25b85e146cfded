"""Whether what is being uploaded is here already: the same bytes, or another version of the same text."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager

from knowledge.core.db import session
from knowledge.core.findable import excluded_keys
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.library.indexing import KIND
from knowledge.library.lists import may_see
from knowledge.library.models import READY, UNREADABLE, File, FileText, Item
from knowledge.uploads.models import Unsaved
from search.engine import EngineAway
from search.query import Query
from search.resemblance import resemblance

# Measured on the sample: every text keeps more when a twentieth of its words is changed, and 87 % of them do
# when a fifth of their lines is new. Two different texts have at most .01.
ENOUGH = 0.5
_CANDIDATES, _SHOWN = 6, 3
_SHORTEST = 200  # characters; less says too little
_LONGEST = 30_000  # characters that are compared
_AT_ONCE = 2  # files compared in one answer, so that it comes soon
_FRESH_S, _MOST_KEPT = 120, 2_000


@dataclass(frozen=True, slots=True)
class Near:
    """A file of an item that says nearly the same, from 0 to 1."""

    file: File
    resemblance: float


_known: dict[tuple[object, ...], tuple[float, dict[int, float]]] = {}
_lock = Lock()


def same(actor: Actor, item: Item) -> Mapping[int, Sequence[Item]]:
    """Other items the actor may see that hold the same bytes, by the file's id here: one query."""
    found: dict[int, list[Item]] = {file.id: [] for file in item.files}
    blobs = {file.blob for file in item.files}
    if not blobs:
        return found
    others = (
        select(File)
        .join(File.item)
        .where(File.blob.in_(blobs), File.successor_id.is_(None), File.item_id != item.id, _may_tell(actor))
        .order_by(Item.created, File.id)
        .options(contains_eager(File.item).joinedload(Item.owner))
    )
    for other in session.scalars(others).unique():
        for file in item.files:
            if file.blob == other.blob and other.item not in found[file.id]:
                found[file.id].append(other.item)
    return found


def near(actor: Actor, files: Sequence[File]) -> Mapping[int, Sequence[Near] | None]:
    """Files of other items the actor may see that say nearly the same, the most alike first, by file.

    None where it is not known yet: only a few are compared at once, and nothing that is still to be read.
    What was found is kept for a while, since a page asks again and again; who may see it is asked each time.
    """
    alike: dict[int, dict[int, float] | None] = {}
    left = _AT_ONCE
    for file in files:
        known = {} if file.state == UNREADABLE else _remembered(actor, file)
        if known is None and left and file.state == READY:
            left -= 1
            known = _compared_now(actor, file)
        alike[file.id] = known
    wanted = {other for scores in alike.values() for other in scores or ()}
    rows = (
        select(File)
        .join(File.item)
        .where(File.id.in_(wanted), File.successor_id.is_(None), _may_tell(actor))
        .options(contains_eager(File.item).joinedload(Item.owner))
    )
    seen = {other.id: other for other in session.scalars(rows).unique()} if wanted else {}
    return {
        file.id: None if scores is None else _best(file, scores, seen)
        for file in files
        for scores in (alike[file.id],)
    }


def _may_tell(actor: Actor) -> ColumnElement[bool]:
    """What the actor may see and has not merely begun: an unsaved draft is nothing to be a version of."""
    return and_(may_see(actor), Item.id.not_in(select(Unsaved.item_id)))


def forget() -> None:
    """Compare everything anew."""
    with _lock:
        _known.clear()


def _best(file: File, scores: Mapping[int, float], seen: Mapping[int, File]) -> Sequence[Near]:
    found = [
        Near(seen[other], score)
        for other, score in scores.items()
        if other in seen and seen[other].blob != file.blob
    ]
    return sorted(found, key=lambda each: -each.resemblance)[:_SHOWN]


def _remembered(actor: Actor, file: File) -> dict[int, float] | None:
    with _lock:
        expires, scores = _known.get(_key(actor, file), (0.0, {}))
    return scores if expires > time.monotonic() else None


def _compared_now(actor: Actor, file: File) -> dict[int, float]:
    try:
        scores = _compared(actor, file)
    except EngineAway:
        return {}  # saving does not need it
    with _lock:
        if len(_known) >= _MOST_KEPT:
            _known.clear()
        _known[_key(actor, file)] = (time.monotonic() + _FRESH_S, scores)
    return scores


def _key(actor: Actor, file: File) -> tuple[object, ...]:
    return file.id, file.blob, actor.reader_tokens


def _compared(actor: Actor, file: File) -> dict[int, float]:
    text = _texts_of([file.id]).get(file.id, "")
    if len(text) < _SHORTEST:
        return {}
    query = Query(
        "",
        actor.reader_tokens,
        kinds=frozenset((KIND,)),
        excluded=excluded_keys() | {f"{KIND}:{file.item_id}"},
        size=_CANDIDATES,
    )
    hits = tools().search.similar(query, text=text).hits
    ids = select(File.id).join(File.item).where(File.item_id.in_([hit.id for hit in hits]), may_see(actor))
    current = ids.where(File.successor_id.is_(None), File.state == READY)
    others = _texts_of(session.scalars(current).all())
    scores = ((other, round(resemblance(text, words), 2)) for other, words in others.items())
    return {other: score for other, score in scores if score >= ENOUGH}


def _texts_of(file_ids: Sequence[int]) -> Mapping[int, str]:
    found: dict[int, list[str]] = {}
    rows = select(FileText.file_id, FileText.text).where(FileText.file_id.in_(file_ids))
    for file_id, text in session.execute(rows.order_by(FileText.file_id, FileText.position)):
        found.setdefault(file_id, []).append(text)
    return {file_id: "\n".join(texts)[:_LONGEST] for file_id, texts in found.items()}
