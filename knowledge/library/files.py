"""What people do with an item's files."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

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


def add_files(actor: Actor, item: Item, files: Sequence[Kept]) -> None:
    EDIT.require(actor, item)
    attach(item, files)
    _announce(item)


def replace_file(actor: Actor, file: File, kept: Kept) -> None:
    """Put other bytes in the file's place."""
    EDIT.require(actor, file.item)
    file.blob, file.name, file.size = kept.blob, kept.name, kept.size
    file.media_type = kept.media_type
    _read_again(file)
    _announce(file.item)


def retry_file(actor: Actor, file: File) -> None:
    """Read a file once more."""
    EDIT.require(actor, file.item)
    _read_again(file)
    _announce(file.item)


def remove_file(actor: Actor, file: File) -> None:
    EDIT.require(actor, file.item)
    item = file.item
    item.files.remove(file)
    _announce(item)


def attach(item: Item, files: Sequence[Kept]) -> None:
    """Files for an item, to be read by a job."""
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


def _read_again(file: File) -> None:
    session.execute(delete(FileText).where(FileText.file_id == file.id))
    file.state, file.reason, file.cut, file.scanned = WAITING, "", False, []
    file.page_count = None
    later(read_file, file.id)


def _announce(item: Item) -> None:
    item.changed = clock.now()
    item.revision += 1
    session.flush()
    announce(ItemChanged(item.id))
