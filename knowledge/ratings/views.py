"""Rating an item from its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.web import actor
from knowledge.library import service as library
from knowledge.library.home import told
from knowledge.library.models import Item
from knowledge.ratings import service

AT_HOME = 4

pages = Blueprint("ratings", __name__)


@pages.post("/items/<int:item_id>/rating")
def rate(item_id: int) -> ResponseReturnValue:
    item = library.find(actor(), item_id)
    service.rate(actor(), item, request.form.get("stars", 0, int))
    flash(_("Thank you. The rating was saved."))
    return redirect(url_for("library.show", item_id=item_id))


@pages.post("/items/<int:item_id>/rating/take-back")
def take_back(item_id: int) -> ResponseReturnValue:
    item = library.find(actor(), item_id)
    service.take_back(actor(), item)
    flash(_("The rating was removed."))
    return redirect(url_for("library.show", item_id=item_id))


def stars_panel(asking: Actor, item: Item) -> Mapping[str, Any]:
    given = service.distribution(asking, item) if item.ratings else {}
    most = max(given.values(), default=0)
    return {
        "own": service.stars_of(asking, item) if item.ratings else 0,
        "bars": [
            (stars, people, round(100 * people / most)) for stars, people in reversed(list(given.items()))
        ],
    }


def home_panel(asking: Actor, _page: object) -> Mapping[str, Any] | None:
    items = service.best_of_the_month(asking, AT_HOME)
    return {"items": items} if items else None


def told_at_home(shown: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The same for the API."""
    return told(shown["items"])
