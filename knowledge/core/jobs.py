"""Work for later: a table of jobs, written in the same transaction as their cause."""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, String, Text, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.core import clock
from knowledge.core.db import Base, session, transaction

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # a job belongs to its worker this long after the last sign of life
MOST_ATTEMPTS = 5
_DELAYS_S = (2, 15, 120, 900)  # before the second, third, fourth and fifth attempt


class Lane(enum.StrEnum):
    """What waits for what: jobs of one lane never wait for those of another."""

    QUICK = "quick"  # index, rank, mail
    READ = "read"  # text of files
    OCR = "ocr"
    PICTURES = "pictures"


class Postponed(Exception):
    """What the job needs is away for the moment; it is tried again soon, and that does not count as a failure."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job a feature lists: ``run`` gets the subjects to work on, at most ``batch`` of them.

    ``run`` opens its own transactions, never holds one during slow work, and may always run twice.
    """

    run: Callable[[Sequence[str]], None]
    lane: Lane = Lane.QUICK
    batch: int = 1
    every: timedelta | None = None  # runs by itself at this distance
    gave_up: Callable[[str], None] | None = None  # told the subject of a job that failed for good

    @property
    def name(self) -> str:
        return f"{self.run.__module__.removeprefix('knowledge.')}.{self.run.__name__}"


class Job(Base):
    """A piece of work that waits, is being done, or has failed. Done jobs are deleted."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(200), default="")
    lane: Mapped[str] = mapped_column(String(20))
    due: Mapped[datetime]
    created: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    taken_by: Mapped[str | None] = mapped_column(String(60))
    taken_until: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    failed: Mapped[datetime | None]

    __table_args__ = (
        # Asking twice before the job runs does the work once.
        Index(
            "uq_job_waiting",
            "name",
            "subject",
            unique=True,
            sqlite_where=taken_by.is_(None),
            postgresql_where=taken_by.is_(None),
        ),
        Index("ix_job_due", "lane", "due"),
    )


_kinds: dict[str, JobKind] = {}


def set_kinds(kinds: Iterable[JobKind]) -> None:
    """Name the jobs there are; ``later`` refuses others."""
    _kinds.clear()
    _kinds.update({kind.name: kind for kind in kinds})


def kinds() -> tuple[JobKind, ...]:
    return tuple(_kinds.values())


def later(
    run: Callable[[Sequence[str]], None], subject: object = "", *, after: timedelta = timedelta(0)
) -> None:
    """Have a job done once this transaction has committed, or ``after`` a while.

    A waiting twin is used instead. Its row is locked by the update, so that no worker takes it before this
    transaction is visible to it.
    """
    name = f"{run.__module__.removeprefix('knowledge.')}.{run.__name__}"
    kind = _kinds[name]
    now = clock.now()
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    row = insert(Job).values(
        name=name,
        subject=str(subject),
        lane=kind.lane.value,
        due=now + after,
        created=now,
        attempts=0,
        error="",
    )
    earlier = {"due": func.min(Job.due, row.excluded.due), "failed": None, "attempts": 0, "error": ""}
    if session.get_bind().dialect.name != "sqlite":
        earlier["due"] = func.least(Job.due, row.excluded.due)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Job.name, Job.subject], index_where=Job.taken_by.is_(None), set_=earlier
        )
    )


def schedule_regular() -> None:
    """Make sure that every job that runs by itself is waiting."""
    for kind in _kinds.values():
        if kind.every and not session.scalar(select(func.count()).where(Job.name == kind.name)):
            later(kind.run)


def run_due(lane: Lane, worker: str) -> int:
    """Take what is due in a lane, one job or one batch, and do it. Returns how many jobs were taken."""
    taken = _take(lane, worker)
    if not taken:
        return 0
    kind = _kinds[taken[0].name]
    try:
        kind.run([job.subject for job in taken])
    except Postponed as reason:
        _give_back(taken, str(reason), counts=False)
    except Exception as error:
        if len(taken) > 1:  # one bad document must not hold up the others of its batch
            return _run_singly(kind, taken)
        log.exception("job %s of %s failed, attempt %s", taken[0].id, kind.name, taken[0].attempts)
        _give_back(taken, f"{type(error).__name__}: {error}"[:2000], counts=True)
    else:
        _finish(kind, taken)
    return len(taken)


def run_until_done(lanes: Iterable[Lane] = tuple(Lane)) -> int:
    """Do everything that is due, one after the other, for commands and tests. Returns how many jobs ran."""
    done = 0
    while some := sum(run_due(lane, "command") for lane in lanes):
        done += some
    return done


def keep_alive(worker: str) -> None:
    """A sign of life: the worker's jobs stay its own for another while."""
    with transaction():
        session.execute(update(Job).where(Job.taken_by == worker).values(taken_until=clock.now() + LEASE))


