"""One file being read: which parser gets it, and how its members and attachments are read in turn."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from ingest import detect
from ingest.clean import tidy_name
from ingest.extract import plain
from ingest.model import TEXT_LIMIT, CannotIngest, Extracted, Part, Reason, Upload
from ingest.titles import tidy_title
from ingest.workers import Allowance, Workers

# For one file with all that is in it. ``flask extract`` promises an answer in 30 seconds.
SECONDS = 25
# No member may use up what the others need.
_MEMBER_SECONDS = 10
_MOST_DEEP = 4
_MOST_PARTS = 1_000
_MOST_BYTES = 512 * 1024 * 1024

_DELIMITERS, _SAMPLE = ",;\t|", 4096

_PAGED = frozenset(
    (
        detect.PDF,
        detect.PPTX,
        detect.PPT,
        detect.XLSX,
        detect.XLS,
        f"{detect.OPEN_DOCUMENT}presentation",
        f"{detect.OPEN_DOCUMENT}spreadsheet",
        f"{detect.OPEN_DOCUMENT}graphics",
    )
)


class Reading:
    """What is left to spend on a file: time, letters, parts, bytes."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._allowance = Allowance(SECONDS)
        self._letters = TEXT_LIMIT
        self._bytes = _MOST_BYTES
        self._parts: list[Part] = []
        self._cut = False
        self._title = ""
        self._bomb = False

    def read(self, content: BinaryIO, *, name: str, media_type: str) -> Extracted:
        pages, scanned = self._file(content, name, media_type, depth=0)
        if self._bomb and self._letters == TEXT_LIMIT:
            raise CannotIngest(Reason.TOO_LARGE)
        return Extracted(
            media_type,
            tuple(pages),
            paged=media_type in _PAGED or media_type.startswith("image/"),
            parts=tuple(self._parts),
            cut=self._cut,
            title=self._title,
            scanned=tuple(scanned),
        )

    def _file(
        self, content: BinaryIO, name: str, media_type: str, *, depth: int
    ) -> tuple[Sequence[str], Sequence[int]]:
        """Texts of the pages and numbers of scanned ones; parts are added on the way."""
        if media_type.startswith("text/") and media_type not in detect.MARKUP:
            return [self._plain(content, media_type)], []
        if media_type.startswith("image/") and media_type != detect.TIFF:
            return [""], [1]
        job, arguments = self._job(name, media_type)
        seconds = SECONDS if depth == 0 else _MEMBER_SECONDS
        with self._workers.work(
            job, content, allowance=self._allowance, most_seconds=seconds, **arguments
        ) as work:
            if media_type == detect.TIFF:
                total = int(work.found["total"])
                return [""] * total, range(1, total + 1)
            pages = self._keep(work.found.get("pages", [""]))
            scanned = [page for page in work.found.get("scanned", []) if isinstance(page, int)]
            self._cut = self._cut or bool(work.found.get("cut"))
            if depth == 0:
                self._title = tidy_title(work.found.get("title"))
            self._members(work.files, work.found.get("names", []), depth)
        return pages, scanned

    def _job(self, name: str, media_type: str) -> tuple[str, dict[str, Any]]:
        inside = {"most_files": max(0, _MOST_PARTS - len(self._parts)), "most_bytes": self._bytes}
        if media_type in detect.ARCHIVES:
            return "archive", {"media_type": media_type, "name": name, **inside}
        limit = max(1, self._letters)
        if media_type == detect.MAIL:
            return "mail", {"limit": limit, **inside}
        if media_type == detect.TIFF:
            return "picture", {"media_type": media_type, "pages": [], "longest_side": 1}
        for kind, job in ((detect.PDF, "pdf"), (detect.EPUB, "epub")):
            if media_type == kind:
                return job, {"limit": limit}
        if media_type in detect.MARKUP:
            return "markup", {"limit": limit}
        if media_type.startswith(detect.OPEN_DOCUMENT):
            return "open_document", {"media_type": media_type, "limit": limit, **inside}
        return "office", {"media_type": media_type, "limit": limit, **inside}

    def _plain(self, content: BinaryIO, media_type: str) -> str:
        try:
            text, cut = plain.read(content, self._letters)
        except ValueError as error:
            raise CannotIngest(Reason.UNSUPPORTED) from error
        self._cut = self._cut or cut
        return self._keep([_rows(text) if media_type == "text/csv" else text])[0]

    def _keep(self, pages: Any) -> list[str]:
        """The pages as far as the limit allows. They come from a worker, so they may be anything."""
        if not isinstance(pages, list) or not all(isinstance(page, str) for page in pages):
            raise CannotIngest(Reason.DAMAGED, "the parser answered nonsense")
        kept = []
        for page in pages:
            kept.append(page[: self._letters])
            self._cut = self._cut or len(page) > self._letters
            self._letters -= len(kept[-1])
        return kept or [""]

    def _members(self, files: Sequence[Path], names: Any, depth: int) -> None:
        for number, file in enumerate(files):
            name = names[number] if isinstance(names, list) and number < len(names) else ""
            self._member(file, name if isinstance(name, str) else "", depth + 1)

    def _member(self, file: Path, name: str, depth: int) -> None:
        """One member's text. What cannot be read keeps its name, and does not spoil the others."""
        if len(self._parts) >= _MOST_PARTS:
            self._cut = True
            return
        place = len(self._parts)
        self._parts.append(Part(tidy_name(name), ""))
        self._bytes -= file.stat().st_size
        if self._bytes < 0:
            raise CannotIngest(Reason.TOO_LARGE)
        if self._letters <= 0 or self._allowance.seconds <= 0:
            self._cut = True
            return
        try:
            with file.open("rb") as content:
                media_type = detect.media_type(content, Upload("", name))
                if depth > _MOST_DEEP and media_type in (*detect.ARCHIVES, detect.MAIL):
                    self._cut = True
                    return
                pages, _ = self._file(content, name, media_type, depth=depth)
        except CannotIngest as refusal:
            self._bomb = self._bomb or refusal.reason is Reason.TOO_LARGE
            self._cut = self._cut or refusal.reason in (Reason.TOO_LARGE, Reason.TIMEOUT)
            return
        self._parts[place] = Part(tidy_name(name), "\n\n".join(page for page in pages if page))


def _rows(text: str) -> str:
    """A table without its quotes; cells are set off by tabs. As it stands when it is no table."""
    delimiter = max(_DELIMITERS, key=text[:_SAMPLE].count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in rows)
    except csv.Error:
        return text
