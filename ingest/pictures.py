"""Pictures of pages: of PDF files and images, and of office files where LibreOffice is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest import detect, libreoffice
from ingest.model import CannotIngest, Reason, Word
from ingest.words import placed_words
from ingest.workers import Allowance, Workers

_SECONDS = 60
_LONGEST_SIDE = 4_000

_ENDINGS = {
    detect.DOC: ".doc",
    detect.DOCX: ".docx",
    detect.XLS: ".xls",
    detect.XLSX: ".xlsx",
    detect.PPT: ".ppt",
    detect.PPTX: ".pptx",
    detect.RTF: ".rtf",
    f"{detect.OPEN_DOCUMENT}text": ".odt",
    f"{detect.OPEN_DOCUMENT}spreadsheet": ".ods",
    f"{detect.OPEN_DOCUMENT}presentation": ".odp",
    f"{detect.OPEN_DOCUMENT}graphics": ".odg",
}


@dataclass(frozen=True)
class Pictures:
    """Pictures by page, from 1, as WebP, and the words on them, in the order they are read; ``total`` is how
    many pages the file has when it is laid out."""

    total: int
    pages: dict[int, bytes] = field(default_factory=dict)
    words: dict[int, tuple[Word, ...]] = field(default_factory=dict)


def can_picture(media_type: str) -> bool:
    """Whether this machine can make pictures of such files."""
    if media_type == detect.PDF or media_type.startswith("image/"):
        return True
    return media_type in _ENDINGS and libreoffice.program() is not None


@contextmanager
def laid_out(path: Path, media_type: str, *, workers: Workers) -> Iterator[tuple[Path, str]]:
    """A file that has pages, and its kind: itself, or the PDF of an office file, which takes seconds to make.

    Whoever wants pictures of an office file more than once asks for it once.
    """
    if not can_picture(media_type):
        raise CannotIngest(Reason.UNSUPPORTED)
    if media_type not in _ENDINGS:
        yield path, media_type
        return
    with workers.work(
        "lay_out",
        path,
        allowance=Allowance(_SECONDS),
        suffix=_ENDINGS[media_type],
        programs=True,
        soffice=libreoffice.program(),
    ) as work:
        if len(work.files) != 1:
            raise CannotIngest(Reason.DAMAGED)
        yield work.files[0], detect.PDF


def page_pictures(
    path: Path, media_type: str, *, workers: Workers, pages: Sequence[int], longest_side: int = 1200
) -> Pictures:
    """Pictures of these pages; numbers the file does not have are left out.

    Raises CannotIngest, also for pictures with more pixels than we are willing to open.
    """
    with (
        laid_out(path, media_type, workers=workers) as (source, kind),
        workers.work(
            "picture",
            source,
            allowance=Allowance(_SECONDS),
            media_type=kind,
            pages=list(pages),
            longest_side=min(longest_side, _LONGEST_SIDE),
        ) as work,
    ):
        numbers = [int(page) for page in work.found["pages"]]
        images = (file.read_bytes() for file in work.files)
        words = map(placed_words, work.found["words"])
        return Pictures(
            int(work.found["total"]),
            dict(zip(numbers, images, strict=True)),
            dict(zip(numbers, words, strict=True)),
        )
