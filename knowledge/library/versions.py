"""Earlier versions of files: kept when another takes their place, downloadable, and able to come back.

A file keeps its id and its place in the item for ever; an earlier version is a row of its own that names
the file as its successor. Versions are not read, drawn, searched or counted: only the file is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select, update

from knowledge.core import clock
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.i18n import ngettext
from knowledge.core.jobs import later
from knowledge.core.permissions import Actor
from knowledge.library.blobs import Kept
from knowledge.library.files import announce_change, read_again, require_current
from knowledge.library.jobs import recognise_file
from knowledge.library.models import READY, WAITING, File, FileText, Item
from knowledge.library.permissions import EDIT

MOST_VERSIONS = 50  # of a file
_CONTENT = ("blob", "name", "title", "size", "media_type", "page_count", "language", "created")
_STATE = ("state", "reason", "cut", "scanned")


def versions_of(item: Item) -> Mapping[int, Sequence[File]]:
    """The earlier versions of each of the item's files, newest first, by the file's id: one query."""
    found: dict[int, list[File]] = {file.id: [] for file in item.files}
    for version in session.scalars(
        select(File)
        .where(File.item_id == item.id, File.successor_id.in_(found))
        .order_by(File.created.desc(), File.id.desc())
    ):
        found[version.successor_id or 0].append(version)
    return found


def replace_file(actor: Actor, file: File, kept: Kept) -> None:
    """Put other bytes in the file's place; what was there stays as a version."""
    EDIT.require(actor, file.item)
    require_current(file)
    if file.blob == kept.blob:
        file.name = kept.name
    else:
        _set_aside(file)
        file.blob, file.name, file.size = kept.blob, kept.name, kept.size
        file.media_type, file.title, file.language = kept.media_type, "", ""
        file.created = clock.now()
    read_again(file)
    announce_change(file.item)


def take_place(actor: Actor, newer: File, file: File) -> None:
    """Make a file of one item the present version of a file of another, with what was read from it."""
    EDIT.require(actor, newer.item)
    EDIT.require(actor, file.item)
    require_current(file)
    if file.blob != newer.blob:
        _set_aside(file)
    for name in _CONTENT + _STATE:
        setattr(file, name, getattr(newer, name))
    session.flush()
    session.execute(delete(FileText).where(FileText.file_id == file.id))
    session.execute(update(FileText).where(FileText.file_id == newer.id).values(file_id=file.id))
    earlier = update(File).where(File.successor_id == newer.id)
    session.execute(earlier.values(successor_id=file.id, item_id=file.item_id))
    if file.state == WAITING:
        read_again(file)
    elif file.state == READY and file.scanned:
        later(recognise_file, file.id)
    emptied = newer.item
    emptied.files.remove(newer)
    announce_change(emptied)
    announce_change(file.item)


def make_current(actor: Actor, version: File) -> File:
    """Bring an earlier version back; what stood in its place becomes a version in turn. Returns the file."""
    EDIT.require(actor, version.item)
    file = session.get(File, version.successor_id, with_for_update=True) if version.successor_id else None
    if file is None:
        raise Missing
    for name in _CONTENT:
        here, there = getattr(file, name), getattr(version, name)
        setattr(file, name, there)
        setattr(version, name, here)
    read_again(file)
    announce_change(file.item)
    return file


def _set_aside(file: File) -> None:
    """A row of its own for what stands here now. Its text goes: what is not current is not searched."""
    number = session.scalar(select(func.count()).where(File.successor_id == file.id)) or 0
    if number >= MOST_VERSIONS:
        sentence = ngettext(
            "A file has at most one earlier version. Please remove it first.",
            "A file has at most %(num)s earlier versions. Please remove some first.",
            MOST_VERSIONS,
        )
        raise Invalid(sentence, field="files")
    values = {name: getattr(file, name) for name in _CONTENT}
    session.add(File(item_id=file.item_id, successor_id=file.id, state=READY, scanned=[], **values))
    session.execute(delete(FileText).where(FileText.file_id == file.id))
    session.flush()
