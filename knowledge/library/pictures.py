"""Pictures of pages and the words on them: drawn by a job, and kept once for the same bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, select

from ingest.model import CannotIngest, Reason, Word
from ingest.pictures import laid_out, page_pictures
from ingest.sandbox import NoSandbox
from knowledge.core.db import reading, session, transaction
from knowledge.core.errors import Missing
from knowledge.core.jobs import later
from knowledge.core.tools import tools
from knowledge.library.blobs import keep
from knowledge.library.models import READY, File, PageWords, Picture
from knowledge.library.words import keep_words

SMALL, LARGE = "small", "large"
LONGEST_SIDE = {SMALL: 320, LARGE: 1400}
MOST_PAGES = 200
_STEP = 20  # pages at a time: the first are there soon, and a job that died has not lost all


def draw(blobs: Sequence[str]) -> None:
    """Make the pictures that are still missing for these bytes."""
    for blob in blobs:
        with reading():
            media_type = session.scalar(
                select(File.media_type).where(File.blob == blob, File.state == READY).limit(1)
            )
        if media_type:
            try:
                _draw_missing(blob, media_type)
            except (CannotIngest, NoSandbox):
                continue  # its text was read; there is just nothing to look at


def redraw(blob: str) -> None:
    """Begin anew: pictures were lost from storage."""
    session.execute(delete(Picture).where(Picture.blob == blob))
    draw_later(blob)


def draw_later(blob: str) -> None:
    """Make what is missing: pictures, or the words on them."""
    later(draw, blob)


def picture_of(file: File, page: int, size: str) -> Picture:
    """Raises Missing when there is none, or none yet."""
    found = session.get(Picture, (file.blob, page, size)) if size in LONGEST_SIDE else None
    if found is None:
        raise Missing
    return found


def large_pictures(files: Sequence[File]) -> Mapping[str, Sequence[Picture]]:
    """The large pictures of several files by their blobs, page by page: one query."""
    found: dict[str, list[Picture]] = {}
    wanted = select(Picture).where(Picture.blob.in_({file.blob for file in files}), Picture.size == LARGE)
    for picture in session.scalars(wanted.order_by(Picture.page)) if files else ():
        found.setdefault(picture.blob, []).append(picture)
    return found


def _draw_missing(blob: str, media_type: str) -> None:
    with reading():
        drawn = select(Picture.page).where(Picture.blob == blob, Picture.size == SMALL)
        kept = set(session.scalars(drawn.join(PageWords, _words_of_picture())))
    workers = tools().extractor.workers
    with (
        tools().storage.path(blob) as path,
        laid_out(path, media_type, workers=workers) as (source, kind),
    ):
        last = MOST_PAGES
        for pages in _steps():
            wanted = [page for page in pages if page not in kept and page <= last]
            if not wanted:
                continue
            made = page_pictures(
                source, kind, workers=workers, pages=wanted, longest_side=LONGEST_SIDE[LARGE]
            )
            last = min(made.total, MOST_PAGES)
            for page, image in made.pages.items():
                _keep_both(blob, page, image, made.words[page])


def without_words() -> Select[str]:
    """The bytes whose pages were drawn without noting their words."""
    lacking = select(Picture.blob).outerjoin(PageWords, _words_of_picture()).where(PageWords.blob.is_(None))
    return lacking.distinct()


def _words_of_picture() -> ColumnElement[bool]:
    return and_(PageWords.blob == Picture.blob, PageWords.page == Picture.page)


def _steps() -> Iterator[range]:
    yield range(1, 5)
    for first in range(5, MOST_PAGES + 1, _STEP):
        yield range(first, min(first + _STEP, MOST_PAGES + 1))


def _keep_both(blob: str, page: int, large: bytes, words: Sequence[Word]) -> None:
    """The small picture is made from the large one, so that an office file is laid out once."""
    image = _store(large)
    with tools().storage.path(image) as path:
        made = page_pictures(
            path,
            "image/webp",
            workers=tools().extractor.workers,
            pages=[1],
            longest_side=LONGEST_SIDE[SMALL],
        )
    small = made.pages[1]
    small_image = _store(small)
    with transaction():
        if session.scalar(select(File.id).where(File.blob == blob).limit(1)) is None:
            return  # removed meanwhile: nobody wants these any more
        for size, name, content in ((LARGE, image, large), (SMALL, small_image, small)):
            width, height = webp_size(content)
            session.merge(Picture(blob=blob, page=page, size=size, image=name, width=width, height=height))
        keep_words(blob, page, words, replace=False)


def _store(content: bytes) -> str:
    incoming = tools().storage.receive()
    try:
        incoming.write(content)
        return keep(incoming, "page.webp").blob
    finally:
        incoming.discard()


def webp_size(content: bytes) -> tuple[int, int]:
    """Width and height as a WebP file states them. https://developers.google.com/speed/webp/docs/riff_container"""
    kind = content[12:16]
    if kind == b"VP8X":
        return (
            1 + int.from_bytes(content[24:27], "little"),
            1 + int.from_bytes(content[27:30], "little"),
        )
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise CannotIngest(Reason.DAMAGED, "not a WebP picture")
