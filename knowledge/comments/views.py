"""Comments below an item: reading, writing, changing, hiding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.comments import service
from knowledge.comments.models import Comment
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.web import actor, address_with
from knowledge.library import service as library
from knowledge.library.models import Item

pages = Blueprint("comments", __name__)


def comments_panel(asking: Actor, item: Item) -> Mapping[str, Any]:
    return {
        "page": service.comments_of(asking, item, request.args.get("comments", 1, int)),
        "link": lambda number: address_with(comments=number, _anchor="comments"),
        "longest": service.LONGEST,
    }


@pages.post("/items/<int:item_id>/comments")
def add(item_id: int) -> ResponseReturnValue:
    item = library.find(actor(), item_id)
    written = request.form.get("text", "")
    try:
        comment = service.add(actor(), item, written)
    except Invalid as error:
        return _form(item, written, error.errors), 422
    flash(_("The comment was added."))
    return _redirect_to(comment)


@pages.get("/comments/<int:comment_id>")
def show(comment_id: int) -> ResponseReturnValue:
    return _redirect_to(service.find(actor(), comment_id))


@pages.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
def edit(comment_id: int) -> ResponseReturnValue:
    comment = service.find_own(actor(), comment_id)
    if request.method == "GET":
        return _form(comment.item, comment.text, {}, comment)
    written = request.form.get("text", "")
    try:
        service.edit(actor(), comment, written)
    except Invalid as error:
        return _form(comment.item, written, error.errors, comment), 422
    flash(_("The comment was changed."))
    return _redirect_to(comment)


@pages.post("/comments/<int:comment_id>/delete")
def delete(comment_id: int) -> ResponseReturnValue:
    comment = service.find(actor(), comment_id)
    service.delete(actor(), comment)
    flash(_("The comment was deleted."))
    return redirect(url_for("library.show", item_id=comment.item_id, _anchor="comments"))


@pages.post("/comments/<int:comment_id>/hide")
def hide(comment_id: int) -> ResponseReturnValue:
    comment = service.find(actor(), comment_id)
    service.hide(actor(), comment)
    flash(_("The comment is hidden: only its author and the managers see it."))
    return _redirect_to(comment)


@pages.post("/comments/<int:comment_id>/show")
def show_again(comment_id: int) -> ResponseReturnValue:
    comment = service.find(actor(), comment_id)
    service.show(actor(), comment)
    flash(_("Everybody sees the comment again."))
    return _redirect_to(comment)


def _form(item: Item, written: str, errors: Mapping[str, str], comment: Comment | None = None) -> str:
    return render_template(
        "comments/edit.html",
        item=item,
        written=written,
        errors=errors,
        comment=comment,
        longest=service.LONGEST,
    )


def _redirect_to(comment: Comment) -> ResponseReturnValue:
    page = service.page_with(actor(), comment)
    return redirect(
        url_for(
            "library.show",
            item_id=comment.item_id,
            comments=page if page > 1 else None,
            _anchor=f"comment-{comment.id}",
        )
    )
