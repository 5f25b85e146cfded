"""From what was put together to items: one of all files, one of each, or new versions of what is here."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from knowledge.core import clock
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing, Refused
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.library import files, service, versions
from knowledge.library.blobs import Kept
from knowledge.library.drafts import require_files
from knowledge.library.models import DRAFT, File, Item
from knowledge.library.permissions import EDIT
from knowledge.uploads import drafts
from knowledge.uploads.models import Unsaved
from knowledge.uploads.sheets import Sheet, sheet_of


def save_draft(
    actor: Actor, item_id: int, form: MultiDict[str, str], more: Sequence[Kept] = ()
) -> list[Item]:
    """Save what was put together as this form says; ``more`` files came with the form itself."""
    unsaved = drafts.find(actor, item_id, to_save=True)
    if more:
        files.add_files(actor, unsaved.item, more)
    return save(actor, unsaved, sheet_of(actor, form, unsaved.item.files))


def save(actor: Actor, unsaved: Unsaved, sheet: Sheet) -> list[Item]:
    """Make items of what was put together, all of them or none. Returns them, those with new versions first.

    Raises Invalid; a field that was typed for one file alone is named ``file-ID.NAME``.
    """
    item = unsaved.item
    EDIT.require(actor, item)
    saved = _take_places(actor, item, sheet)
    rest = list(item.files)
    if sheet.each and len(rest) + len(saved) > 1 and rest:
        return saved + _separate(actor, unsaved, rest, sheet)
    if saved and not rest:
        drafts.discard(actor, unsaved)
        return saved
    require_files(sheet.common, rest)
    service.change(actor, item, sheet.common)
    if sheet.common.visibility != DRAFT:
        item.created = item.changed
    session.flush()
    return [*saved, item]


def _take_places(actor: Actor, item: Item, sheet: Sheet) -> list[Item]:
    saved: list[Item] = []
    errors: dict[str, str] = {}
    here = {file.id: file for file in item.files}
    for file_id, target_id in sheet.versions.items():
        try:
            target = files.find_file(actor, target_id)
            if target.item_id == item.id:
                raise Missing
            versions.take_place(actor, here[file_id], target)
        except Missing:
            errors[f"version_of.{file_id}"] = _("The file this should be a version of is not here any more.")
        except Refused:
            errors[f"version_of.{file_id}"] = _("Only those who may change the other item can do this.")
        except Invalid as wrong:
            errors[f"version_of.{file_id}"] = wrong.sentence
        else:
            saved += [target.item] if target.item not in saved else []
    if errors:
        raise Invalid(errors=errors)
    return saved


def _separate(actor: Actor, unsaved: Unsaved, rest: Sequence[File], sheet: Sheet) -> list[Item]:
    made: list[Item] = []
    errors: dict[str, str] = {}
    created = clock.now()
    for file in rest:
        try:
            made.append(service.create(actor, sheet.own[file.id], moved=[file], created=created))
        except Invalid as wrong:
            alone = {"title", *sheet.said.get(file.id, ())}
            for name, sentence in wrong.errors.items():
                errors[f"file-{file.id}.{name}" if name in alone else name] = sentence
    if errors:
        raise Invalid(errors=errors)
    drafts.discard(actor, unsaved)
    return made
