"""What messages add to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature, Panel
from knowledge.messages.api import api
from knowledge.messages.permissions import PERMISSIONS
from knowledge.messages.views import owner_panel, pages, person_panel, ways_panel

feature = Feature(
    name="messages",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    panels=(
        Panel("item.actions", "messages/_contact.html", load=owner_panel),
        Panel("item.aside", "messages/_ways.html", load=ways_panel),
        Panel("person.actions", "messages/_contact.html", load=person_panel),
    ),
)
