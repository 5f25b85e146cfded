"""What ratings add to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature, Panel
from knowledge.ratings.api import api
from knowledge.ratings.permissions import PERMISSIONS
from knowledge.ratings.service import marks
from knowledge.ratings.views import home_panel, pages, stars_panel, told_at_home

feature = Feature(
    name="ratings",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    marks={"stars": marks},
    panels=(
        Panel("item.opinion", "ratings/_stars.html", load=stars_panel),
        Panel("home", "ratings/_best.html", home_panel, "well_rated", told_at_home),
    ),
)
