"""Work for later: a table of jobs, written in the same transaction as their cause."""

from __future__ import annotations

import enum
import logging
import secrets
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Index, String, Text, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from knowledge.core import clock
from knowledge.core.db import Base, insert, reading, session, transaction

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # a job belongs to its worker this long after the last sign of life
MOST_ATTEMPTS = 5
_DELAYS_S = (2, 15, 120, 900)  # before the second, third, fourth and fifth attempt
_ROOT = Path(__file__).resolve().parents[2]


class Lane(enum.StrEnum):
    """What waits for what: jobs of one lane never wait for those of another."""

    RANK = "rank"  # alone, because a rating shows within a second
    INDEX = "index"
    QUICK = "quick"  # mail, and what takes no longer
    READ = "read"  # text of files
    OCR = "ocr"
    PICTURES = "pictures"


class Postponed(Exception):
    """What the job needs is away for the moment: it is tried again soon, and that is no failure."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job a feature lists: ``run`` gets the subjects to work on, at most ``batch`` of them.

    ``run`` opens its own transactions, never holds one during slow work, and may always run twice, but never
    for one subject in two workers at the same moment. ``gave_up`` is told, in a transaction, of which subject
    the job failed for good.
    """

    run: Callable[[Sequence[str]], None]
    lane: Lane = Lane.QUICK
    batch: int = 1
    every: timedelta | None = None  # runs by itself at this distance
    gave_up: Callable[[str], None] | None = None

    @property
    def name(self) -> str:
        return name_of(self.run)


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
        Index(
            "ix_job_taken",
            "name",
            "subject",
            sqlite_where=taken_by.is_not(None),
            postgresql_where=taken_by.is_not(None),
        ),
    )


# Built once, because an idle worker asks several times a second. _moment() fills in what is left open.
_NOW = bindparam("now", type_=Job.due.type)
_OURS = Job.name.in_(bindparam("kinds", expanding=True))  # another version's jobs wait for that version
_TWIN = aliased(Job)
# What may be taken. A job whose twin is being done waits: older state must not be written last.
_WAITING = and_(
    _OURS,
    Job.due <= _NOW,
    Job.failed.is_(None),
    Job.taken_by.is_(None),
    ~exists().where(_TWIN.name == Job.name, _TWIN.subject == Job.subject, _TWIN.taken_by.is_not(None)),
)
_LEFT_BY_THE_DEAD = and_(_OURS, Job.taken_until < _NOW)
_DUE_LANES = (
    select(Job.lane)
    .where(Job.lane.in_(bindparam("lanes", expanding=True)), or_(_WAITING, _LEFT_BY_THE_DEAD))
    .distinct()
)

_kinds: dict[str, JobKind] = {}


def set_kinds(kinds: Iterable[JobKind]) -> None:
    """Name the jobs there are; ``later`` refuses others."""
    _kinds.clear()
    _kinds.update({kind.name: kind for kind in kinds})


def name_of(run: Callable[[Sequence[str]], None]) -> str:
    """What the rows of such jobs are called."""
    return f"{run.__module__.removeprefix('knowledge.')}.{run.__name__}"


def kinds() -> tuple[JobKind, ...]:
    return tuple(_kinds.values())


def later(run: Callable[[Sequence[str]], None], *subjects: object, after: timedelta = timedelta(0)) -> None:
    """Have a job done for each of these subjects once this transaction has committed, or ``after`` a while.

    A waiting twin is used instead. Its row is locked by the update, so that no worker takes it before this
    transaction is visible to it.
    """
    kind = _kinds[name_of(run)]
    now = clock.now()
    row = insert(Job)
    sooner = case((Job.due < row.excluded.due, Job.due), else_=row.excluded.due)
    earlier: dict[str, object] = {"due": sooner, "failed": None, "attempts": 0, "error": ""}
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Job.name, Job.subject], index_where=Job.taken_by.is_(None), set_=earlier
        ),
        [
            {
                "name": kind.name,
                "subject": subject,
                "lane": kind.lane.value,
                "due": now + after,
                "created": now,
                "attempts": 0,
                "error": "",
            }
            for subject in dict.fromkeys(map(str, subjects or ("",)))
        ],
    )


def schedule_regular() -> None:
    """Make sure that every job that runs by itself is waiting."""
    for kind in _kinds.values():
        if kind.every and not session.scalar(select(func.count()).where(Job.name == kind.name)):
            later(kind.run)


def busy(lanes: Iterable[Lane]) -> list[Lane]:
    """Those of the lanes in which something is due."""
    with reading():
        found = session.scalars(_DUE_LANES, _moment() | {"lanes": list(lanes)})
        return [Lane(lane) for lane in found]


def run_due(lane: Lane, worker: str) -> int:
    """Take what is due in a lane, one job or one batch, and do it. Returns how many jobs were taken."""
    taken = _take(lane, worker)
    if taken:
        _run(_kinds[taken[0].name], taken)
    return len(taken)


def run_until_done(lanes: Iterable[Lane] = tuple(Lane)) -> int:
    """Do everything that is due, one after the other, for commands and tests. Returns how many jobs ran."""
    worker, lanes, done = f"command-{secrets.token_hex(8)}", tuple(lanes), 0
    while some := sum(run_due(lane, worker) for lane in lanes):
        done += some
    return done


