"""The page of new items, and what its script asks while files come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from knowledge.core import web
from knowledge.core.api import problem
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.i18n import _, ngettext
from knowledge.core.web import accepts_files, actor, for_scripts, public
from knowledge.library import arrivals, forms, service
from knowledge.library.blobs import Kept
from knowledge.library.drafts import Draft
from knowledge.library.models import Item
from knowledge.library.offers import offers
from knowledge.library.titles import title_of
from knowledge.uploads import drafts, saving, told, tus
from knowledge.uploads.models import Unsaved

pages = Blueprint("uploads", __name__)


@pages.get("/items/new")
def create() -> ResponseReturnValue:
    wanted = _number(request.args.get("draft", ""))
    if not wanted:
        return _page(forms.draft_of_page(request.args, forms.blank(actor())))
    unsaved = _found(wanted)
    if unsaved is None:  # it was saved meanwhile, on another device perhaps
        return redirect(url_for("library.edit", item_id=service.find_to_edit(actor(), wanted).id))
    typed = _form_of(unsaved)
    draft = forms.draft_of_page(typed, forms.blank(actor())) if typed else forms.blank(actor())
    return _page(draft, unsaved=unsaved, typed=typed)


@pages.post("/items/new")
@accepts_files
def add() -> ResponseReturnValue:
    kept = arrivals.kept_before(actor())
    wanted = _number(request.form.get("draft", ""))
    draft = forms.draft_of_page(request.form, forms.blank(actor()))
    try:
        kept += arrivals.keep_files()
        if "show_fields" in request.form:
            return _page(draft, kept, unsaved=_found(wanted), typed=request.form)
        if wanted and _found(wanted) is None:
            raise Invalid(
                _("These files were saved or discarded meanwhile, in another window."), field="files"
            )
        if wanted:
            items = saving.save_draft(actor(), wanted, request.form, kept)
        else:
            titled = replace(draft, title=draft.title.strip() or title_of(kept[0].name)) if kept else draft
            items = [service.create(actor(), titled, kept)]
    except Invalid as wrong:
        session.rollback()
        if web.asked_by_script():
            return problem(422, wrong.sentence, errors=wrong.errors)
        return _page(draft, kept, wrong.errors, unsaved=_found(wanted), typed=request.form), 422
    return _saved(items)


@pages.post("/uploads/drafts")
@for_scripts
def begin() -> tuple[dict[str, Any], int]:
    item = drafts.begin(actor(), request.form.get("name", ""))
    return {"item": item.id}, 201


@pages.get("/uploads/<int:item_id>/files")
@for_scripts
def files(item_id: int) -> dict[str, Any]:
    item = service.find_to_edit(actor(), item_id)
    return told.files_of(actor(), item, lambda **more: url_for("library.picture", **more))


@pages.get("/uploads/<int:item_id>/understood")
@for_scripts
def understood(item_id: int) -> dict[str, Any]:
    return told.understood(actor(), service.find_to_edit(actor(), item_id), request.args.get("file", 0, int))


@pages.put("/uploads/<int:item_id>/draft")
@for_scripts
def keep(item_id: int) -> tuple[str, int]:
    drafts.keep_typed(actor(), drafts.find(actor(), item_id), request.form.to_dict(flat=False))
    return "", 204


@pages.post("/uploads/<int:item_id>/discard")
def discard(item_id: int) -> ResponseReturnValue:
    drafts.discard(actor(), drafts.find(actor(), item_id))
    flash(_("The draft was discarded."))
    return web.led_to(url_for("uploads.create"))


@pages.route("/uploads", methods=["OPTIONS"])
@pages.route("/uploads/<upload_id>", methods=["OPTIONS"])
@public
def offer(upload_id: str = "") -> Response:
    return tus.options()


@pages.post("/uploads")
@for_scripts
@tus.spoken
def upload() -> Response:
    return tus.create(lambda upload_id: url_for("uploads.take", upload_id=upload_id))


@pages.route("/uploads/<upload_id>", methods=["HEAD"])
@for_scripts
@tus.spoken
def state(upload_id: str) -> Response:
    return tus.state(upload_id)


@pages.patch("/uploads/<upload_id>")
@accepts_files
@for_scripts
@tus.spoken
def take(upload_id: str) -> Response:
    return tus.take(upload_id)


@pages.delete("/uploads/<upload_id>")
@for_scripts
@tus.spoken
def cancel(upload_id: str) -> Response:
    return tus.cancel(upload_id)


def _page(
    draft: Draft,
    kept: Sequence[Kept] = (),
    errors: Mapping[str, str] | None = None,
    *,
    unsaved: Unsaved | None = None,
    typed: MultiDict[str, str] | None = None,
) -> str:
    begun = [each for each in drafts.unfinished(actor()) if each is not unsaved] if not kept else []
    return render_template(
        "library/new.html",
        unsaved=unsaved,
        typed=(typed or MultiDict()).to_dict(flat=False),
        begun=begun,
        **offers(actor(), draft, kept, errors),
    )


def _saved(items: Sequence[Item]) -> ResponseReturnValue:
    if len(items) == 1:
        flash(
            _("Saved. What is inside the files can be found in a moment.") if items[0].files else _("Saved.")
        )
        address = url_for("library.show", item_id=items[0].id)
    else:
        flash(ngettext("One item was saved.", "%(num)s items were saved.", len(items)))
        address = url_for("library.mine")
    return web.led_to(address, items=[item.id for item in items])


def _form_of(unsaved: Unsaved) -> MultiDict[str, str]:
    return MultiDict((name, value) for name, values in unsaved.typed.items() for value in values)


def _found(item_id: int) -> Unsaved | None:
    try:
        return drafts.find(actor(), item_id)
    except Missing:
        return None


def _number(typed: str) -> int:
    """The number of a draft; 0 for none, and for what cannot be one."""
    try:
        return web.row_number(typed)
    except ValueError:
        return 0
