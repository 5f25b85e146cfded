"""One extractor for all of these tests, so that its processes stay warm; sandboxed where the machine can."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import detect
from ingest.extract import TextExtractor, open_extractor
from ingest.model import Extracted, Upload
from ingest.pipeline import ingest
from ingest.sandbox import available
from ingest.storage import open_storage

Read = Callable[..., Extracted]


@pytest.fixture(scope="session")
def extractor() -> Iterator[TextExtractor]:
    extractor = open_extractor(sandbox="" if available().name else "none")
    extractor.extract(io.BytesIO(b"<p>warm"), name="warm", media_type="text/html")
    yield extractor
    extractor.close()


@pytest.fixture
def read(extractor: TextExtractor, tmp_path: Path) -> Read:
    """Reads bytes under a name, the whole way from storage to text."""
    storage = open_storage(str(tmp_path / "files"))

    def read(content: bytes, name: str = "file", by: TextExtractor = extractor) -> Extracted:
        return ingest(Upload(storage.save(io.BytesIO(content)), name), storage=storage, extractor=by)

    return read


def media_type(content: bytes, name: str = "file", claimed: str = "") -> str:
    return detect.media_type(io.BytesIO(content), Upload("", name, claimed))
