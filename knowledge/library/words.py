"""The words of pages and their places on the pictures: kept by bytes as pictures are, made with them.

A row holds, compressed, the words in the order they are read, one a line, then a zero byte, then for each
word four numbers of two bytes, the lower first: left, top, right and bottom.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from ingest.model import Word
from knowledge.core.db import insert, session
from knowledge.library.models import PageWords

_END = b"\0"
_BOX = struct.Struct("<4H")


def keep_words(blob: str, page: int, words: Sequence[Word], *, replace: bool) -> None:
    """``replace`` what is known already: what was recognised, over the little that a scan tells by itself."""
    row = insert(PageWords).values(blob=blob, page=page, words=_packed(words))
    place = [PageWords.blob, PageWords.page]
    if replace:
        row = row.on_conflict_do_update(index_elements=place, set_={"words": row.excluded.words})
    else:
        row = row.on_conflict_do_nothing(index_elements=place)
    session.execute(row)


def words_of(blob: str, pages: Collection[int] | None = None) -> Mapping[int, Sequence[Word]]:
    """The words of a file's pages, or of some of them, by page: one query."""
    rows = select(PageWords.page, PageWords.words).where(PageWords.blob == blob).order_by(PageWords.page)
    if pages is not None:
        rows = rows.where(PageWords.page.in_(pages))
    return {page: _unpacked(packed) for page, packed in session.execute(rows)}


def _packed(words: Sequence[Word]) -> bytes:
    texts = "\n".join(word.text for word in words).encode()
    return zlib.compress(texts + _END + b"".join(_BOX.pack(*word[1:]) for word in words))


def _unpacked(packed: bytes) -> list[Word]:
    texts, _end, boxes = zlib.decompress(packed).partition(_END)
    if not texts:
        return []
    return [
        Word(text, *box)
        for text, box in zip(texts.decode().split("\n"), _BOX.iter_unpack(boxes), strict=True)
    ]
