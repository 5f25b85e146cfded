"""Messages for API clients."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from knowledge.core import api as core
from knowledge.core.clock import iso
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.web import actor
from knowledge.library.models import Item
from knowledge.messages import service
from knowledge.profiles import service as profiles

api = core.blueprint("messages", __name__)


@api.post("/people/<int:user_id>/messages")
def write(user_id: int) -> ResponseReturnValue:
    recipient = profiles.find(actor(), user_id)
    body = core.sent()
    message = service.write(actor(), recipient, core.sent_text(body, "text"), item=_item(body))
    return {
        "id": message.id,
        "recipient": {"id": user_id, "name": recipient.user.name},
        "item": message.item_id,
        "text": message.text,
        "created": iso(message.created),
    }, 201


def _item(body: dict[str, Any]) -> Item | None:
    item_id = body.get("item")
    if item_id is None:
        return None
    if type(item_id) is not int:  # a bool is an int, but no item's number
        raise Invalid(_("This must be an item's number."), field="item")
    return service.item_named(actor(), item_id)
