"""Comments below an item: reading, writing, answering, changing, hiding; and ending letters about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from knowledge.comments import mentions, service, threads, unsubscribing
from knowledge.comments.models import Comment
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.web import actor, address_with, for_scripts, from_elsewhere, public, row_number
from knowledge.library import service as library
from knowledge.library.models import Item

pages = Blueprint("comments", __name__)


def comments_panel(asking: Actor, item: Item) -> Mapping[str, Any]:
    order, whole = _order(), request.args.get("thread", 0, row_number)
    page = threads.threads_of(asking, item, request.args.get("comments", 1, int), order=order, whole=whole)
    shown = [comment for thread in page.rows for comment in (thread.first, *thread.replies)]
    return {
        "page": page,
        "order": order,
        "words": _reading(shown),
        "link": lambda number: address_with(comments=number, thread=None, _anchor="comments"),
        "longest": service.LONGEST,
    }


@pages.post("/items/<int:item_id>/comments")
def add(item_id: int) -> ResponseReturnValue:
    item = library.find(actor(), item_id)
    written = request.form.get("text", "")
    try:
        comment = service.add(actor(), item, written, chosen=_chosen())
    except Invalid as error:
        return _form(item, written, error.errors), 422
    flash(_("The comment was added."))
    return _redirect_to(comment)


@pages.route("/comments/<int:comment_id>/reply", methods=["GET", "POST"])
def reply(comment_id: int) -> ResponseReturnValue:
    answers = service.find(actor(), comment_id)
    if request.method == "GET":
        return _form(answers.item, "", {}, answers=answers)
    written = request.form.get("text", "")
    try:
        comment = service.add(actor(), answers.item, written, answers=answers, chosen=_chosen())
    except Invalid as error:
        return _form(answers.item, written, error.errors, answers=answers), 422
    flash(_("The reply was added."))
    return _redirect_to(comment)


@pages.get("/comments/<int:comment_id>")
def show(comment_id: int) -> ResponseReturnValue:
    return _redirect_to(service.find(actor(), comment_id))


@pages.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
def edit(comment_id: int) -> ResponseReturnValue:
    comment = service.find_own(actor(), comment_id)
    named = mentions.named_in([comment])[comment.id]
    if request.method == "GET":
        return _form(comment.item, mentions.as_typed(comment.text, named), {}, comment, chosen=named)
    written = request.form.get("text", "")
    try:
        service.edit(actor(), comment, written, chosen=_chosen())
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


@pages.get("/items/<int:item_id>/people")
@for_scripts
def people(item_id: int) -> dict[str, Any]:
    """Whom a comment on the item may speak to by name, for the list that opens behind an @."""
    item = library.find(actor(), item_id)
    found = mentions.offered(actor(), item, request.args.get("q", ""))
    shown = [
        {
            "id": person.id,
            "name": person.name,
            "authority": person.authority.label if person.authority else "",
        }
        for person in found
    ]
    return {"people": shown}


@pages.get("/no-more-mail/<secret>")
@public
def no_more_mail(secret: str) -> str:
    """Asks once more: programs that look at mails follow their links too."""
    profile = unsubscribing.find(secret)
    return render_template("comments/no_more_mail.html", done=not profile.mail_replies)


@pages.post("/no-more-mail/<secret>")
@public
@from_elsewhere
def end_mail(secret: str) -> str:
    unsubscribing.end(secret)
    return render_template("comments/no_more_mail.html", done=True)


def _reading(comments: Collection[Comment]) -> Callable[[Comment], Markup]:
    """What turns each of these comments into HTML."""
    named = mentions.named_in(comments)

    def words(comment: Comment) -> Markup:
        return Markup(mentions.as_html(comment.text, named.get(comment.id, {})))  # noqa: S704  (sanitised)

    return words


def _chosen() -> frozenset[int]:
    """Who was picked from the list behind an @."""
    return frozenset(request.form.getlist("mention", int))


def _order() -> str:
    return threads.OLDEST if request.args.get("order") == threads.OLDEST else threads.NEWEST


def _form(
    item: Item,
    written: str,
    errors: Mapping[str, str],
    comment: Comment | None = None,
    *,
    answers: Comment | None = None,
    chosen: Collection[int] = (),
) -> str:
    return render_template(
        "comments/edit.html",
        item=item,
        written=written,
        errors=errors,
        comment=comment,
        answers=answers,
        words=_reading([answers] if answers else []),
        chosen=sorted(chosen or _chosen()),
        longest=service.LONGEST,
    )


def _redirect_to(comment: Comment) -> ResponseReturnValue:
    order = _order()
    page, whole = threads.place_of(actor(), comment, order=order)
    return redirect(
        url_for(
            "library.show",
            item_id=comment.item_id,
            comments=page if page > 1 else None,
            order=order if order != threads.NEWEST else None,
            thread=whole or None,
            _anchor=f"comment-{comment.id}",
        )
    )
