"""Comments for API clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from knowledge.comments import mentions, service
from knowledge.comments.mentions import Named
from knowledge.comments.models import Comment
from knowledge.core import api as core
from knowledge.core.clock import iso
from knowledge.core.errors import Invalid, Missing
from knowledge.core.i18n import _
from knowledge.core.web import actor, page_number
from knowledge.library import service as library

api = core.blueprint("comments", __name__)


@api.get("/items/<int:item_id>/comments")
def comments(item_id: int) -> dict[str, Any]:
    oldest_first = request.args.get("order") == "oldest"
    item = library.find(actor(), item_id)
    page = service.comments_of(actor(), item, page_number(), oldest_first=oldest_first)
    named = mentions.named_in(page.rows)
    return core.listed("comments", page, lambda comment: _shown(comment, named.get(comment.id, {})))


@api.post("/items/<int:item_id>/comments")
def add(item_id: int) -> ResponseReturnValue:
    item = library.find(actor(), item_id)
    body = core.sent()
    answers = _answered(body, item_id)
    written = core.sent_text(body, "text")
    return _one(service.add(actor(), item, written, answers=answers, chosen=_chosen(body))), 201


@api.patch("/comments/<int:comment_id>")
def edit(comment_id: int) -> dict[str, Any]:
    comment = service.find(actor(), comment_id)
    body = core.sent()
    service.edit(actor(), comment, core.sent_text(body, "text"), chosen=_chosen(body))
    return _one(comment)


@api.delete("/comments/<int:comment_id>")
def delete(comment_id: int) -> ResponseReturnValue:
    service.delete(actor(), service.find(actor(), comment_id))
    return "", 204


@api.put("/comments/<int:comment_id>/hidden")
def hide(comment_id: int) -> dict[str, Any]:
    comment = service.find(actor(), comment_id)
    service.hide(actor(), comment)
    return _one(comment)


@api.delete("/comments/<int:comment_id>/hidden")
def show(comment_id: int) -> ResponseReturnValue:
    service.show(actor(), service.find(actor(), comment_id))
    return "", 204


@api.get("/items/<int:item_id>/people")
def people(item_id: int) -> dict[str, Any]:
    item = library.find(actor(), item_id)
    found = mentions.offered(actor(), item, request.args.get("q", ""))
    return {"people": [{"id": person.id, "name": person.name} for person in found]}


def _answered(body: Mapping[str, Any], item_id: int) -> Comment | None:
    """The comment that ``parent`` names. Raises Invalid."""
    parent = body.get("parent")
    if parent is None:
        return None
    wrong = Invalid(_("There is no such comment on this item."), field="parent")
    if type(parent) is not int or not 0 < parent < 2**31:  # a bool is an int, but no comment's number
        raise wrong
    try:
        comment = service.find(actor(), parent)
    except Missing:
        raise wrong from None
    if comment.item_id != item_id:
        raise wrong
    return comment


def _chosen(body: Mapping[str, Any]) -> frozenset[int]:
    """Whom ``mentions`` names, for names that several people have."""
    chosen = body.get("mentions", [])
    if not isinstance(chosen, list) or any(type(number) is not int for number in chosen):
        raise Invalid(_("This must be a list of people's numbers."), field="mentions")
    return frozenset(chosen)


def _one(comment: Comment) -> dict[str, Any]:
    return _shown(comment, mentions.named_in([comment]).get(comment.id, {}))


def _shown(comment: Comment, named: Mapping[int, Named]) -> dict[str, Any]:
    return {
        "id": comment.id,
        "parent": comment.parent_id,
        "author": {"id": comment.author.id, "name": comment.author.name},
        "created": iso(comment.created),
        "edited": iso(comment.edited),
        "hidden": comment.hidden is not None,
        "text": mentions.as_typed(comment.text, named),
        "html": mentions.as_html(comment.text, named),
        "mentions": [{"id": person.id, "name": person.name} for person in named.values()],
    }
