"""What the script that keeps open pages up to date asks for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from knowledge.core.web import actor, for_scripts
from knowledge.live import service

pages = Blueprint("live", __name__)


@pages.get("/items/<int:item_id>/live")
@for_scripts
def item(item_id: int) -> ResponseReturnValue:
    """Whether the page of an item is out of date, and which parts of it."""
    marks = service.marks_of(actor(), service.find(actor(), item_id))
    return _unless_known(service.version_of(marks), {"parts": marks})


@pages.get("/live")
@for_scripts
def mine() -> ResponseReturnValue:
    """Whether something became of one's own items that were being read."""
    return _unless_known(service.mark_of_own(actor()), {})


def _unless_known(version: str, answer: dict[str, Any]) -> ResponseReturnValue:
    """The answer, or 304 when the asker names this version already."""
    response = jsonify({"version": version, **answer})
    response.set_etag(version)
    return response.make_conditional(request)
