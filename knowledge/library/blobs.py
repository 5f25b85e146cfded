"""Stored bytes: taken in under a row that says they are wanted, and cleared away when nothing names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, delete, exists, or_, select

from ingest.storage import Incoming, open_storage
from knowledge.core import clock
from knowledge.core.db import Base, apart, insert, reading, session, transaction
from knowledge.core.text import line
from knowledge.core.tools import tools
from knowledge.library.models import Blob, PageWords, Picture

UNTOUCHED_FOR = timedelta(days=1)
_LONGEST_NAME = 255
_ABOUT_BYTES = frozenset((Picture.__table__.c.blob, PageWords.__table__.c.blob))
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,59}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes are in storage, before an item names them."""

    blob: str
    name: str
    size: int
    media_type: str = ""  # what the sender claims


def keep(incoming: Incoming, name: str, media_type: str = "") -> Kept:
    """Publish what has arrived. Its row is touched first, in a transaction of its own, so that whoever clears
    away looks again before these bytes could be taken for forgotten ones."""
    blob = incoming.finish()
    touch(blob, incoming.size)
    incoming.keep()
    return Kept(blob, clean_name(name), incoming.size, known_media_type(media_type))


def touch(blob: str, size: int) -> None:
    """Somebody wants these bytes now. Must come before the request's own changes: see ``apart``."""
    with apart() as connection:
        row = insert(Blob).values(name=blob, size=size, touched=clock.now())
        connection.execute(
            row.on_conflict_do_update(index_elements=[Blob.name], set_={"touched": row.excluded.touched})
        )


def still_there(blob: str) -> bool:
    """Touch bytes that were kept earlier; False when they have been cleared away meanwhile."""
    with apart() as connection:
        touched = connection.execute(
            Blob.__table__.update().where(Blob.name == blob).values(touched=clock.now())  # type: ignore[attr-defined]
        )
        return bool(touched.rowcount)


def clean_name(name: str) -> str:
    """A file's name as shown and sent: one tidy line without folders, its ending kept."""
    tidy = line(name.replace("\\", "/").rpartition("/")[2], limit=10_000)
    stem, dot, ending = tidy.rpartition(".")
    if len(tidy) > _LONGEST_NAME and dot and len(ending) <= 10:
        return stem[: _LONGEST_NAME - len(ending) - 1].rstrip() + dot + ending
    return tidy[:_LONGEST_NAME] if tidy.strip(".") else "file"


def known_media_type(claim: str) -> str:
    """The media type if it has the form of one: it becomes a header when the file is sent."""
    return claim if _MEDIA_TYPE.fullmatch(claim) else ""


def clear_away(_subjects: Sequence[str]) -> None:
    """Remove the bytes that nothing names and nobody touched for a day."""
    open_storage(tools().config.storage)  # opening one sweeps what interrupted uploads left behind
    with reading():
        forgotten = session.scalars(select(Blob.name).where(_is_forgotten()).order_by(Blob.touched)).all()
    for name in forgotten:
        _remove(name)


def _remove(name: str) -> None:
    """Look again under a lock, then remove the bytes, the rows of their pictures and words, and the row.

    An upload of the same bytes at this moment waits for the lock with its row, and publishes afterwards.
    """
    with transaction():
        row = session.scalar(select(Blob).where(Blob.name == name, _is_forgotten()).with_for_update())
        if row is None:
            return
        tools().storage.delete(name)
        session.execute(delete(Picture).where(Picture.blob == name))
        session.execute(delete(PageWords).where(PageWords.blob == name))
        session.delete(row)


def _is_forgotten() -> ColumnElement[bool]:
    named = or_(*(exists().where(column == Blob.name) for column in _columns_that_name()))
    return (Blob.touched < clock.now() - UNTOUCHED_FOR) & ~named


def _columns_that_name() -> list[Column[Any]]:
    """Every column of the platform that keeps bytes: it refers to them, and is not merely about them."""
    return [
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is Blob.__table__.c.name and key.parent not in _ABOUT_BYTES
    ]
