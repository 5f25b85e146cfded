"""Pages of people: the list, one person, and one's own part of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue

from knowledge.accounts import membership
from knowledge.accounts.models import ROLE_LABELS
from knowledge.accounts.views import Settings, saved, settings_page
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.web import actor, address_with, page_number, row_number
from knowledge.profiles import service
from knowledge.taxonomy.service import authorities

pages = Blueprint("profiles", __name__)


@pages.get("/people")
def people() -> ResponseReturnValue:
    q, authority = request.args.get("q", ""), request.args.get("authority", type=row_number)
    return render_template(
        "profiles/people.html",
        people=service.people(actor(), q=q, authority_id=authority, page=page_number()),
        q=q,
        authority=authority,
        authorities=[(each.id, each.label) for each in authorities()],
        roles=ROLE_LABELS,
        link=lambda page: address_with(page=page),
    )


@pages.get("/people/<int:user_id>")
def show(user_id: int) -> ResponseReturnValue:
    profile = service.find(actor(), user_id)
    return render_template(
        "profiles/person.html",
        profile=profile,
        account=profile.user,
        contact=service.contact(actor(), profile),
        roles=ROLE_LABELS,
        roles_to_give=[(role, ROLE_LABELS[role]) for role in membership.roles_to_give(actor())],
    )


@pages.post("/settings/profile")
def change() -> ResponseReturnValue:
    return _save(
        "profile", {name: request.form.get(name, "") for name in ("name", "authority", "job", "about")}
    )


@pages.post("/settings/contact")
def change_contact() -> ResponseReturnValue:
    ways = {name: name in request.form for name in service.WAYS}
    return _save("contact", {"phone": request.form.get("phone", ""), **ways})


def forms(asking: Actor, shown: Settings) -> Mapping[str, Any]:
    """The panel of the settings page: who I am, and how to reach me."""
    listed = [(each.id, each.label) for each in authorities()]
    return {"profile": service.own(asking), "authorities": listed}


def _save(form: str, sent: Mapping[str, object]) -> ResponseReturnValue:
    profile = service.own(actor())
    try:
        service.change(actor(), profile, sent)
    except Invalid as error:
        return settings_page(Settings(profile.user, form, request.form, error.errors))
    flash(_("Saved."))
    return saved()
