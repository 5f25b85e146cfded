"""Text out of files: the interface, and how the right extractor is opened."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from ingest.model import Extracted
from ingest.workers import Workers


class TextExtractor(Protocol):
    """Reads any file the platform takes.

    * ``extract`` returns the text, or raises CannotIngest with the reason; never anything else for what
      strangers sent. It answers within 30 seconds, and several threads may call it at once.
    * It raises NoSandbox for everything but plain text where the machine offers no sandbox and parsing
      without one was not asked for.
    """

    workers: Workers  # the sandboxed processes, which pictures and OCR use too

    def extract(self, content: BinaryIO, *, name: str, media_type: str) -> Extracted: ...

    def close(self) -> None:
        """End the worker processes."""


def open_extractor(address: str = "", *, sandbox: str = "") -> TextExtractor:
    """Open the extractor an address names: "" is the embedded one.

    ``sandbox`` is "" for the best the machine offers, or "none" to parse without one.
    Raises ValueError for an address or a sandbox of a kind this version does not know.
    """
    if address:
        raise ValueError("a Tika server cannot be used yet: leave the address empty for the embedded one")
    from ingest.extract.embedded import EmbeddedExtractor  # noqa: PLC0415  (only what was chosen is loaded)

    return EmbeddedExtractor(sandbox)
