"""Items that are still being put together: their files are here, and what was typed so far is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import joinedload

from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.errors import Missing, TooMany
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.text import line
from knowledge.library import bin, blobs
from knowledge.library.drafts import LONGEST_TEXT, LONGEST_TITLE
from knowledge.library.events import ItemSaid
from knowledge.library.models import DRAFT, File, Item, ItemType
from knowledge.library.permissions import ADD, EDIT
from knowledge.library.titles import title_of
from knowledge.uploads.models import Unsaved, Upload

MOST_FILES = 20
MOST_DRAFTS = 20  # shown as unfinished
_MOST_BEGUN = 100  # of a person
FORGOTTEN_AFTER = timedelta(days=2)  # a draft without a file or a word
_NAME = re.compile(
    r"(?:file-\d{1,9}\.)?(?:type|title|text|domains?|authority|tags|visibility|fields\.\w{1,40})"
    r"|each|version_of\.\d{1,9}"
)
_MOST_NAMES, _LONGEST = 600, 3 * LONGEST_TEXT


def begin(actor: Actor, name: str = "") -> Item:
    """An item to bring files into, seen by its owner alone. ``name``: of the first file that will come."""
    ADD.require(actor)
    mine = select(func.count()).select_from(Unsaved).join(Unsaved.item)
    mine = mine.where(Item.owner_id == actor.id, Item.deleted.is_(None))
    if (session.scalar(mine) or 0) >= _MOST_BEGUN:
        raise TooMany(_("Many drafts wait already. Please save or discard some of them first."))
    now = clock.now()
    item = Item(
        owner_id=actor.id,
        type_code=_any_type(),
        title=title_of(blobs.clean_name(name)) if name else _("Not saved yet"),
        visibility=DRAFT,
        authority_id=actor.authority_id,
        fields={},
        created=now,
        changed=now,
    )
    session.add(item)
    session.flush()
    session.add(Unsaved(item_id=item.id, typed={}, touched=now))
    session.flush()
    return item


def find(actor: Actor, item_id: int, *, to_save: bool = False) -> Unsaved:
    """The actor's own unsaved item with its files. Raises Missing. What is found ``to_save`` is saved once,
    by whoever comes first."""
    wanted = select(Unsaved).where(Unsaved.item_id == item_id)
    if to_save:
        wanted = wanted.with_for_update(of=Unsaved)
    whole = wanted.options(joinedload(Unsaved.item).selectinload(Item.files))
    unsaved = session.scalars(whole).unique().one_or_none()
    if unsaved is None or unsaved.item.owner_id != actor.id or not EDIT.allows(actor, unsaved.item):
        raise Missing
    return unsaved


def unfinished(actor: Actor) -> Sequence[Unsaved]:
    """What the actor began and did not save, the last touched first; nothing that is still empty."""
    wanted = (
        select(Unsaved)
        .join(Item, Item.id == Unsaved.item_id)
        .where(Item.owner_id == actor.id, Item.deleted.is_(None))
        .order_by(Unsaved.touched.desc(), Unsaved.item_id.desc())
        .limit(MOST_DRAFTS)
        .options(joinedload(Unsaved.item).selectinload(Item.files))
    )
    mine = session.scalars(wanted).unique().all()
    on_the_way = (Upload.user_id == actor.id) & (Upload.received < Upload.size)
    coming = set(session.scalars(select(Upload.item_id).where(on_the_way)))
    return [each for each in mine if each.item.files or each.item_id in coming or has_words(each)]


def go_on(actor: Actor, item: Item) -> Mapping[str, Any] | None:
    """For the page of an item that was not saved yet: the way back to where it is put together."""
    if item.visibility != DRAFT or item.owner_id != actor.id or session.get(Unsaved, item.id) is None:
        return None
    return {"item": item}


def has_words(unsaved: Unsaved) -> bool:
    """Whether anything was typed, besides what a form begins with."""
    return any(
        value.strip()
        for name, values in unsaved.typed.items()
        if name not in ("type", "authority", "visibility", "each")
        for value in values
    )


def keep_typed(actor: Actor, unsaved: Unsaved, sent: Mapping[str, Sequence[str]]) -> None:
    """Keep what stands in the form, right or wrong. Names that no form has are left out; what is too long
    for any form changes nothing."""
    EDIT.require(actor, unsaved.item)
    typed = {name: list(values) for name, values in sent.items() if _NAME.fullmatch(name)}
    long = sum(len(value) for values in typed.values() for value in values) > _LONGEST
    if long or len(typed) > _MOST_NAMES:
        return
    unsaved.typed, unsaved.touched = typed, clock.now()
    if title := line(" ".join(typed.get("title", ())), limit=LONGEST_TITLE):
        unsaved.item.title = title
    session.flush()


def discard(actor: Actor, unsaved: Unsaved) -> None:
    """Into the bin, as any draft; nothing is left of one without files."""
    item = unsaved.item
    session.execute(delete(Upload).where(Upload.item_id == item.id))
    session.delete(unsaved)
    session.flush()
    bin.delete(actor, item)
    if not item.files:
        bin.erase(actor, item)


def note_file(item: Item, file: File) -> None:
    """An item without a title of its own is called as its first file."""
    unsaved = session.get(Unsaved, item.id)
    if unsaved is None:
        return
    unsaved.touched = clock.now()
    if len(item.files) == 1 and not any(title.strip() for title in unsaved.typed.get("title", ())):
        item.title = title_of(file.name)


def on_said(event: ItemSaid) -> None:
    """Somebody said what the item is: from now on it is an item like others, even if it stays a draft."""
    session.execute(delete(Unsaved).where(Unsaved.item_id == event.item_id))


def clear_empty(_subjects: Sequence[str]) -> None:
    """Remove what was begun, and never got a file or a word."""
    with transaction():
        wanted = (
            select(Unsaved)
            .where(Unsaved.touched < clock.now() - FORGOTTEN_AFTER)
            .where(~exists().where(File.item_id == Unsaved.item_id))
            .where(~exists().where(Upload.item_id == Unsaved.item_id))
            .where(Unsaved.item.has(Item.deleted.is_(None)))  # the bin empties itself
            .options(joinedload(Unsaved.item).joinedload(Item.owner))
        )
        for unsaved in session.scalars(wanted).all():
            if not has_words(unsaved):
                discard(unsaved.item.owner.actor, unsaved)


def _any_type() -> str:
    """One has to stand in the row; nothing shows it before one is chosen."""
    types = select(ItemType.code).order_by(ItemType.retired, ItemType.position.desc())
    return session.scalars(types.limit(1)).one()
