"""Where an item is in use: the list on its page, and adding one's own authority to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.adoptions import service
from knowledge.adoptions.models import Adoption
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.web import actor
from knowledge.library import service as library
from knowledge.library.models import Item
from knowledge.profiles import service as profiles
from knowledge.profiles.models import Profile

AT_FIRST = 3  # the others open on demand
_FIELDS = {"text": "how"}  # what the form calls it: another form on the page has a text already

pages = Blueprint("adoptions", __name__)


@pages.route("/items/<int:item_id>/adoption", methods=["GET", "POST"])
def adopt(item_id: int) -> ResponseReturnValue:
    item = library.find(actor(), item_id)
    if request.method == "GET":
        own = service.of(actor(), item)
        return _form(item, own.text if own else "", {})
    text = request.form.get("how", "")
    try:
        service.adopt(actor(), item, text)
    except Invalid as error:
        return _form(item, text, {_FIELDS.get(name, name): said for name, said in error.errors.items()}), 422
    flash(_("Thank you. Others now see whom to ask how it went."))
    return _back_to(item_id)


@pages.post("/items/<int:item_id>/adoption/take-back")
def take_back(item_id: int) -> ResponseReturnValue:
    item = library.find(actor(), item_id)
    service.take_back(actor(), item)
    flash(_("Taken back."))
    return _back_to(item_id)


def counted_panel(_asking: Actor, _item: Item) -> Mapping[str, Any]:
    """Beside the stars: in how many authorities the item is in use."""
    return {}


def adoptions_panel(asking: Actor, item: Item) -> Mapping[str, Any]:
    said = service.adoptions_of(asking, item)
    pages_of = profiles.of_several([each.user_id for each in said])
    rows = [(each, _way(asking, pages_of.get(each.user_id), item)) for each in said]
    return {
        "first": rows[:AT_FIRST],
        "others": rows[AT_FIRST:],
        "own": next((each for each in said if each.user_id == asking.id), None),
        "longest": service.LONGEST,
        "has_authority": asking.authority_id is not None,
    }


def _way(asking: Actor, profile: Profile | None, item: Item) -> Mapping[str, str] | None:
    """The first way to ask this person how it went."""
    contact = profiles.contact(asking, profile) if profile else None
    if contact is None:
        return None
    if contact.by_message:
        return {"kind": "message", "url": url_for("messages.write", user_id=contact.user_id, item=item.id)}
    return {"kind": contact.ways[0].kind, "url": contact.ways[0].url} if contact.ways else None


def _form(item: Item, text: str, errors: Mapping[str, str]) -> str:
    own: Adoption | None = service.of(actor(), item)
    return render_template(
        "adoptions/adopt.html",
        item=item,
        own=own,
        text=text,
        errors=errors,
        longest=service.LONGEST,
        has_authority=actor().authority_id is not None,
    )


def _back_to(item_id: int) -> ResponseReturnValue:
    return redirect(url_for("library.show", item_id=item_id, _anchor="adoptions"))
