"""What people search for: noted when they have their answer, shown to others when several asked the same."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from knowledge.core import clock
from knowledge.core.db import insert, session, soon, transaction
from knowledge.core.jobs import JobKind
from knowledge.core.permissions import Actor
from knowledge.core.text import line
from knowledge.discovery.models import Asked
from knowledge.taxonomy.service import fold

KEPT = timedelta(days=182)
LATELY = timedelta(days=90)
ENOUGH_PEOPLE = 3  # who searched for the same words, before others see them
LONGEST = 60  # characters; more is no example for anybody
_PAUSE = timedelta(seconds=5)  # between two writes of a process
_MOST_WAITING = 1_000

log = logging.getLogger(__name__)


@dataclass
class _Heard:
    """What a process heard and has not written down yet."""

    rows: dict[tuple[str, int], tuple[str, datetime]] = field(default_factory=dict)
    written: datetime | None = None
    lock: Lock = field(default_factory=Lock)


_heard: WeakKeyDictionary[Engine, _Heard] = WeakKeyDictionary()


def note(actor: Actor, text: str) -> Callable[[], None]:
    """Remember that the actor searched for this and found something.

    What is returned writes it down, now and then. It is to be called when the answer is out: a search waits
    for no writer, and no accident here breaks one.
    """
    engine = session.get_bind().engine
    heard = _heard.setdefault(engine, _Heard())
    text = line(text, limit=LONGEST + 1)
    folded = fold(text)
    if folded and len(text) <= LONGEST and len(heard.rows) < _MOST_WAITING:
        with heard.lock:
            heard.rows[folded, actor.id] = (text, clock.now())
    return lambda: write_down(engine)


def write_down(engine: Engine) -> None:
    """Keep what was heard, unless that was done a moment ago or somebody else is writing."""
    heard, now = _heard[engine], clock.now()
    with heard.lock:
        if not heard.rows or (heard.written and now - heard.written < _PAUSE):
            return
        rows, heard.rows, heard.written = heard.rows, {}, now
    try:
        with soon(engine) as connection:
            row = insert(Asked)
            row = row.on_conflict_do_update(
                index_elements=[Asked.folded, Asked.user_id],
                set_={"text": row.excluded.text, "last": row.excluded.last},
            )
            connection.execute(
                row,
                [
                    {"folded": folded, "user_id": user_id, "text": text, "last": last}
                    for (folded, user_id), (text, last) in rows.items()
                ],
            )
    except SQLAlchemyError as reason:
        log.info("%d searches were not noted (%s)", len(rows), type(reason).__name__)


def common(limit: int) -> list[str]:
    """What several people searched for lately, the most wanted first, as one of them typed it."""
    people = func.count(Asked.user_id)
    rows = (
        select(func.min(Asked.text))
        .where(Asked.last > clock.now() - LATELY)
        .group_by(Asked.folded)
        .having(people >= ENOUGH_PEOPLE)
        .order_by(people.desc(), func.max(Asked.last).desc(), Asked.folded)
        .limit(limit)
    )
    return list(session.scalars(rows))


def forget(_subjects: Sequence[str]) -> None:
    """What was asked half a year ago is nobody's business any more."""
    with transaction():
        session.execute(delete(Asked).where(Asked.last < clock.now() - KEPT))


JOBS = (JobKind(forget, every=timedelta(days=1)),)
