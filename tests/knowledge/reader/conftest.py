"""Items with documents whose pages were drawn, with words in known places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ingest.model import Word
from knowledge.core.db import session, transaction
from knowledge.library import service
from knowledge.library.drafts import Draft
from knowledge.library.models import READY, File, FileText, Item, Picture
from knowledge.library.words import keep_words
from tests import make

LINE, LETTER = 400, 200  # of ten thousand


@pytest.fixture
def document(app: Flask, store: Any) -> Callable[..., Item]:
    """An item with files of drawn pages: ``document({"a.pdf": ["words of page 1", "of page 2"]})``."""

    def make_one(files: dict[str, list[str]], *, owner: Any = None, **more: Any) -> Item:
        kept = [store(name, f"{name} {pages}") for name, pages in files.items()]
        image = store("page.webp", b"a picture").blob
        actor = make.actor() if owner is None else getattr(owner, "actor", owner)
        with transaction():
            item = service.create(actor, Draft(**{"type": "tender", "title": "מכרז מים"} | more), kept)
            for file, pages in zip(item.files, files.values(), strict=True):
                _draw(file, pages, image)
        return item

    return make_one


def _draw(file: File, pages: list[str], image: str) -> None:
    file.state, file.page_count = READY, len(pages)
    for page, text in enumerate(pages, start=1):
        session.add(FileText(file_id=file.id, position=page - 1, page=page, text=text))
        for size in ("small", "large"):
            session.merge(Picture(blob=file.blob, page=page, size=size, image=image, width=990, height=1400))
        keep_words(file.blob, page, placed(text), replace=True)


def placed(text: str) -> list[Word]:
    """The words of lines that run from right to left, each letter as wide as the other."""
    found = []
    for row, line in enumerate(text.split("\n")):
        edge = 9_000
        for word in line.split()[:10]:  # as many as fit on a line
            width = LETTER * len(word)
            top = 1_000 + 2 * LINE * row
            found.append(Word(word, edge - width, top, edge, top + LINE))
            edge -= width + LETTER
    return found
