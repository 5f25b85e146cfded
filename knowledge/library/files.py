"""What people do with an item's files."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_, update

from knowledge.core import clock
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.events import announce
from knowledge.core.i18n import _
from knowledge.core.jobs import later
from knowledge.core.permissions import Actor
from knowledge.library.blobs import Kept
from knowledge.library.events import ItemChanged
from knowledge.library.jobs import read_file
from knowledge.library.models import WAITING, File, FileText, Item
from knowledge.library.permissions import EDIT, require_view

MOST_OF_AN_ITEM = 50


def find_file(actor: Actor, file_id: int) -> File:
    """The file, when the actor may see its item. Raises Missing."""
    file = session.get(File, file_id)
    if file is None:
        raise Missing
    require_view(actor, file.item)
    return file


def add_files(actor: Actor, item: Item, files: Sequence[Kept]) -> list[File]:
    EDIT.require(actor, item)
    added = attach(item, files)
    announce_change(item)
    return added


def retry_file(actor: Actor, file: File) -> None:
    """Read a file once more."""
    EDIT.require(actor, file.item)
    require_current(file)
    read_again(file)
    announce_change(file.item)


def remove_file(actor: Actor, file: File) -> None:
    """Remove a file with its earlier versions, or one of these alone."""
    EDIT.require(actor, file.item)
    item = file.item
    if file.successor_id is not None:
        session.delete(file)
        session.flush()
        return
    session.execute(delete(File).where(File.successor_id == file.id))
    item.files.remove(file)
    announce_change(item)


def attach(item: Item, files: Sequence[Kept]) -> list[File]:
    """Files for an item, to be read by a job."""
    added = []
    if len(item.files) + len(files) > MOST_OF_AN_ITEM:
        raise Invalid(_("An item has at most %(limit)s files.", limit=MOST_OF_AN_ITEM), field="files")
    for kept in files:
        file = File(
            blob=kept.blob,
            name=kept.name,
            size=kept.size,
            media_type=kept.media_type,
            created=clock.now(),
            scanned=[],
        )
        item.files.append(file)
        session.flush()
        later(read_file, file.id)
        added.append(file)
    return added


def move(actor: Actor, item: Item, files: Sequence[File]) -> None:
    """Bring files of another item here, with their versions and what was read from them."""
    ids = [file.id for file in files]
    for file in files:
        EDIT.require(actor, file.item)
    moving = update(File).where(or_(File.id.in_(ids), File.successor_id.in_(ids))).values(item_id=item.id)
    session.execute(moving.execution_options(synchronize_session=False))
    for each in (item, *{file.item for file in files}):
        session.expire(each, ["files"])
    for file in files:
        session.expire(file)


def require_current(file: File) -> None:
    """Raises Missing for an earlier version: it can be looked at, brought back or removed, and no more."""
    if file.successor_id is not None:
        raise Missing


def read_again(file: File) -> None:
    session.execute(delete(FileText).where(FileText.file_id == file.id))
    file.state, file.reason, file.cut, file.scanned = WAITING, "", False, []
    file.page_count = None
    later(read_file, file.id)


def announce_change(item: Item) -> None:
    """Something about the item's files is different."""
    item.changed = clock.now()
    item.revision += 1
    session.flush()
    announce(ItemChanged(item.id))
