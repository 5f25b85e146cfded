"""What keeping open pages up to date adds to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature, Panel
from knowledge.live.service import item_marks, of_page
from knowledge.live.views import pages

feature = Feature(
    name="live",
    pages=pages,
    panels=(Panel("item.below", "live/_item.html", load=of_page),),
    marks={"item": item_marks},
)
