"""Pages of people: the list, one person, and one's own part of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue

from knowledge.accounts import membership
from knowledge.accounts.models import ROLE_LABELS
from knowledge.accounts.views import Settings, saved, settings_page
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.web import actor, address_with, page_number, row_number
from knowledge.profiles import service
from knowledge.taxonomy.service import authorities, domains

NOT_NOW = "fields-not-now"  # in the cookie

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
        own=service.open_ways(profile) if user_id == actor().id else None,
        field_links=[(each.label, f"/search?domain={each.code}") for each in profile.domains],
        roles=ROLE_LABELS,
        roles_to_give=[(role, ROLE_LABELS[role]) for role in membership.roles_to_give(actor())],
    )


@pages.post("/settings/profile")
def change() -> ResponseReturnValue:
    lines = {name: request.form.get(name, "") for name in ("name", "authority", "job", "about")}
    return _save("profile", {**lines, "domains": request.form.getlist("domains")})


@pages.post("/settings/contact")
def change_contact() -> ResponseReturnValue:
    ways = {name: name in request.form for name in service.SWITCHES}
    return _save("contact", {"phone": request.form.get("phone", ""), **ways})


def forms(asking: Actor, shown: Settings) -> Mapping[str, Any]:
    """The panel of the settings page: who I am, and how to reach me."""
    listed = [(each.id, each.label) for each in authorities()]
    fields = [(each.code, each.label) for each in domains()]
    return {"profile": service.own(asking), "authorities": listed, "domains": fields}


@pages.post("/settings/fields")
def follow() -> ResponseReturnValue:
    """From home, in one touch."""
    follows = request.form.get("follows") == "1"
    service.follow(actor(), service.own(actor()), request.form.get("domain", ""), follows=follows)
    return redirect("/?fields=1#fields")


@pages.post("/settings/fields/later")
def follow_later() -> ResponseReturnValue:
    """Home asks no more in this browser; the settings hold the same question."""
    cookie[NOT_NOW] = True
    return redirect("/")


def interests(asking: Actor, _thing: object) -> Mapping[str, Any] | None:
    """The panel of the home page that asks for one's fields, until there are some."""
    chosen = [domain.code for domain in service.own(asking).domains]
    asked = "fields" in request.args
    if not asked and (chosen or NOT_NOW in cookie):
        return None
    return {"domains": domains(), "chosen": chosen}


def told_interests(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same for the API."""
    chosen = shown["chosen"]
    return [
        {"code": each.code, "label": each.label, "chosen": each.code in chosen} for each in shown["domains"]
    ]


def _save(form: str, sent: Mapping[str, object]) -> ResponseReturnValue:
    profile = service.own(actor())
    try:
        service.change(actor(), profile, sent)
    except Invalid as error:
        return settings_page(Settings(profile.user, form, request.form, error.errors))
    flash(_("Saved."))
    return saved()
