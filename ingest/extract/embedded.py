"""The embedded extractor: every parser in sandboxed worker processes of this machine."""

from __future__ import annotations

from typing import BinaryIO

from ingest.extract.reading import Reading
from ingest.model import Extracted
from ingest.workers import Workers


class EmbeddedExtractor:
    def __init__(self, sandbox: str = "") -> None:
        self.workers = Workers(sandbox)

    def extract(self, content: BinaryIO, *, name: str, media_type: str) -> Extracted:
        return Reading(self.workers).read(content, name=name, media_type=media_type)

    def close(self) -> None:
        self.workers.close()
