"""What the accounts feature adds to the platform."""

from __future__ import annotations

from knowledge.accounts.commands import COMMANDS
from knowledge.accounts.facets import OWNER
from knowledge.accounts.jobs import JOBS
from knowledge.accounts.models import DEED_SENTENCES
from knowledge.accounts.permissions import PERMISSIONS, SEE_RECORD
from knowledge.accounts.views import pages
from knowledge.core.feature import Entry, Feature
from knowledge.core.i18n import _l

feature = Feature(
    name="accounts",
    pages=pages,
    permissions=PERMISSIONS,
    entries=(
        Entry("me", "accounts.settings", _l("My settings"), "settings", 50),
        Entry("me", "accounts.record", _l("Who did what"), "history", 80, SEE_RECORD),
    ),
    jobs=JOBS,
    facets=(OWNER,),
    deeds=DEED_SENTENCES,
    commands=COMMANDS,
)
