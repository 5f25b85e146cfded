"""Text of OpenDocument files, with slides and sheets as pages."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from ingest.extract import inside_ole, markup
from ingest.extract.box import Box
from ingest.extract.epub import read_member
from ingest.model import CannotIngest, Reason

_LARGEST_MEMBER = 128 * 1024 * 1024
_MOST_BLANKS = 100
_PAGE_OF = {
    "application/vnd.oasis.opendocument.presentation": "draw:page",
    "application/vnd.oasis.opendocument.graphics": "draw:page",
    "application/vnd.oasis.opendocument.spreadsheet": "table:table",
}


def work(
    file: Path, out: Path, *, media_type: str, limit: int, most_files: int, most_bytes: int
) -> dict[str, Any]:
    """Files inside are written to ``out``; their names are in the answer, in the same order."""
    try:
        with zipfile.ZipFile(file) as document:
            names = document.namelist()
            if "META-INF/manifest.xml" in names:
                manifest = read_member(document, "META-INF/manifest.xml", _LARGEST_MEMBER)
                if b"encryption-data" in manifest:
                    raise CannotIngest(Reason.ENCRYPTED)
            pages = _pages(document, _PAGE_OF.get(media_type, ""))
            title = _title(document) if "meta.xml" in names else ""
            parts = _write_objects(document, Box(out, most_files, most_bytes))
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as error:
        raise CannotIngest(Reason.DAMAGED) from error
    return {"pages": pages, "names": parts, "cut": sum(map(len, pages)) > limit, "title": title}


def _title(document: zipfile.ZipFile) -> str:
    reader = _Reader("", "dc:title")
    reader.feed(markup.decode(read_member(document, "meta.xml", _LARGEST_MEMBER)))
    return reader.text()


def _pages(document: zipfile.ZipFile, page_tag: str) -> list[str]:
    reader = _Reader(page_tag, "office:body")
    reader.feed(markup.decode(read_member(document, "content.xml", _LARGEST_MEMBER)))
    if page_tag:
        return reader.pages()
    frame = _Reader("", "style:header", "style:footer")
    if "styles.xml" in document.namelist():
        frame.feed(markup.decode(read_member(document, "styles.xml", _LARGEST_MEMBER)))
    return ["\n".join(text for text in (reader.text(), frame.text()) if text)]


def _write_objects(document: zipfile.ZipFile, box: Box) -> list[str]:
    """Whole files that were put into the document; charts and formulas are folders, and left out."""
    for name in document.namelist():
        if name.startswith("Object ") and "/" not in name:
            inside_ole.add(name, read_member(document, name, box.bytes_left), box)
    return box.names


class _Reader(markup.MarkupReader):
    """Reads only inside these elements."""

    def __init__(self, page_tag: str, *inside: str) -> None:
        super().__init__()
        self._page_tag = page_tag
        self._inside = inside
        self._depth = 0
        self._tables = 0
        self._done: list[str] = []

    def pages(self) -> list[str]:
        return self._done or [""]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._depth += tag in self._inside
        self._tables += tag == self._page_tag
        if self._depth:
            super().handle_starttag(tag, attributes)
        if tag == "table:table" == self._page_tag:
            self._pieces.append(f"{dict(attributes).get('table:name') or ''}\n")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if not self._depth:
            return
        if tag == "text:s":
            count = dict(attributes).get("text:c") or "1"
            self._pieces.append(" " * min(int(count) if count.isdecimal() else 1, _MOST_BLANKS))
        elif tag == self._page_tag:
            self._done.append("")
        else:
            super().handle_startendtag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            super().handle_endtag(tag)
        self._depth -= tag in self._inside and self._depth > 0
        if tag == self._page_tag:
            self._tables -= 1
            if self._tables == 0:
                self._done.append(self.text())
                self._pieces.clear()

    def handle_data(self, data: str) -> None:
        if self._depth:
            super().handle_data(data)
