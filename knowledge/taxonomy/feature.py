"""What the taxonomy adds to the platform."""

from __future__ import annotations

from knowledge.core.feature import Entry, Feature
from knowledge.core.i18n import _l
from knowledge.taxonomy.api import api
from knowledge.taxonomy.facets import FACETS
from knowledge.taxonomy.permissions import MANAGE_AUTHORITIES, PERMISSIONS
from knowledge.taxonomy.seeds import seed
from knowledge.taxonomy.views import pages

feature = Feature(
    name="taxonomy",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    entries=(Entry("me", "taxonomy.authorities", _l("Authorities"), "landmark", 70, MANAGE_AUTHORITIES),),
    facets=FACETS,
    seed=seed,
)
