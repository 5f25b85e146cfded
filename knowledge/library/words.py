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
_MOST_PAGES = 1_000  # of the files that are looked at together
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


def words_on(blob: str, page: int) -> Sequence[Word] | None:
    """The words of a page; None when they are not known."""
    row = session.get(PageWords, (blob, page))
    return None if row is None else unpacked(row)


def rows_of(blobs: Collection[str]) -> Mapping[str, Sequence[PageWords]]:
    """What is known of files' pages, by the bytes they belong to: one query. See ``unpacked``."""
    found: dict[str, list[PageWords]] = {}
    rows = select(PageWords).where(PageWords.blob.in_(blobs)).order_by(PageWords.blob, PageWords.page)
    for row in session.scalars(rows.limit(_MOST_PAGES)):
        found.setdefault(row.blob, []).append(row)
    return found


def unpacked(row: PageWords) -> Sequence[Word]:
    texts, _end, boxes = zlib.decompress(row.words).partition(_END)
    if not texts:
        return []
    words = texts.decode().split("\n")
    return [Word(text, *box) for text, box in zip(words, _BOX.iter_unpack(boxes), strict=True)]


def _packed(words: Sequence[Word]) -> bytes:
    texts = "\n".join(word.text for word in words).encode()
    return zlib.compress(texts + _END + b"".join(_BOX.pack(*word[1:]) for word in words))
