"""What the administrators' feature adds to the platform."""

from __future__ import annotations

from knowledge.admin.api import api
from knowledge.admin.commands import COMMANDS
from knowledge.admin.permissions import OPERATE, PERMISSIONS
from knowledge.admin.views import pages
from knowledge.core.feature import Entry, Feature
from knowledge.core.i18n import _l

feature = Feature(
    name="admin",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    entries=(Entry("me", "admin.index", _l("The platform"), "server", 90, OPERATE),),
    commands=COMMANDS,
)
