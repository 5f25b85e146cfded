"""The managers' page of authorities."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.web import actor
from knowledge.taxonomy import service
from knowledge.taxonomy.models import AUTHORITY_KINDS, REGIONS, SIZES, Authority
from knowledge.taxonomy.permissions import MANAGE_AUTHORITIES

pages = Blueprint("taxonomy", __name__)


@pages.route("/authorities", methods=["GET", "POST"])
def authorities() -> ResponseReturnValue:
    MANAGE_AUTHORITIES.require(actor())
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            service.add_authority(actor(), request.form)
            flash(_("The authority is on the list."))
            return redirect(url_for("taxonomy.authorities"))
        except Invalid as error:
            errors = error.errors
    return _page("taxonomy/authorities.html", request.form, errors, rows=service.authorities())


@pages.route("/authorities/<int:authority_id>", methods=["GET", "POST"])
def change(authority_id: int) -> ResponseReturnValue:
    MANAGE_AUTHORITIES.require(actor())
    authority = service.authority(authority_id)
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            service.change_authority(actor(), authority, request.form)
            flash(_("Saved."))
            return redirect(url_for("taxonomy.authorities"))
        except Invalid as error:
            errors = error.errors
    typed = request.form if errors else _values(authority)
    return _page("taxonomy/authority.html", typed, errors, authority=authority)


def _page(
    template: str, typed: Mapping[str, str], errors: Mapping[str, str], **more: object
) -> ResponseReturnValue:
    choices = {"kinds": AUTHORITY_KINDS, "regions": REGIONS, "sizes": SIZES}
    return render_template(template, typed=typed, errors=errors, **choices, **more), 422 if errors else 200


def _values(authority: Authority) -> dict[str, str]:
    return {name: getattr(authority, name) for name in ("name", "name_en", "kind", "region", "size")}
