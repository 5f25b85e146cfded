"""The managers' pages of tags."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.web import actor, address_with, page_number, row_number
from knowledge.desk import tags
from knowledge.desk.views import pages


@pages.get("/desk/tags")
def all_tags() -> str:
    q, order = request.args.get("q", ""), request.args.get("order", "count")
    order = order if order in tags.ORDERS else "count"
    return render_template(
        "desk/tags.html",
        found=tags.tags(actor(), q=q, order=order, page=page_number()),
        alike=[] if q else tags.proposed(actor()),
        q=q,
        order=order,
        link=lambda page: address_with(page=page),
    )


@pages.route("/desk/tags/merge", methods=["GET", "POST"])
def merge_tags() -> ResponseReturnValue:
    ids = request.values.getlist("tag", type=row_number)
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            into = request.form.get("into", 0, row_number)
            kept = tags.merge(actor(), ids, into, keep_old="keep_old" in request.form)
            flash(_("Merged. The items can be found by the one name in a moment."))
            return redirect(url_for("desk.change_tag", tag_id=kept.id))
        except Invalid as wrong:
            session.rollback()
            errors = wrong.errors
    try:
        rows = tags.chosen(actor(), ids)
    except Invalid as wrong:
        flash(wrong.sentence, "warning")
        return redirect(url_for("desk.all_tags"))
    page = render_template("desk/merge_tags.html", rows=rows, typed=request.form, errors=errors)
    return page, 422 if errors else 200


@pages.route("/desk/tags/<int:tag_id>", methods=["GET", "POST"])
def change_tag(tag_id: int) -> ResponseReturnValue:
    row = tags.find(actor(), tag_id)
    typed = {"name": row.tag.name, "synonyms": list(row.synonyms)}
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        synonyms = [name.strip() for name in request.form.get("synonyms", "").split(",") if name.strip()]
        typed = {"name": request.form.get("name", ""), "synonyms": synonyms}
        try:
            tags.change(actor(), row, {**typed, "keep_old": "keep_old" in request.form})
            flash(_("Saved. The items can be found by it in a moment."))
            return redirect(url_for("desk.change_tag", tag_id=tag_id))
        except Invalid as wrong:
            session.rollback()
            row, errors = tags.find(actor(), tag_id), wrong.errors
    return render_template("desk/tag.html", row=row, typed=typed, errors=errors), 422 if errors else 200


@pages.post("/desk/tags/<int:tag_id>/remove")
def remove_tag(tag_id: int) -> ResponseReturnValue:
    try:
        tags.remove(actor(), tags.find(actor(), tag_id))
    except Invalid as wrong:
        session.rollback()
        flash(wrong.sentence, "error")
        return redirect(url_for("desk.change_tag", tag_id=tag_id))
    flash(_("The tag was removed."))
    return redirect(url_for("desk.all_tags"))
