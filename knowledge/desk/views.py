"""The managers' pages of types and their fields: read, call, answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _, ngettext
from knowledge.core.web import actor, row_number
from knowledge.desk import fields, forms, tags, types
from knowledge.desk.permissions import SEE_DESK
from knowledge.library.fields import BASICS, KINDS, NO_FACET, asked_by
from knowledge.library.models import ItemType, TypeField
from knowledge.library.values import form_field
from knowledge.taxonomy.service import domains

pages = Blueprint("desk", __name__)


@pages.get("/desk")
def index() -> str:
    SEE_DESK.require(actor())
    found = types.all_types(actor())
    return render_template(
        "desk/index.html",
        types=[row for row in found if not row.type.retired],
        tags=tags.tags(actor()),
        alike=len(tags.proposed(actor())),
    )


@pages.route("/desk/types", methods=["GET", "POST"])
def all_types() -> ResponseReturnValue:
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            item_type = types.add(actor(), request.form)
            flash(_("The type is there. Now it can be said what it asks for."))
            return redirect(url_for("desk.show_type", code=item_type.code))
        except Invalid as wrong:
            errors = wrong.errors
    page = render_template(
        "desk/types.html", rows=types.all_types(actor()), typed=request.form, errors=errors
    )
    return page, 422 if errors else 200


@pages.post("/desk/types/order")
def order_types() -> ResponseReturnValue:
    types.order(actor(), request.form.getlist("order"))
    return "", 204


@pages.route("/desk/types/<code>", methods=["GET", "POST"])
def show_type(code: str) -> ResponseReturnValue:
    item_type = types.find(actor(), code)
    errors: Mapping[str, str] = {}
    typed = forms.of_type(item_type)
    if request.method == "POST":
        typed = forms.typed_type(request.form)
        try:
            types.change(actor(), item_type, typed, seen=request.form.get("seen", ""))
            flash(_("Saved. The form asks so from now on."))
            return redirect(url_for("desk.show_type", code=code))
        except Invalid as wrong:
            session.rollback()
            errors = wrong.errors
    page = render_template(
        "desk/type.html",
        item_type=item_type,
        fields=fields.fields_of(actor(), item_type),
        filled=fields.filled(actor(), item_type),
        kinds=KINDS,
        basics=BASICS,
        typed=typed,
        errors=errors,
        seen=types.seen_of(item_type),
        preview=_preview(item_type, basics=typed["basics"]),
        others=[
            each for each in types.all_types(actor()) if each.type.code != code and not each.type.retired
        ],
    )
    return page, 422 if errors else 200


@pages.post("/desk/types/<code>/move")
def move_type(code: str) -> ResponseReturnValue:
    types.move(actor(), types.find(actor(), code), -1 if request.form.get("step") == "up" else 1)
    return redirect(url_for("desk.all_types", _anchor=f"type-{code}"))


@pages.post("/desk/types/<code>/retire")
def retire_type(code: str) -> ResponseReturnValue:
    item_type, retired = types.find(actor(), code), request.form.get("retired") == "1"
    try:
        types.retire(actor(), item_type, retired=retired)
    except Invalid as wrong:
        flash(wrong.sentence, "error")
    else:
        flash(_("Its items keep the type; new ones are not offered it.") if retired else _("In use again."))
    return redirect(url_for("desk.all_types"))


@pages.route("/desk/types/<code>/merge", methods=["GET", "POST"])
def merge_type(code: str) -> ResponseReturnValue:
    item_type = types.find(actor(), code)
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            into = types.find(actor(), request.form.get("into", code))
            moved = types.merge(actor(), item_type, into)
            flash(ngettext("One item moved.", "%(num)s items moved.", moved))
            return redirect(url_for("desk.show_type", code=into.code))
        except Invalid as wrong:
            session.rollback()
            errors = wrong.errors
    found = types.all_types(actor())
    page = render_template(
        "desk/merge_type.html",
        item_type=item_type,
        items=next(each.items for each in found if each.type.code == code),
        others=[
            (each.type.code, each.type.label)
            for each in found
            if not each.type.retired and each.type.code != code
        ],
        into=request.form.get("into", ""),
        errors=errors,
    )
    return page, 422 if errors else 200


@pages.post("/desk/types/<code>/order")
def order_fields(code: str) -> ResponseReturnValue:
    fields.order(actor(), types.find(actor(), code), request.form.getlist("order"))
    return "", 204


@pages.post("/desk/types/<code>/preview")
def preview(code: str) -> str:
    """What the form would be like with what stands on the page, for its script."""
    item_type = types.find(actor(), code)
    if "basics.text" in request.form:
        return render_template(
            "desk/_preview.html", preview=_preview(item_type, basics=forms.typed_type(request.form)["basics"])
        )
    number = request.form.get("field", 0, row_number)
    field = fields.find(actor(), number) if number else None
    proposed = fields.proposed(item_type, forms.typed_field(request.form), field)
    return render_template("desk/_preview.html", preview=_preview(item_type, proposed, field))


@pages.route("/desk/types/<code>/fields/new", methods=["GET", "POST"])
def add_field(code: str) -> ResponseReturnValue:
    item_type = types.find(actor(), code)
    typed = forms.typed_field(request.form) if request.method == "POST" else forms.BLANK
    errors: Mapping[str, str] = {}
    if request.method == "POST" and not forms.only_shows(request.form):
        try:
            fields.add(actor(), item_type, typed)
            flash(_("The field is there, and the form asks for it from now on."))
            return redirect(url_for("desk.show_type", code=code, _anchor="fields"))
        except Invalid as wrong:
            session.rollback()
            errors = wrong.errors
    return _field_page(item_type, None, typed, errors)


@pages.route("/desk/fields/<int:field_id>", methods=["GET", "POST"])
def change_field(field_id: int) -> ResponseReturnValue:
    field = fields.find(actor(), field_id)
    item_type = types.find(actor(), field.type_code)
    typed = forms.typed_field(request.form) if request.method == "POST" else forms.of_field(field)
    errors: Mapping[str, str] = {}
    if request.method == "POST" and not forms.only_shows(request.form):
        try:
            fields.change(actor(), field, typed, seen=request.form.get("seen", ""))
            flash(_("Saved. The form asks so from now on."))
            return redirect(url_for("desk.show_type", code=item_type.code, _anchor=f"field-{field.id}"))
        except Invalid as wrong:
            session.rollback()
            errors = wrong.errors
    return _field_page(item_type, field, typed, errors)


@pages.post("/desk/fields/<int:field_id>/move")
def move_field(field_id: int) -> ResponseReturnValue:
    field = fields.find(actor(), field_id)
    fields.move(actor(), field, -1 if request.form.get("step") == "up" else 1)
    return redirect(url_for("desk.show_type", code=field.type_code, _anchor=f"field-{field.id}"))


@pages.post("/desk/fields/<int:field_id>/retire")
def retire_field(field_id: int) -> ResponseReturnValue:
    field, retired = fields.find(actor(), field_id), request.form.get("retired") == "1"
    fields.retire(actor(), field, retired=retired)
    flash(_("No longer asked for. What stands in it is kept.") if retired else _("Asked for again."))
    return redirect(url_for("desk.show_type", code=field.type_code, _anchor="fields"))


def _field_page(
    item_type: ItemType, field: TypeField | None, typed: Mapping[str, Any], errors: Mapping[str, str]
) -> ResponseReturnValue:
    proposed = fields.proposed(item_type, typed, field)
    page = render_template(
        "desk/field.html",
        item_type=item_type,
        field=field,
        kinds=forms.kinds(),
        no_facet=NO_FACET,
        typed={**typed, "choices": forms.choice_rows(typed, request.form)},
        errors=errors,
        seen=fields.seen_of(field) if field else "",
        used=fields.filled(actor(), item_type).get(field.name, 0) if field else 0,
        preview=_preview(item_type, proposed, field),
    )
    return page, 422 if errors else 200


def _preview(
    item_type: ItemType,
    proposed: TypeField | None = None,
    instead_of: TypeField | None = None,
    *,
    basics: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The type's form as people see it, with a field as it would be."""
    living = [field for field in fields.fields_of(actor(), item_type) if not field.retired]
    shown = [proposed if proposed and field is instead_of else field for field in living]
    if proposed and proposed not in shown:
        shown.append(proposed)
    asked = [form_field(asked_by(field), "") for field in shown]
    return {
        "type": item_type,
        "asked": asked,
        "basics": item_type.basics if basics is None else basics,
        "proposed": proposed.name if proposed else "",
        "domains": [(domain.code, domain.label) for domain in domains()],
    }