def release(worker: str) -> None:
    """The worker stops: what it had taken is free at once, for the next one."""
    with transaction():
        for job in session.scalars(select(Job).where(Job.taken_by == worker)):
            _free(job, due=clock.now(), error="")


def retry(job: Job) -> None:
    """Let a failed job begin anew, now."""
    job.failed, job.attempts, job.error, job.due = None, 0, "", clock.now()


def _take(lane: Lane, worker: str) -> list[Job]:
    now = clock.now()
    due = (
        select(Job)
        .where(
            Job.lane == lane.value,
            Job.due <= now,
            Job.failed.is_(None),
            or_(Job.taken_until.is_(None), Job.taken_until < now),
        )
        .order_by(Job.due, Job.id)
    )
    session.remove()
    idle = session.scalar(due.with_only_columns(Job.id).limit(1)) is None
    session.remove()
    if idle:  # the common case takes no lock
        return []
    with transaction():
        first = session.scalar(due.limit(1).with_for_update(skip_locked=True))
        if first is None:
            return []
        same = due.where(Job.name == first.name).limit(_kinds[first.name].batch)
        taken = list(session.scalars(same.with_for_update(skip_locked=True)))
        for job in taken:
            job.taken_by, job.taken_until = worker, now + LEASE
            job.attempts += 1
    return taken


def _run_singly(kind: JobKind, taken: list[Job]) -> int:
    for job in taken:
        try:
            kind.run([job.subject])
        except Postponed as reason:
            _give_back([job], str(reason), counts=False)
        except Exception as error:
            log.exception("job %s of %s failed, attempt %s", job.id, kind.name, job.attempts)
            _give_back([job], f"{type(error).__name__}: {error}"[:2000], counts=True)
        else:
            _finish(kind, [job])
    return len(taken)


def _finish(kind: JobKind, taken: list[Job]) -> None:
    with transaction():
        session.execute(
            delete(Job).where(Job.id.in_([job.id for job in taken]), Job.taken_by == taken[0].taken_by)
        )
        if kind.every:
            later(kind.run, taken[0].subject, after=kind.every)


def _give_back(taken: list[Job], error: str, *, counts: bool) -> None:
    """Free the jobs for another attempt, or mark them as failed when there were enough."""
    gave_up = []
    with transaction():
        still_ours = select(Job).where(
            Job.id.in_([job.id for job in taken]), Job.taken_by == taken[0].taken_by
        )
        for job in session.scalars(still_ours):
            job.attempts -= 0 if counts else 1
            if job.attempts >= MOST_ATTEMPTS:
                job.failed = clock.now()
                gave_up.append(job.subject)
            delay = _DELAYS_S[min(max(job.attempts, 1), len(_DELAYS_S)) - 1]
            _free(job, due=clock.now() + timedelta(seconds=delay), error=error)
    kind = _kinds[taken[0].name]
    for subject in gave_up if kind.gave_up else ():
        with transaction():
            kind.gave_up(subject)  # type: ignore[misc]


def _free(job: Job, *, due: datetime, error: str) -> None:
    """Let others take the job, unless a twin that was asked for meanwhile will do the same work."""
    twin = session.scalar(
        select(Job.id).where(
            Job.name == job.name, Job.subject == job.subject, Job.taken_by.is_(None), Job.id != job.id
        )
    )
    if twin:
        session.delete(job)
        return
    job.taken_by = job.taken_until = None
    job.due, job.error = due, error
    session.flush()
