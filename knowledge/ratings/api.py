"""Ratings for API clients."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from knowledge.core import api as core
from knowledge.core.web import actor
from knowledge.library import service as library
from knowledge.ratings import service

api = core.blueprint("ratings", __name__)


@api.get("/items/<int:item_id>/rating")
def rating(item_id: int) -> dict[str, Any]:
    item = library.find(actor(), item_id)
    return {
        "item": item.id,
        "stars": item.stars,
        "ratings": item.ratings,
        "mine": service.stars_of(actor(), item) or None,
        "distribution": {str(stars): people for stars, people in service.distribution(actor(), item).items()},
    }


@api.put("/items/<int:item_id>/rating")
def rate(item_id: int) -> dict[str, Any]:
    item = library.find(actor(), item_id)
    service.rate(actor(), item, core.sent().get("stars", 0))
    return {"item": item.id, "stars": item.stars, "ratings": item.ratings}


@api.delete("/items/<int:item_id>/rating")
def take_back(item_id: int) -> ResponseReturnValue:
    service.take_back(actor(), library.find(actor(), item_id))
    return "", 204
