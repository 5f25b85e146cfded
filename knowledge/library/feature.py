"""What the library adds to the platform."""

from __future__ import annotations

from knowledge.accounts.events import PersonChanged
from knowledge.core.feature import Entry, Feature, Panel
from knowledge.core.i18n import _l
from knowledge.library import home, indexing, panels
from knowledge.library.api import api
from knowledge.library.commands import extract, import_folder
from knowledge.library.events import ItemChanged, RankChanged, TypeChanged
from knowledge.library.jobs import JOBS
from knowledge.library.permissions import PERMISSIONS
from knowledge.library.seeds import seed
from knowledge.library.values import field_facets
from knowledge.library.views import pages
from knowledge.taxonomy.events import AuthorityChanged, TagChanged

feature = Feature(
    name="library",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    panels=(
        Panel("home", "library/_waiting.html", home.waiting, "waiting", home.told_waiting),
        Panel("home", "library/_newest.html", home.newest, "newest", home.told_newest),
        Panel("person.below", "library/_of_person.html", load=panels.of_person),
    ),
    entries=(Entry("me", "library.mine", _l("My items"), "library", 20),),
    jobs=JOBS,
    findables=(indexing.FINDABLE,),
    facets=indexing.FACETS,
    more_facets=field_facets,
    listens={
        ItemChanged: (indexing.on_item_changed,),
        RankChanged: (indexing.on_rank_changed,),
        PersonChanged: (indexing.on_person_changed,),
        AuthorityChanged: (indexing.on_authority_changed,),
        TagChanged: (indexing.on_tag_changed,),
        TypeChanged: (indexing.on_type_changed,),
    },
    commands=(import_folder, extract),
    seed=seed,
)
