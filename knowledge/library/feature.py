"""What the library adds to the platform."""

from __future__ import annotations

from knowledge.accounts.events import PersonChanged
from knowledge.core.feature import Feature
from knowledge.library import indexing
from knowledge.library.events import ItemChanged, RankChanged
from knowledge.library.jobs import JOBS
from knowledge.library.permissions import PERMISSIONS
from knowledge.library.seeds import seed
from knowledge.taxonomy.events import AuthorityChanged

feature = Feature(
    name="library",
    permissions=PERMISSIONS,
    jobs=JOBS,
    findables=(indexing.FINDABLE,),
    facets=indexing.FACETS,
    listens={
        ItemChanged: (indexing.on_item_changed,),
        RankChanged: (indexing.on_rank_changed,),
        PersonChanged: (indexing.on_person_changed,),
        AuthorityChanged: (indexing.on_authority_changed,),
    },
    seed=seed,
)
