"""What the profiles feature adds to the platform."""

from __future__ import annotations

from knowledge.accounts.events import PersonChanged
from knowledge.core.feature import Entry, Feature, Panel
from knowledge.core.i18n import _l
from knowledge.profiles.api import api
from knowledge.profiles.indexing import PERSON, on_authority_changed, on_person_changed
from knowledge.profiles.views import forms, interests, pages, told_interests
from knowledge.taxonomy.events import AuthorityChanged

feature = Feature(
    name="profiles",
    pages=pages,
    api=api,
    entries=(
        Entry("main", "profiles.people", _l("People"), "users", 40),
        Entry("phone", "profiles.people", _l("People"), "users", 40),
    ),
    panels=(
        Panel("settings", "profiles/_forms.html", forms),
        Panel("home", "profiles/_interests.html", interests, "domains", told_interests),
    ),
    findables=(PERSON,),
    listens={PersonChanged: (on_person_changed,), AuthorityChanged: (on_authority_changed,)},
)
