"""Comments for API clients."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from knowledge.comments import service
from knowledge.comments.models import Comment
from knowledge.core import api as core
from knowledge.core import text
from knowledge.core.clock import iso
from knowledge.core.web import actor, page_number
from knowledge.library import service as library

api = core.blueprint("comments", __name__)


@api.get("/items/<int:item_id>/comments")
def comments(item_id: int) -> dict[str, Any]:
    page = service.comments_of(actor(), library.find(actor(), item_id), page_number())
    return core.listed("comments", page, _shown)


@api.post("/items/<int:item_id>/comments")
def add(item_id: int) -> ResponseReturnValue:
    item = library.find(actor(), item_id)
    return _shown(service.add(actor(), item, core.sent_text(core.sent(), "text"))), 201


@api.patch("/comments/<int:comment_id>")
def edit(comment_id: int) -> dict[str, Any]:
    comment = service.find(actor(), comment_id)
    service.edit(actor(), comment, core.sent_text(core.sent(), "text"))
    return _shown(comment)


@api.delete("/comments/<int:comment_id>")
def delete(comment_id: int) -> ResponseReturnValue:
    service.delete(actor(), service.find(actor(), comment_id))
    return "", 204


@api.put("/comments/<int:comment_id>/hidden")
def hide(comment_id: int) -> dict[str, Any]:
    comment = service.find(actor(), comment_id)
    service.hide(actor(), comment)
    return _shown(comment)


@api.delete("/comments/<int:comment_id>/hidden")
def show(comment_id: int) -> ResponseReturnValue:
    service.show(actor(), service.find(actor(), comment_id))
    return "", 204


def _shown(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "author": {"id": comment.author.id, "name": comment.author.name},
        "created": iso(comment.created),
        "edited": iso(comment.edited),
        "hidden": comment.hidden is not None,
        "text": comment.text,
        "html": text.html(comment.text, heading=0),
    }
