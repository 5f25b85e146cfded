"""Text of books (EPUB), chapter after chapter."""

from __future__ import annotations

import posixpath
import urllib.parse
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ingest.extract import markup
from ingest.model import CannotIngest, Reason

_LARGEST_CHAPTER = 32 * 1024 * 1024


def work(file: Path, out: Path, *, limit: int) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(file) as book:
            if "META-INF/rights.xml" in book.namelist():
                raise CannotIngest(Reason.ENCRYPTED)
            chapters: list[str] = []
            package, names = _package(book)
            for name in names:
                if limit <= 0:
                    break
                chapters.append(markup.read(read_member(book, name, _LARGEST_CHAPTER))[:limit])
                limit -= len(chapters[-1])
    except (zipfile.BadZipFile, KeyError, RuntimeError) as error:
        raise CannotIngest(Reason.DAMAGED) from error
    return {"pages": ["\n\n".join(chapters)], "cut": limit <= 0, "title": package.title}


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member, or a refusal when it opens to more than that, whatever it declares."""
    with archive.open(name) as content:
        opened = content.read(most + 1)
    if len(opened) > most:
        raise CannotIngest(Reason.TOO_LARGE)
    return opened


def _package(book: zipfile.ZipFile) -> tuple[_Package, list[str]]:
    """What the book says of itself, and the names of its chapters in the order of reading."""
    table = _Package()
    table.feed(markup.decode(read_member(book, "META-INF/container.xml", _LARGEST_CHAPTER)))
    package = _Package()
    package.feed(markup.decode(read_member(book, table.package, _LARGEST_CHAPTER)))
    folder = posixpath.dirname(table.package)
    names = set(book.namelist())
    places = (package.places.get(chapter, "") for chapter in package.order)
    found = (posixpath.normpath(posixpath.join(folder, urllib.parse.unquote(place))) for place in places)
    return package, [name for name in found if name in names]


class _Package(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.package = ""
        self.places: dict[str, str] = {}
        self.order: list[str] = []
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self._in_title = tag == "dc:title" and not self.title
        match tag.rpartition(":")[2]:
            case "rootfile":
                self.package = self.package or values.get("full-path") or ""
            case "item":
                self.places[values.get("id") or ""] = values.get("href") or ""
            case "itemref":
                self.order.append(values.get("idref") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
