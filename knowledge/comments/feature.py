"""What comments add to the platform."""

from __future__ import annotations

from knowledge.comments.api import api
from knowledge.comments.permissions import PERMISSIONS
from knowledge.comments.views import comments_panel, pages
from knowledge.core.feature import Feature, Panel

feature = Feature(
    name="comments",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    panels=(Panel("item.below", "comments/_comments.html", load=comments_panel),),
)
