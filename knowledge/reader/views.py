"""The pages on which items are read: a short look, the reader with its page pictures, and the text alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.core.web import actor, found
from knowledge.library import reasons
from knowledge.library import service as library
from knowledge.library.models import Item
from knowledge.library.reading import sections_of
from knowledge.reader import service
from knowledge.reader.places import Place
from knowledge.reader.service import Opened
from search.highlight import mark

ZOOMS = ("fit", "100", "200")
BOTH = "both"  # pictures and text side by side

pages = Blueprint("reader", __name__)


@pages.get("/items/<int:item_id>/preview")
def preview(item_id: int) -> str:
    opened = _opened(item_id)
    return render_template(
        "reader/preview.html",
        opened=opened,
        item=opened.item,
        to_page=lambda page: _here("reader.preview", opened, page=page),
        to_place=lambda place: _at("reader.preview", opened, place),
        to_read=_reading_address(opened),
    )


@pages.get("/items/<int:item_id>/read")
def read(item_id: int) -> ResponseReturnValue:
    opened = _opened(item_id)
    if opened.file is None:
        return redirect(url_for("library.show", item_id=item_id))
    if not opened.pictures:
        return redirect(_reading_address(opened))
    if "go" in request.args:  # a form cannot say where on the page to begin
        return redirect(_reading_address(opened))
    beside = request.args.get("view") == BOTH
    zoom = request.args.get("zoom", "")
    return render_template(
        "reader/read.html",
        opened=opened,
        item=opened.item,
        file=opened.file,
        texts=_texts(opened) if beside else {},
        beside=beside,
        zoom=zoom if zoom in ZOOMS else ZOOMS[0],
        zooms=ZOOMS,
        to_page=lambda page: _here("reader.read", opened, page=page),
        to_place=lambda place: _reading_address(opened, place),
        to_view=lambda **changes: _here("reader.read", opened, page=opened.page, **changes),
    )


@pages.get("/items/<int:item_id>/text")
def text(item_id: int) -> str:
    opened = _opened(item_id)
    file = found(opened.file)
    sections = sections_of([file])[file.id]
    section = request.args.get("section", 0, int) or (opened.place.section if opened.place else 1)
    current = min(max(section, 1), max(len(sections), 1))
    opened = replace(opened, section=current)
    return render_template(
        "reader/text.html",
        opened=opened,
        item=opened.item,
        file=file,
        pieces=[
            (piece, mark(piece.text, opened.query, lines=True))
            for piece in (sections[current - 1] if sections else [])
        ],
        current=current,
        total=len(sections),
        reason=reasons.sentence(file),
        address=tools().config.public_url + url_for("library.show", item_id=item_id),
        to_place=lambda place: _text_address(opened, place),
    )


@pages.get("/files/<int:file_id>/pages/<int:page>/marks")
def marks(file_id: int, page: int) -> dict[str, Any]:
    """The boxes of the words that were asked for, on a page's picture."""
    marks = service.marks_of_page(actor(), file_id, page, request.args.get("q", ""))
    return {"marks": [each._asdict() for each in marks]}


def front(_asking: Actor, item: Item) -> Mapping[str, Any] | None:
    """The panel of an item's page: its first page, or the one that answers the question it was found by."""
    if not item.files:
        return None
    opened = service.open_item(item, query=request.args.get("q", ""))
    return {"opened": opened, "to_read": _reading_address(opened), "to_place": opened.place}


def _opened(item_id: int) -> Opened:
    return service.open_item(
        library.find_whole(actor(), item_id),
        query=request.args.get("q", ""),
        file_id=request.args.get("file", 0, int),
        page=request.args.get("page", 0, int),
    )


def _here(endpoint: str, opened: Opened, *, page: int, **changes: Any) -> str:
    """The address of another page of the same file, or of another way to look at it."""
    kept = {"view": request.args.get("view"), "zoom": request.args.get("zoom")}
    return url_for(
        endpoint,
        item_id=opened.item.id,
        file=opened.file.id if opened.file else None,
        page=page,
        q=opened.query or None,
        _anchor=f"page-{page}" if endpoint == "reader.read" else None,
        **{**kept, **changes},
    )


def _at(endpoint: str, opened: Opened, place: Place) -> str:
    return url_for(endpoint, item_id=opened.item.id, file=place.file.id, page=place.page, q=opened.query)


def _reading_address(opened: Opened, place: Place | None = None) -> str:
    """Where to go on reading: the page's picture, or the text of a file that has none."""
    file, page = (place.file, place.page or 1) if place else (opened.file, opened.page)
    if file is None or file.id not in opened.drawn:
        return _text_address(opened, place)
    return url_for(
        "reader.read",
        item_id=opened.item.id,
        file=file.id,
        page=page,
        q=opened.query or None,
        view=request.args.get("view"),
        zoom=request.args.get("zoom"),
        _anchor=f"page-{page}",
    )


def _text_address(opened: Opened, place: Place | None = None) -> str:
    place = place or opened.place
    file = place.file if place else opened.file
    anchor = f"page-{place.page}" if place and place.page else "text"
    return url_for(
        "reader.text",
        item_id=opened.item.id,
        file=file.id if file else None,
        section=place.section if place else None,
        q=opened.query or None,
        _anchor=anchor,
    )


def _texts(opened: Opened) -> Mapping[int, str]:
    """The text of the open file's pages, where it has pages of its own, with what was asked for marked."""
    file = found(opened.file)
    pieces = [piece for section in sections_of([file])[file.id] for piece in section]
    texts: dict[int, str] = {}
    for piece in pieces:
        if piece.page:
            texts[piece.page] = texts.get(piece.page, "") + mark(piece.text, opened.query, lines=True)
    return texts
