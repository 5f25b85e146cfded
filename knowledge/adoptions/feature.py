"""What adoptions add to the platform."""

from __future__ import annotations

from knowledge.adoptions.api import api
from knowledge.adoptions.permissions import PERMISSIONS
from knowledge.adoptions.service import marks
from knowledge.adoptions.views import adoptions_panel, counted_panel, pages
from knowledge.core.feature import Feature, Panel

feature = Feature(
    name="adoptions",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    panels=(
        Panel("item.opinion", "adoptions/_counted.html", load=counted_panel),
        Panel("item.below", "adoptions/_adoptions.html", load=adoptions_panel),
    ),
    marks={"adoptions": marks},
)
