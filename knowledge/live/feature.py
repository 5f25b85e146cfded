"""What keeping open pages up to date adds to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature, Panel
from knowledge.live.service import item_marks, of_own, of_page
from knowledge.live.views import pages

feature = Feature(
    name="live",
    pages=pages,
    panels=(
        Panel("item.below", "live/_item.html", load=of_page),
        Panel("own.items", "live/_mine.html", load=of_own),
    ),
    marks={"item": item_marks},
)
