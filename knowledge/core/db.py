"""The database: models' base, the session, and who commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker

BUSY_TIMEOUT_MS = 20_000  # how long a writer waits for another

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Stored in UTC, and aware of it when it comes back, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """What every table builds on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012  (SQLAlchemy reads it from the class)


session: scoped_session[Session] = scoped_session(sessionmaker(expire_on_commit=False))


def connect(address: str) -> Engine:
    """Open the database and let ``session`` speak to it."""
    engine = create_engine(
        address, pool_pre_ping=not address.startswith("sqlite"), pool_size=20, hide_parameters=True
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    session.remove()
    session.configure(bind=engine)
    return engine


def insert(table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert that may say what happens on a conflict, which each database has a word of its own for."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


@contextmanager
def transaction() -> Iterator[None]:
    """All of it or nothing: commits at the end, rolls back on any error. Not to be nested."""
    session.remove()
    token = _writing.set(True)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.remove()
        _writing.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """A look at the database outside a request, that takes no lock. Not to be nested."""
    session.remove()
    try:
        yield
    finally:
        session.remove()


@contextmanager
def apart() -> Iterator[Connection]:
    """A short transaction of its own within a request, kept whatever becomes of the request.

    It must come before the request's own changes: the session's transaction is ended first, because on
    SQLite it would hold the lock that this one needs.
    """
    session.rollback()
    token = _writing.set(True)
    try:
        with session.get_bind().engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(token)


@contextmanager
def soon(engine: Engine) -> Iterator[Connection]:
    """A short transaction outside of any request, that fails rather than waits for another writer."""
    token = _writing.set(True)
    try:
        with engine.connect() as connection:
            kept: Any = connection.connection.driver_connection
            if engine.dialect.name == "sqlite":
                kept.execute("PRAGMA busy_timeout=50")
            try:
                with connection.begin():
                    yield connection
            finally:
                if engine.dialect.name == "sqlite":
                    kept.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    finally:
        _writing.reset(token)


def set_writing(writing: bool) -> None:
    """Say whether this thread's next transactions will write: SQLite then takes the lock at once.

    A transaction that reads first and wants to write later would be refused when another wrote in between.
    """
    _writing.set(writing)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
