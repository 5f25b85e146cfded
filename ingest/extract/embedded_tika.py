"""Office files through Tika as a native library (extractous).

Its Tika is an old one, with a known hole in its PDF parser. So it never sees a PDF: files inside a document
are taken out first and read by our own rules, and what stays is what the document itself says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import extractous

from ingest.detect import DOC, DOCX, MSG, PPT, PPTX, RTF, XLS, XLSX
from ingest.extract import inside
from ingest.extract.markup import MarkupReader
from ingest.model import CannotIngest, Reason

_CUT = "X-TIKA:EXCEPTION:write_limit_reached"
_LOCKED = ("ncrypted", "assword")

_INSIDE = frozenset(("package-entry", "embedded"))
# The element that is one page.
_SLIDE = ("div", "slide-content")
_PAGES = {PPTX: _SLIDE, PPT: _SLIDE, XLSX: ("h1", ""), XLS: ("h1", "")}
_ENDINGS = {
    DOC: ".doc",
    DOCX: ".docx",
    XLS: ".xls",
    XLSX: ".xlsx",
    PPT: ".ppt",
    PPTX: ".pptx",
    MSG: ".msg",
    RTF: ".rtf",
}


def work(
    file: Path, out: Path, *, media_type: str, limit: int, most_files: int, most_bytes: int
) -> dict[str, Any]:
    """Files inside are written to ``out``; their names are in the answer, in the same order."""
    clean = out.parent / "tmp" / f"document{_ENDINGS[media_type]}"
    names = inside.take_out(file, clean, out, most_files=most_files, most_bytes=most_bytes)
    tika = extractous.Extractor().set_extract_string_max_length(limit).set_xml_output(True)
    try:
        text, about = tika.extract_file_to_string(str(clean))
    except TypeError as error:
        locked = any(word in str(error) for word in _LOCKED)
        raise CannotIngest(Reason.ENCRYPTED if locked else Reason.DAMAGED) from error
    reader = _Reader(*_PAGES.get(media_type, ("", "")))
    reader.feed(text)
    reader.close()
    # With markup Tika stops at the limit and does not say so.
    cut = _CUT in about or reader.letters >= limit
    return {"pages": reader.pages(), "names": names, "cut": cut, "title": about.get("dc:title")}


class _Reader(MarkupReader):
    """Tika's own markup, cut into pages where an element of this kind and class begins."""

    def __init__(self, page_tag: str, page_class: str) -> None:
        super().__init__()
        self.letters = 0
        self._page = (page_tag, page_class)
        self._done: list[str] = []
        self._begun = False
        self._in_body = False
        self._inside = 0

    def pages(self) -> list[str]:
        return [*self._done, self.text()]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        kind = dict(attributes).get("class") or ""
        # Names of files that were taken out.
        self._inside += tag == "div" and (self._inside > 0 or kind in _INSIDE)
        if (tag, kind) == self._page and not self._inside:
            if self._begun:
                self._done.append(self.text())
                self._pieces.clear()
            self._begun = True
        self._in_body = self._in_body or tag == "body"
        super().handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self._inside -= tag == "div" and self._inside > 0

    def handle_data(self, data: str) -> None:
        self.letters += len(data)
        if self._in_body and not self._inside:
            super().handle_data(data)