def keep_alive(worker: str) -> None:
    """A sign of life: the worker's jobs stay its own for another while."""
    with transaction():
        session.execute(update(Job).where(Job.taken_by == worker).values(taken_until=clock.now() + LEASE))


def release(worker: str) -> None:
    """The worker stops: what it had taken is free at once, for the next one, and this was no failure."""
    with transaction():
        for job in session.scalars(select(Job).where(Job.taken_by == worker)):
            job.attempts -= 1
            _free(job, due=clock.now(), error=job.error)


def retry(job: Job) -> None:
    """Let a failed job begin anew, now."""
    job.failed, job.attempts, job.error, job.due = None, 0, "", clock.now()


def retry_all() -> int:
    """Let every failed job begin anew. Returns how many there were."""
    failed = session.scalars(select(Job).where(Job.failed.is_not(None))).all()
    for job in failed:
        retry(job)
    return len(failed)


def _take(lane: Lane, worker: str) -> list[Job]:
    if not busy([lane]):  # the common case takes no lock
        return []
    moment = _moment()
    in_lane = select(Job).where(Job.lane == lane.value)
    with transaction():
        left = in_lane.where(_LEFT_BY_THE_DEAD).with_for_update(skip_locked=True)
        for job in session.scalars(left, moment).all():
            _take_from_the_dead(job)
        due = in_lane.where(_WAITING).order_by(Job.due, Job.id)
        first = session.scalar(due.limit(1).with_for_update(skip_locked=True), moment)
        if first is None:
            return []
        taken = [first]
        # What failed before is tried alone: it may take its worker with it.
        if _kinds[first.name].batch > 1 and not first.attempts:
            same = due.where(Job.name == first.name, Job.attempts == 0).limit(_kinds[first.name].batch)
            taken = list(session.scalars(same.with_for_update(skip_locked=True), moment))
        for job in taken:
            job.taken_by, job.taken_until = worker, clock.now() + LEASE
            job.attempts += 1
    return taken


def _moment() -> dict[str, object]:
    return {"now": clock.now(), "kinds": list(_kinds)}


def _take_from_the_dead(job: Job) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        _bury(job, "WorkerDied")
    else:
        _free(job, due=job.due, error="WorkerDied")


def _run(kind: JobKind, taken: list[Job]) -> None:
    try:
        kind.run([job.subject for job in taken])
    except Postponed as reason:
        _give_back(kind, taken, str(reason), counts=False)
    except Exception as error:
        if len(taken) > 1:  # one bad document must not hold up the others of its batch
            for job in taken:
                _run(kind, [job])
            return
        log.exception("job %s of %s failed, attempt %s", taken[0].id, kind.name, taken[0].attempts)
        _give_back(kind, taken, _place(error), counts=True)
    else:
        _finish(kind, taken)


def _place(error: Exception) -> str:
    """What went wrong and where, without the message: it may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame
        for frame in frames
        if frame.filename.startswith(f"{_ROOT}/") and "/.venv/" not in frame.filename
    ]
    if not ours:
        return type(error).__name__
    return f"{type(error).__name__} ({Path(ours[-1].filename).relative_to(_ROOT)}:{ours[-1].lineno})"


def _finish(kind: JobKind, taken: list[Job]) -> None:
    with transaction():
        ours = _still_ours(taken)
        for job in ours:
            session.delete(job)
        session.flush()
        for job in ours if kind.every else ():
            later(kind.run, job.subject, after=kind.every or timedelta(0))
        # Another worker took us for dead and did the same, perhaps before we did: once more.
        for subject in {job.subject for job in taken} - {job.subject for job in ours}:
            later(kind.run, subject)


def _give_back(kind: JobKind, taken: list[Job], error: str, *, counts: bool) -> None:
    """Free the jobs for another attempt, or mark them as failed when there were enough."""
    with transaction():
        for job in _still_ours(taken):
            job.attempts -= 0 if counts else 1
            if job.attempts < MOST_ATTEMPTS:
                delay = _DELAYS_S[min(max(job.attempts, 1), len(_DELAYS_S)) - 1]
                _free(job, due=clock.now() + timedelta(seconds=delay), error=error)
            elif kind.every:  # no one has to wake it: it tries again at its next time
                job.attempts = 0
                _free(job, due=clock.now() + kind.every, error=error)
            else:
                _bury(job, error)


def _still_ours(taken: list[Job]) -> Sequence[Job]:
    ids = [job.id for job in taken]
    return session.scalars(select(Job).where(Job.id.in_(ids), Job.taken_by == taken[0].taken_by)).all()


def _bury(job: Job, error: str) -> None:
    """Mark a job as failed, unless a twin that was asked for meanwhile begins anew."""
    if _free(job, due=job.due, error=error):
        job.failed = clock.now()
        gave_up = _kinds[job.name].gave_up
        if gave_up:
            gave_up(job.subject)


def _free(job: Job, *, due: datetime, error: str) -> bool:
    """Let others take the job. False when a twin that was asked for meanwhile will do the same work."""
    twin = session.scalar(
        select(Job.id).where(
            Job.name == job.name, Job.subject == job.subject, Job.taken_by.is_(None), Job.id != job.id
        )
    )
    if twin:
        session.delete(job)
        return False
    job.taken_by = job.taken_until = None
    job.due, job.error = due, error
    session.flush()
    return True
