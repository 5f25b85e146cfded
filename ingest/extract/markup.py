"""Text of HTML and XML, read without ever following a reference to another file."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ingest.extract import plain

_SILENT = frozenset(("script", "style", "template", "noscript", "object", "svg"))
_INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
        ),
        *("i", "ins", "kbd", "label", "mark", "q", "rb", "ruby", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
        *("text:span", "text:a", "text:bookmark", "text:bookmark-start", "text:bookmark-end"),
        "text:soft-page-break",
    )
)
_LONGEST_TITLE = 1_000
_CELLS = frozenset(("td", "th", "table:table-cell"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)


def work(file: Path, out: Path, *, limit: int) -> dict[str, Any]:
    with file.open("rb") as content:
        start = content.read(limit * 40)  # markup is mostly tags
        longer = bool(content.read(1))
    reader = _read(start)
    text = reader.text()
    return {"pages": [text[:limit]], "cut": longer or len(text) > limit, "title": reader.title}


def read(markup: bytes) -> str:
    return _read(markup).text()


def _read(markup: bytes) -> MarkupReader:
    reader = MarkupReader()
    reader.feed(decode(markup))
    reader.close()
    return reader


def decode(markup: bytes) -> str:
    """By the mark, by what the text declares, and else as plain text is decoded."""
    declared = _DECLARED.search(markup[:2048])
    if declared and not markup.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return markup.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # many pages declare what they are not
    try:
        return plain.decode(markup)
    except ValueError:
        return markup.decode("utf-8", "replace")


class MarkupReader(HTMLParser):
    """Collects text; a block is a line, a cell is set off by a tab."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._silent = 0
        self._in_title = False
        self.title = ""

    def text(self) -> str:
        return re.sub(r"[ \t\n]*\n[ \t\n]*", "\n", "".join(self._pieces)).strip()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title and not self._silent
        if tag in _SILENT:
            self._silent += 1
        elif tag not in _INLINE:
            self._pieces.append("\t" if tag in _CELLS else "\n")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT and tag not in _INLINE:
            self._pieces.append("\t" if tag in _CELLS else "\n")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag not in _INLINE and tag not in _CELLS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data[:_LONGEST_TITLE]
        if not self._silent:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data.removeprefix("CDATA["))
