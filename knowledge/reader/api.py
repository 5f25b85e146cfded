"""Where words stand in an item's files, for API clients."""

from __future__ import annotations

from typing import Any

from flask import request

from knowledge.core.api import blueprint
from knowledge.core.web import actor
from knowledge.library import service as library
from knowledge.reader import service
from knowledge.reader.places import Mark, Place, places_of

api = blueprint("reader", __name__)


@api.get("/items/<int:item_id>/places")
def places(item_id: int) -> dict[str, Any]:
    item = library.find_whole(actor(), item_id)
    found = places_of(item.files, request.args.get("q", ""))
    return {
        "places": [_place(place) for place in found.all],
        "best": found.best if found.all else None,
        "snippet": found.snippet or "",
    }


@api.get("/files/<int:file_id>/pages/<int:page>/marks")
def marks(file_id: int, page: int) -> dict[str, Any]:
    return {"marks": _marks(service.marks_of_page(actor(), file_id, page, request.args.get("q", "")))}


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file.id, "page": place.page, "marks": _marks(place.marks)}


def _marks(marks: list[Mark] | tuple[Mark, ...]) -> list[dict[str, int]]:
    return [mark._asdict() for mark in marks]
