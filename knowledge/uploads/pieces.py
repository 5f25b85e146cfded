"""Files that arrive in pieces: each is stored as it comes, so that any process can take the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select

from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.errors import Conflict, Invalid, Missing, TooLarge, TooMany
from knowledge.core.i18n import _, ngettext
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.library import blobs, files
from knowledge.library.blobs import Kept
from knowledge.library.models import File, Item
from knowledge.library.permissions import EDIT, require_view
from knowledge.uploads import drafts
from knowledge.uploads.models import Piece, Unsaved, Upload

LARGEST_PIECE = 8 * 2**20  # bytes of one request
KEPT_FOR = timedelta(hours=24)  # since the last piece; finished ones too, for who asks what became of them
MOST_AT_ONCE = 60  # unfinished ones of a person
_SIZES = 20  # how many files of the largest size a person may have on their way
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sender says of a file before it comes."""

    item_id: int
    name: str
    size: int
    media_type: str = ""


def begin(actor: Actor, claim: Claim) -> Upload:
    """Make room for a file of an item. One without bytes is for ``finish`` at once."""
    item = require_view(actor, session.get(Item, claim.item_id))
    EDIT.require(actor, item)
    if claim.size > tools().config.max_upload:
        raise too_large()
    _require_room(actor, item, claim.size)
    now = clock.now()
    upload = Upload(
        user_id=actor.id,
        item_id=item.id,
        name=blobs.clean_name(claim.name),
        media_type=blobs.known_media_type(claim.media_type),
        size=claim.size,
        received=0,
        created=now,
        touched=now,
    )
    session.add(upload)
    session.flush()
    return upload


def find(actor: Actor, upload_id: str, *, to_change: bool = False) -> Upload:
    """The actor's own upload, unless it has expired. Raises Missing."""
    upload = session.get(Upload, upload_id, with_for_update=to_change, populate_existing=to_change)
    if upload is None or upload.user_id != actor.id or expires(upload) <= clock.now():
        raise Missing
    return upload


def expires(upload: Upload) -> datetime:
    return upload.touched + KEPT_FOR


def add(actor: Actor, upload_id: str, start: int, piece: Kept) -> Upload:
    """Note a piece that was stored, unless it was the last: that one is for ``finish``."""
    upload = find(actor, upload_id, to_change=True)
    require_next(upload, start, piece.size)
    if piece.size:
        upload.pieces.append(Piece(start=start, size=piece.size, blob=piece.blob))
    upload.received += piece.size
    upload.touched = clock.now()
    session.flush()
    return upload


def finish(actor: Actor, upload_id: str, start: int, whole: Kept) -> Upload:
    """All is here and one file now: its item has it, and it will be read.

    The last piece is noted by this alone, so that whatever breaks before it can be sent again.
    """
    upload = find(actor, upload_id, to_change=True)
    require_next(upload, start, upload.size - start)
    item = require_view(actor, session.get(Item, upload.item_id, with_for_update=True))
    [file] = files.add_files(actor, item, [whole])
    upload.pieces.clear()
    upload.received, upload.file_id, upload.touched = upload.size, file.id, clock.now()
    drafts.note_file(item, file)
    session.flush()
    return upload


def joined(upload: Upload, last: Kept) -> Kept:
    """All pieces as one stored file. Before the request's own changes: see ``blobs.keep``."""
    pieces = [piece.blob for piece in upload.pieces]
    if not pieces:
        return Kept(last.blob, upload.name, upload.size, upload.media_type)
    name, media_type = upload.name, upload.media_type
    session.rollback()  # no lock is held while bytes are copied
    incoming = tools().storage.receive()
    try:
        for blob in (*pieces, last.blob):
            for chunk in _chunks_of(blob):
                incoming.write(chunk)
        return blobs.keep(incoming, name, media_type)
    finally:
        incoming.discard()


def cancel(actor: Actor, upload_id: str) -> None:
    """Forget an upload that is not wanted. What has become a file stays one."""
    session.delete(find(actor, upload_id, to_change=True))


def unfinished(item_id: int) -> Sequence[Upload]:
    """What is still on its way to an item, in the order it began."""
    wanted = select(Upload).where(Upload.item_id == item_id, _is_coming())
    return session.scalars(wanted.order_by(Upload.created, Upload.id)).all()


def require_next(upload: Upload, start: int, size: int) -> None:
    """Raises Conflict when another part is awaited, TooLarge when this is more than was announced."""
    if start != upload.received or upload.finished:
        raise Conflict(_("This is not the part of the file that comes next."))
    if start + size > upload.size:
        raise TooLarge(_("More came than was announced."))


def too_large() -> TooLarge:
    limit = f"{tools().config.max_upload / 2**20:g}"
    return TooLarge(_("One of the files is larger than %(limit)s MB.", limit=limit))


def clear_old(_subjects: Sequence[str]) -> None:
    """Forget uploads nothing was added to for a day; their bytes follow when nothing else names them."""
    with transaction():
        session.execute(delete(Upload).where(Upload.touched <= clock.now() - KEPT_FOR))


def _require_room(actor: Actor, item: Item, size: int) -> None:
    """An item has only so many files, and a person only so much on the way."""
    here = session.scalar(select(func.count()).where(File.item_id == item.id, File.successor_id.is_(None)))
    coming = len(unfinished(item.id))
    most = drafts.MOST_FILES if session.get(Unsaved, item.id) else files.MOST_OF_AN_ITEM
    if (here or 0) + coming >= most:
        raise Invalid(
            ngettext("At most one file here, please.", "At most %(num)s files here, please.", most),
            field="files",
        )
    mine = select(func.count(), func.coalesce(func.sum(Upload.size), 0))
    number, total = session.execute(mine.where(Upload.user_id == actor.id, _is_coming())).one()
    if number >= MOST_AT_ONCE or total + size > _SIZES * tools().config.max_upload:
        raise TooMany(_("Much is on its way already. More can be added when some of it has arrived."))


def _is_coming() -> ColumnElement[bool]:
    return (Upload.received < Upload.size) & (Upload.touched > clock.now() - KEPT_FOR)


def _chunks_of(blob: str) -> Iterator[bytes]:
    with closing(tools().storage.open(blob)) as content:
        while chunk := content.read(_CHUNK):
            yield chunk
