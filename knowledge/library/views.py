"""The library's pages: read, call, answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.core import web
from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.text import excerpt, plain
from knowledge.core.tools import tools
from knowledge.core.web import accepts_files, actor
from knowledge.discovery.alike import alike
from knowledge.library import (
    arrivals,
    bin,
    files,
    forms,
    lists,
    reading,
    reasons,
    sending,
    service,
    versions,
)
from knowledge.library.blobs import Kept
from knowledge.library.drafts import Draft, draft_of
from knowledge.library.fields import basics_of
from knowledge.library.models import Item
from knowledge.library.offers import offers
from knowledge.library.values import (
    form_fields,
    people_with_name,
    shown_fields,
    shown_in_results,
    with_authority,
)
from knowledge.profiles import service as profiles

FOLDED = 3_000  # characters of an item's text, from which on a page shows only the beginning at first

pages = Blueprint("library", __name__)
pages.add_app_template_global(lambda item: shown_in_results(actor(), item), "shown_in_results")


@pages.get("/items/new/fields")
def type_fields() -> str:
    """The fields of a type alone, for the form's script."""
    draft = forms.draft_of_page(request.args, forms.blank(actor()))
    return render_template(
        "library/_fields.html",
        asked=form_fields(draft.type, draft.fields),
        basics=basics_of(draft.type),
        errors={},
    )


@pages.get("/people/named")
def people_named() -> dict[str, Any]:
    """People for the field of a form in which somebody is named."""
    found = people_with_name(request.args.get("q", ""))
    return {"people": [with_authority(user) for user in found]}


@pages.get("/items/<int:item_id>")
def show(item_id: int) -> str:
    item = service.find_whole(actor(), item_id)
    return render_template(
        "library/item.html",
        item=item,
        query=request.args.get("q", ""),
        address=tools().config.public_url + url_for("library.show", item_id=item.id),
        folded=FOLDED,
        profile=(profile := profiles.of(item.owner_id)),
        knows=excerpt(plain(profile.about)) if profile else "",
        fields=shown_fields(actor(), item),
        reason_of=reasons.sentence,
        readable=reading.with_text(item.files),
        earlier=versions.versions_of(item),
        related=alike(actor(), f"item:{item.id}"),
    )


@pages.get("/items/<int:item_id>/edit")
def edit(item_id: int) -> ResponseReturnValue:
    item = service.find_to_edit(actor(), item_id)
    return _edit(item, draft_of(item))


@pages.post("/items/<int:item_id>/edit")
@accepts_files
def change(item_id: int) -> ResponseReturnValue:
    kept = arrivals.kept_before(actor())
    item = service.find_to_edit(actor(), item_id)
    draft = forms.draft_of_page(request.form, draft_of(item))
    try:
        kept += arrivals.keep_files()
        if "show_fields" in request.form:
            return _edit(item, draft, kept)
        service.require_unchanged(item, request.form.get("seen", ""))
        service.change(actor(), item, draft)
        if kept:
            files.add_files(actor(), item, kept)
    except Invalid as wrong:
        session.rollback()
        return _edit(item, draft, kept, wrong.errors), 422
    flash(_("Saved."))
    return web.led_to(url_for("library.show", item_id=item.id))


@pages.post("/items/<int:item_id>/delete")
def delete(item_id: int) -> ResponseReturnValue:
    bin.delete(actor(), service.find(actor(), item_id))
    flash(_("Moved to the bin. It can come back for 30 days."))
    return redirect(url_for("library.mine", tab=lists.BIN))


@pages.post("/items/<int:item_id>/restore")
def restore(item_id: int) -> ResponseReturnValue:
    item = bin.find_in_bin(actor(), item_id)
    bin.restore(actor(), item)
    flash(_("The item is back."))
    return redirect(url_for("library.show", item_id=item.id))


@pages.post("/items/<int:item_id>/erase")
def erase(item_id: int) -> ResponseReturnValue:
    bin.erase(actor(), bin.find_in_bin(actor(), item_id))
    flash(_("Removed for good."))
    return redirect(url_for("library.mine", tab=lists.BIN))


@pages.get("/my/items")
def mine() -> str:
    tab, sort = request.args.get("tab", lists.ALL), request.args.get("sort", "newest")
    return render_template(
        "library/mine.html",
        tab=tab,
        sort=sort,
        found=lists.mine(actor(), tab, page=web.page_number(), sort=sort),
        counts=lists.counts(actor()),
        reason_of=reasons.sentence,
        days_left=bin.days_left,
    )


@pages.get("/files/<int:file_id>")
def file(file_id: int) -> Response:
    return sending.send_file(actor(), file_id)


@pages.get("/files/<int:file_id>/pages/<int:page>")
def picture(file_id: int, page: int) -> Response:
    return sending.send_picture(actor(), file_id, page)


@pages.post("/files/<int:file_id>/replace")
@accepts_files
def replace_file(file_id: int) -> ResponseReturnValue:
    kept = arrivals.keep_some("file")[0]
    file = files.find_file(actor(), file_id)
    versions.replace_file(actor(), file, kept)
    flash(_("The file was replaced. What is inside can be found in a moment."))
    return redirect(url_for("library.show", item_id=file.item_id))


@pages.post("/files/<int:file_id>/current")
def make_current(file_id: int) -> ResponseReturnValue:
    """Bring an earlier version back."""
    file = versions.make_current(actor(), files.find_file(actor(), file_id))
    flash(_("The earlier version is back. The other one is kept beside it."))
    return redirect(url_for("library.show", item_id=file.item_id))


@pages.post("/files/<int:file_id>/retry")
def retry_file(file_id: int) -> ResponseReturnValue:
    file = files.find_file(actor(), file_id)
    files.retry_file(actor(), file)
    flash(_("The file is being read once more."))
    return redirect(url_for("library.show", item_id=file.item_id))


@pages.post("/files/<int:file_id>/remove")
def remove_file(file_id: int) -> ResponseReturnValue:
    file = files.find_file(actor(), file_id)
    item_id = file.item_id
    files.remove_file(actor(), file)
    if web.asked_by_script():  # its row goes away before one's eyes
        return "", 204
    flash(_("The file was removed."))
    return redirect(url_for("library.show", item_id=item_id))


def _edit(
    item: Item, draft: Draft, kept: Sequence[Kept] = (), errors: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "library/edit.html", item=item, reason_of=reasons.sentence, **offers(actor(), draft, kept, errors)
    )
