"""People as JSON: the list, one's own page, and what managers do with accounts."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from knowledge.accounts import membership
from knowledge.accounts import service as accounts
from knowledge.accounts.models import Deed, User
from knowledge.accounts.permissions import SEE_ALL
from knowledge.core import text
from knowledge.core.api import blueprint, listed, sent, sent_text
from knowledge.core.clock import iso
from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.web import actor, page_number, row_number
from knowledge.profiles import service
from knowledge.profiles.models import Profile

api = blueprint("profiles", __name__)
_WAYS = ("message", "email", "phone", "whatsapp")


@api.get("/people")
def people() -> dict[str, Any]:
    page = service.people(
        actor(),
        q=request.args.get("q", ""),
        authority_id=request.args.get("authority", type=row_number),
        page=page_number(),
    )
    return listed("people", page, person)


@api.get("/people/<int:user_id>")
def show(user_id: int) -> dict[str, Any]:
    return person(service.find(actor(), user_id))


@api.post("/people")
def invite() -> tuple[dict[str, Any], int, dict[str, str]]:
    body = sent()
    if "role" in body:
        raise Invalid(_("This cannot be changed here."), field="role")
    user = membership.invite(
        actor(),
        email=sent_text(body, "email"),
        name=sent_text(body, "name"),
        authority=body.get("authority"),
        language=body.get("language", "he"),
    )
    session.flush()
    made = person(service.find(actor(), user.id))
    return made, 201, {"Location": url_for("profiles_api.show", user_id=user.id)}


@api.post("/people/<int:user_id>/invitation")
def invite_again(user_id: int) -> tuple[dict[str, Any], int]:
    profile = service.find(actor(), user_id)
    membership.invite_again(actor(), profile.user)
    return person(profile), 201


@api.put("/people/<int:user_id>/suspension")
def suspend(user_id: int) -> dict[str, Any]:
    profile = service.find(actor(), user_id)
    membership.suspend(actor(), profile.user)
    return person(profile)


@api.delete("/people/<int:user_id>/suspension")
def let_in(user_id: int) -> tuple[str, int]:
    membership.let_in(actor(), service.find(actor(), user_id).user)
    return "", 204


@api.get("/people/record")
def record() -> dict[str, Any]:
    deeds = membership.record(actor(), page_number())
    names = membership.names_of(deeds)

    def named(id: int | None) -> dict[str, Any] | None:
        return {"id": id, "name": names.get(id, "")} if id else None

    def shown(deed: Deed) -> dict[str, Any]:
        return {
            "deed": deed.deed,
            "actor": named(deed.actor_id),
            "person": named(deed.user_id),
            "detail": deed.detail,
            "created": iso(deed.created),
        }

    return listed("record", deeds, shown)


@api.get("/me")
def me() -> dict[str, Any]:
    return _me(service.own(actor()))


@api.patch("/me")
def change_me() -> dict[str, Any]:
    profile = service.own(actor())
    body = sent()
    ways = body.pop("contact", {})
    if not isinstance(ways, dict) or not set(ways) <= set(_WAYS):
        raise Invalid(_("These are the ways: message, email, phone, whatsapp."), field="contact")
    service.change(actor(), profile, body | {f"by_{way}": allowed for way, allowed in ways.items()})
    return _me(profile)


@api.delete("/me/sessions")
def sign_out_everywhere() -> tuple[str, int]:
    accounts.sign_out_everywhere(actor(), accounts.own(actor()))
    return "", 204


def person(profile: Profile) -> dict[str, Any]:
    """A person as the API shows one: more to those who manage people."""
    user = profile.user
    contact = service.contact(actor(), profile)
    ways: dict[str, Any] = {"message": contact.by_message}
    ways |= {way.kind: way.url if way.kind == "whatsapp" else way.shown for way in contact.ways}
    shown = {
        "id": user.id,
        "url": _url(user),
        "name": user.name,
        "job": profile.job,
        "about": profile.about,
        "html": text.html(profile.about),
        "authority": _authority(user),
        "domains": _domains(profile),
        "contact": ways,
    }
    if SEE_ALL.allows(actor()):
        shown |= {"role": user.role, "state": user.state, "email": user.email}
    return shown


def _me(profile: Profile) -> dict[str, Any]:
    user = profile.user
    return {
        "id": user.id,
        "url": _url(user),
        "name": user.name,
        "email": user.email,
        "role": user.role,
        "authority": _authority(user),
        "language": user.language,
        "theme": user.theme,
        "job": profile.job,
        "about": profile.about,
        "html": text.html(profile.about),
        "domains": _domains(profile),
        "phone": profile.phone,
        "contact": {way: getattr(profile, f"by_{way}") for way in _WAYS},
        "mail_replies": profile.mail_replies,
    }


def _domains(profile: Profile) -> list[str]:
    return [domain.code for domain in profile.domains]


def _authority(user: User) -> dict[str, Any] | None:
    return {"id": user.authority.id, "name": user.authority.label} if user.authority else None


def _url(user: User) -> str:
    return url_for("profiles.show", user_id=user.id)
