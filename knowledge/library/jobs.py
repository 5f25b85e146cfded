"""Slow work on files: reading their text, and recognising the text of scanned pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, String, cast, delete, func, select

from ingest.extract.ocr import Recognised, ocr_available, recognise
from ingest.model import TEXT_LIMIT, CannotIngest, Extracted, Upload
from ingest.pictures import can_picture
from ingest.pipeline import ingest
from ingest.sandbox import NoSandbox
from knowledge.core.db import reading, session, transaction
from knowledge.core.events import announce
from knowledge.core.findable import changed
from knowledge.core.jobs import JobKind, Lane, later
from knowledge.core.text import line
from knowledge.core.tools import tools
from knowledge.library import reasons
from knowledge.library.bin import empty_bin
from knowledge.library.blobs import clear_away, known_media_type
from knowledge.library.events import ItemChanged
from knowledge.library.models import READY, UNREADABLE, WAITING, File, FileText, Item, item_tag
from knowledge.library.pictures import draw
from knowledge.library.words import keep_words

_NOTED_AT_ONCE = 200


def read_file(file_ids: Sequence[str]) -> None:
    """Read a waiting file and keep its text, or the reason why there is none."""
    for file_id in map(int, file_ids):
        with reading():
            file = session.get(File, file_id)
        if file is None or file.state != WAITING:
            continue
        try:
            found = ingest(
                Upload(file.blob, file.name, file.media_type),
                storage=tools().storage,
                extractor=tools().extractor,
            )
        except CannotIngest as refused:
            _refuse(file, refused.reason.value)
        except NoSandbox:
            _refuse(file, reasons.NO_SANDBOX)
        else:
            _keep(file, found)


def give_up(file_id: str) -> None:
    """Reading failed too often."""
    file = session.get(File, int(file_id))
    if file and file.state == WAITING:
        _set_unreadable(file, reasons.FAILED)


def recognise_file(file_ids: Sequence[str]) -> None:
    """Recognise the text of a file's scanned pages, each kept as soon as it is there."""
    for file_id in map(int, file_ids):
        with reading():
            file = session.get(File, file_id)
        if file is None or file.state != READY or not file.scanned or not ocr_available():
            continue
        with tools().storage.path(file.blob) as path:
            workers = tools().extractor.workers
            for found in recognise(path, file.media_type, file.scanned, workers=workers):
                _add_page(file, found)
        with transaction():
            changed("item", file.item_id)  # the item stays ready: it only becomes easier to find


def _keep(read: File, found: Extracted) -> None:
    with transaction():
        file = _same(read)
        if file is None:
            return
        _replace_texts(file, found)
        file.state, file.reason = READY, ""
        file.media_type = known_media_type(found.media_type)
        file.page_count, file.cut, file.language = found.page_count, found.cut, found.language
        file.title = found.title
        file.scanned = list(found.scanned)
        if file.scanned and ocr_available():
            later(recognise_file, file.id)
        if can_picture(file.media_type):
            later(draw, file.blob)
        _announce(file)


def _refuse(read: File, reason: str) -> None:
    with transaction():
        file = _same(read)
        if file:
            _set_unreadable(file, reason)


def _set_unreadable(file: File, reason: str) -> None:
    session.execute(delete(FileText).where(FileText.file_id == file.id))
    file.state, file.reason = UNREADABLE, reason
    file.page_count, file.cut, file.scanned = None, False, []
    _announce(file)


def _same(read: File) -> File | None:
    """The file as it is now, unless it was removed, replaced or already read meanwhile."""
    file = session.get(File, read.id, with_for_update=True)
    return file if file and file.state == WAITING and file.blob == read.blob else None


def _announce(file: File) -> None:
    """The item is ready only after the engine holds what was read: see Item.state."""
    item = session.get_one(Item, file.item_id, with_for_update=True)
    item.revision += 1
    announce(ItemChanged(item.id))


def _replace_texts(file: File, found: Extracted) -> None:
    session.execute(delete(FileText).where(FileText.file_id == file.id))
    texts: list[tuple[int | None, str, str]] = [
        (page if found.paged else None, "", text) for page, text in enumerate(found.pages, start=1)
    ]
    texts += [(None, line(part.name, limit=255), part.text) for part in found.parts]
    session.add_all(
        FileText(file_id=file.id, position=position, page=page, part=part, text=text)
        for position, (page, part, text) in enumerate(texts)
        if text
    )


def _add_page(read: File, recognised: Recognised) -> None:
    """Keep what was recognised. Run twice, the page is no longer among the scanned ones."""
    page, text = recognised.page, recognised.text
    with transaction():
        file = session.get(File, read.id, with_for_update=True)
        if file is None or file.blob != read.blob or page not in file.scanned:
            return
        kept = session.scalar(
            select(func.coalesce(func.sum(func.length(FileText.text)), 0)).where(FileText.file_id == file.id)
        )
        room = max(0, TEXT_LIMIT - int(kept or 0))
        file.cut = file.cut or len(text) > room
        file.scanned = [number for number in file.scanned if number != page]
        if text[:room]:
            session.add(FileText(file_id=file.id, position=page - 1, page=page, part="", text=text[:room]))
        if recognised.words:
            keep_words(file.blob, page, recognised.words, replace=True)


def index_items_of(subjects: Sequence[str]) -> None:
    """The name of a person, an authority or a tag, or what a type asks for, is different: the items are found
    by other words. They are noted in pieces, so that nobody waits long."""
    for subject in subjects:
        kind, _colon, key = subject.partition(":")
        with reading():
            ids = session.scalars(_items_of(kind, key).where(Item.deleted.is_(None))).all()
        for start in range(0, len(ids), _NOTED_AT_ONCE):
            with transaction():
                changed("item", *ids[start : start + _NOTED_AT_ONCE])


def _items_of(kind: str, key: str) -> Select[int]:
    ids = select(Item.id).order_by(Item.id)
    if kind == "tag":
        return ids.join(item_tag, item_tag.c.item_id == Item.id).where(item_tag.c.tag_id == int(key))
    if kind == "person":  # of all whose fields hold this number: a few too many do no harm
        return ids.where(cast(Item.fields, String).contains(key, autoescape=True))
    columns: dict[str, Any] = {"owner": Item.owner_id, "authority": Item.authority_id, "type": Item.type_code}
    return ids.where(columns[kind] == (key if kind == "type" else int(key)))


JOBS = (
    JobKind(read_file, Lane.READ, gave_up=give_up),
    JobKind(recognise_file, Lane.OCR),
    JobKind(draw, Lane.PICTURES),
    JobKind(index_items_of, Lane.QUICK),
    JobKind(clear_away, Lane.PICTURES, every=timedelta(days=1)),
    JobKind(empty_bin, Lane.PICTURES, every=timedelta(days=1)),
)
