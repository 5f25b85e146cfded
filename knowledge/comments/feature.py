"""What comments add to the platform."""

from __future__ import annotations

from knowledge.comments.api import api
from knowledge.comments.jobs import JOBS
from knowledge.comments.permissions import PERMISSIONS
from knowledge.comments.service import marks
from knowledge.comments.views import comments_panel, pages
from knowledge.comments.waiting import told_waiting, waiting_panel
from knowledge.core.feature import Feature, Panel

feature = Feature(
    name="comments",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    panels=(
        Panel("item.below", "comments/_comments.html", load=comments_panel),
        Panel("home", "comments/_waiting.html", waiting_panel, "questions", told_waiting),
    ),
    jobs=JOBS,
    marks={"comments": marks},
)
