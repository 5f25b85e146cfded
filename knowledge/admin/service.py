"""How the platform is: its jobs, its index, its files. And what an administrator does about it."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import and_, func, select, type_coerce

from ingest.extract.ocr import ocr_available
from ingest.libreoffice import program
from ingest.sandbox import NoSandbox
from knowledge.admin.permissions import OPERATE
from knowledge.core import clock, jobs
from knowledge.core.db import session
from knowledge.core.errors import Missing
from knowledge.core.findable import Exclusion, expected_stamps
from knowledge.core.jobs import Job
from knowledge.core.paging import Page, page_of
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.library.models import Blob
from search.engine import EngineAway

_LIBRARIES = ("whoosh3", "extractous", "pypdfium2", "Flask", "SQLAlchemy")


@dataclass(frozen=True, slots=True)
class JobCount:
    """The jobs of one kind that are not done yet; ``oldest`` is since when the first could have been."""

    name: str
    lane: str
    waiting: int
    running: int
    failed: int
    oldest: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """``behind`` is how many things the index has yet to follow; None everywhere when the engine is away."""

    documents: int | None
    expected: int
    behind: int | None
    excluded: int


@dataclass(frozen=True, slots=True)
class Health:
    jobs: Sequence[JobCount]
    index: IndexHealth
    files: int
    bytes: int
    sandbox: str  # its name; empty when there is none
    ocr: bool
    layouts: bool  # LibreOffice, for pictures of office files
    versions: Sequence[tuple[str, str]]


def health(actor: Actor) -> Health:
    """What an administrator should know at a glance."""
    OPERATE.require(actor)
    files, size = session.execute(
        select(func.count(), func.coalesce(func.sum(Blob.size), 0)).select_from(Blob)
    ).one()
    return Health(
        jobs=_job_counts(),
        index=_index_health(),
        files=files,
        bytes=size,
        sandbox=_sandbox(),
        ocr=ocr_available(),
        layouts=program() is not None,
        versions=[("Python", platform.python_version()), *((name, version(name)) for name in _LIBRARIES)],
    )


def unfinished(actor: Actor, *, page: int = 1, failed: bool = False) -> Page[Job]:
    """Jobs that are not done yet, those that failed first; or only those."""
    OPERATE.require(actor)
    query = select(Job).order_by(Job.failed.is_(None), Job.failed.desc(), Job.due, Job.id)
    return page_of(query.where(Job.failed.is_not(None)) if failed else query, page)


def retry(actor: Actor, job_id: int) -> Job:
    """Let a failed job begin anew."""
    OPERATE.require(actor)
    job = session.get(Job, job_id) if 0 < job_id < 2**31 else None
    if job is None or job.failed is None:
        raise Missing
    jobs.retry(job)
    return job


def retry_all(actor: Actor) -> int:
    """Let every failed job begin anew. Returns how many there were."""
    OPERATE.require(actor)
    return jobs.retry_all()


def state_of(job: Job) -> str:
    """failed, running, waiting, or later when its time has not come."""
    if job.failed:
        return "failed"
    if job.taken_by:
        return "running"
    return "waiting" if job.due <= clock.now() else "later"


def _job_counts() -> list[JobCount]:
    failed, running = Job.failed.is_not(None), Job.taken_by.is_not(None)
    is_waiting = and_(~failed, ~running)
    rows = session.execute(
        select(
            Job.name,
            Job.lane,
            func.count().filter(is_waiting),
            func.count().filter(running),
            func.count().filter(failed),
            type_coerce(func.min(Job.due).filter(is_waiting, Job.due <= clock.now()), Job.due.type),
            func.max(Job.error),
        )
        .group_by(Job.lane, Job.name)
        .order_by(Job.lane, Job.name)
    )
    return [JobCount(*row) for row in rows]


def _index_health() -> IndexHealth:
    expected = expected_stamps()
    excluded = session.scalar(select(func.count(func.distinct(Exclusion.key)))) or 0
    try:
        held = tools().search.stamps()
    except EngineAway:
        return IndexHealth(None, len(expected), None, excluded)
    behind = sum(1 for key in expected.keys() | held.keys() if expected.get(key) != held.get(key))
    return IndexHealth(len(held), len(expected), behind, excluded)


def _sandbox() -> str:
    try:
        return tools().extractor.workers.sandbox()
    except NoSandbox:
        return ""
