"""Adoptions for API clients."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from knowledge.adoptions import service
from knowledge.adoptions.models import Adoption
from knowledge.core import api as core
from knowledge.core.clock import iso
from knowledge.core.web import actor
from knowledge.library import service as library

api = core.blueprint("adoptions", __name__)


@api.get("/items/<int:item_id>/adoptions")
def adoptions(item_id: int) -> dict[str, Any]:
    item = library.find(actor(), item_id)
    said = service.adoptions_of(actor(), item)
    return {"authorities": item.adoptions, "adoptions": [_shown(adoption) for adoption in said]}


@api.put("/items/<int:item_id>/adoption")
def adopt(item_id: int) -> dict[str, Any]:
    item = library.find(actor(), item_id)
    return _shown(service.adopt(actor(), item, core.sent_text(core.sent(), "text")))


@api.delete("/items/<int:item_id>/adoption")
def take_back(item_id: int) -> ResponseReturnValue:
    service.take_back(actor(), library.find(actor(), item_id))
    return "", 204


def _shown(adoption: Adoption) -> dict[str, Any]:
    authority = adoption.authority
    return {
        "item": adoption.item_id,
        "person": {"id": adoption.user_id, "name": adoption.user.name},
        "authority": {"id": authority.id, "name": authority.label} if authority else None,
        "text": adoption.text,
        "created": iso(adoption.created),
    }
