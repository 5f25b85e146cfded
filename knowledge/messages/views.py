"""The form for a message to a member, and the ways to reach people on the pages of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.web import actor
from knowledge.library.models import Item
from knowledge.messages import service
from knowledge.profiles import service as profiles
from knowledge.profiles.models import Profile

pages = Blueprint("messages", __name__)


@pages.route("/people/<int:user_id>/message", methods=["GET", "POST"])
def write(user_id: int) -> ResponseReturnValue:
    recipient = profiles.find(actor(), user_id)
    item_id = request.args.get("item", type=int)
    item = service.item_named(actor(), item_id) if item_id is not None else None
    service.require_way(actor(), recipient, item)
    if request.method == "GET":
        return _form(recipient, item, "", {})
    written = request.form.get("text", "")
    try:
        service.write(actor(), recipient, written, item=item)
    except Invalid as error:
        return _form(recipient, item, written, error.errors), 422
    flash(_("The message is on its way to %(name)s. The answer comes by email.", name=recipient.user.name))
    if item:
        return redirect(url_for("library.show", item_id=item.id))
    return redirect(url_for("profiles.show", user_id=user_id))


def owner_panel(asking: Actor, item: Item) -> Mapping[str, Any] | None:
    """One button to the item's owner: a message, or the first other way they allow."""
    ways = _ways_to_owner(asking, item)
    return {"way": ways[0], "name": item.owner.name} if ways else None


def ways_panel(asking: Actor, item: Item) -> Mapping[str, Any] | None:
    """Every way to the item's owner, below their card."""
    ways = _ways_to_owner(asking, item)
    return {"ways": ways} if ways else None


def person_panel(asking: Actor, profile: Profile) -> Mapping[str, Any] | None:
    """A message; the other ways stand on the person's page already."""
    contact = profiles.contact(asking, profile)
    return {"way": _message_to(profile), "name": profile.user.name} if contact.by_message else None


def _ways_to_owner(asking: Actor, item: Item) -> list[dict[str, str]]:
    profile = profiles.of(item.owner_id)
    if profile is None:
        return []
    contact = profiles.contact(asking, profile)
    ways = [{"kind": way.kind, "url": way.url, "label": way.label} for way in contact.ways]
    return [_message_to(profile, item_id=item.id), *ways] if contact.by_message else ways


def _message_to(profile: Profile, *, item_id: int | None = None) -> dict[str, str]:
    url = url_for("messages.write", user_id=profile.user_id, item=item_id)
    return {"kind": "message", "url": url, "label": _("Write a message")}


def _form(recipient: Profile, item: Item | None, written: str, errors: Mapping[str, str]) -> str:
    return render_template(
        "messages/write.html",
        recipient=recipient.user,
        item=item,
        written=written,
        errors=errors,
        longest=service.LONGEST,
        answers_go_to=service.address_of(actor()),
        ways=profiles.contact(actor(), recipient).ways,
    )
