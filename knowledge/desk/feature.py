"""What the desk adds to the platform, for managers: types, their fields, and tags."""

from __future__ import annotations

from knowledge.core.feature import Entry, Feature
from knowledge.core.i18n import _l
from knowledge.desk import tag_views
from knowledge.desk.api import api
from knowledge.desk.permissions import PERMISSIONS, SEE_DESK
from knowledge.desk.views import pages

__all__ = ("feature", "tag_views")

feature = Feature(
    name="desk",
    pages=pages,
    api=api,
    permissions=PERMISSIONS,
    entries=(
        Entry("main", "desk.index", _l("Desk"), "list-checks", 90, SEE_DESK),
        Entry("me", "desk.index", _l("Desk"), "list-checks", 60, SEE_DESK),
    ),
    deeds={
        "type_added": _l("%(actor)s: a new type of items: %(thing)s"),
        "type_changed": _l("%(actor)s: the form of a type was changed: %(thing)s"),
        "type_retired": _l("%(actor)s: a type was retired: %(thing)s"),
        "type_back": _l("%(actor)s: a type is in use again: %(thing)s"),
        "type_merged": _l("%(actor)s: types were merged: %(thing)s"),
        "field_added": _l("%(actor)s: a new field: %(thing)s"),
        "field_changed": _l("%(actor)s: a field was changed: %(thing)s"),
        "field_retired": _l("%(actor)s: a field was retired: %(thing)s"),
        "field_back": _l("%(actor)s: a field is asked for again: %(thing)s"),
        "tags_merged": _l("%(actor)s: tags were merged: %(thing)s"),
        "tag_renamed": _l("%(actor)s: a tag was renamed: %(thing)s"),
        "tag_changed": _l("%(actor)s: other names of a tag were changed: %(thing)s"),
        "tag_removed": _l("%(actor)s: a tag was removed: %(thing)s"),
    },
)
