"""The way of a file from bytes to text, top to bottom."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from ingest import clean, detect, language
from ingest.extract import TextExtractor
from ingest.model import Extracted, Upload


class Opens(Protocol):
    """What gives a file by its name: a storage, or a folder as it lies."""

    def open(self, name: str) -> BinaryIO: ...


def ingest(upload: Upload, *, storage: Opens, extractor: TextExtractor) -> Extracted:
    """Turn a stored upload into text, or raise CannotIngest with the reason."""
    with storage.open(upload.file) as content:
        media_type = detect.media_type(content, upload)
        found = extractor.extract(content, name=upload.name, media_type=media_type)
    found = clean.tidy(found)
    return language.name_language(found)
