"""What discovery adds to the platform: searching, suggestions and the home page."""

from __future__ import annotations

from knowledge.core.feature import Entry, Feature
from knowledge.core.i18n import _l
from knowledge.discovery.api import api
from knowledge.discovery.asked import JOBS
from knowledge.discovery.commands import COMMANDS
from knowledge.discovery.permissions import PERMISSIONS
from knowledge.discovery.views import pages

feature = Feature(
    name="discovery",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    entries=(
        Entry("main", "discovery.search", _l("Library"), "library", 10),
        Entry("phone", "discovery.home", _l("Home"), "house", 10),
        Entry("phone", "discovery.search", _l("Search"), "search", 20),
    ),
    jobs=JOBS,
    commands=COMMANDS,
)
