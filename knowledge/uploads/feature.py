"""What uploads add to the platform."""

from __future__ import annotations

from knowledge.core.feature import Entry, Feature, Panel
from knowledge.core.i18n import _l
from knowledge.library.events import ItemSaid
from knowledge.uploads import drafts
from knowledge.uploads.api import api
from knowledge.uploads.jobs import JOBS
from knowledge.uploads.views import pages

feature = Feature(
    name="uploads",
    pages=pages,
    api=api,
    panels=(Panel("item.actions", "uploads/_go_on.html", load=drafts.go_on),),
    entries=(Entry("phone", "uploads.create", _l("Add"), "circle-plus", 30),),
    jobs=JOBS,
    listens={ItemSaid: (drafts.on_said,)},
)
