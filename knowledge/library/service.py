"""What people do with items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from knowledge.core import clock
from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.events import announce
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.library.blobs import Kept
from knowledge.library.drafts import Draft, checked, refuse_unknown_fields, require_files
from knowledge.library.events import ItemChanged, ItemSaid
from knowledge.library.fields import fields_of
from knowledge.library.files import attach, move
from knowledge.library.models import DRAFT, MANAGERS, NETWORK, File, Item
from knowledge.library.permissions import ADD, EDIT, require_view

_CIRCLE = {DRAFT: 0, MANAGERS: 1, NETWORK: 2}  # how many people a visibility lets in


def find(actor: Actor, item_id: int) -> Item:
    """The item, when the actor may see it. Raises Missing."""
    return require_view(actor, session.get(Item, item_id))


def find_whole(actor: Actor, item_id: int) -> Item:
    """The item with all that its page shows: one query, and one for each of its lists."""
    wanted = (
        select(Item)
        .where(Item.id == item_id)
        .options(
            joinedload(Item.type),
            joinedload(Item.owner),
            joinedload(Item.authority),
            selectinload(Item.domains),
            selectinload(Item.tags),
            selectinload(Item.files),
        )
    )
    return require_view(actor, session.scalars(wanted).unique().one_or_none())


def find_to_edit(actor: Actor, item_id: int) -> Item:
    """The whole item, when the actor may change it. Raises Missing or Refused."""
    item = find_whole(actor, item_id)
    EDIT.require(actor, item)
    return item


def create(
    actor: Actor,
    draft: Draft,
    files: Sequence[Kept] = (),
    *,
    moved: Sequence[File] = (),
    created: datetime | None = None,
) -> Item:
    """Add an item; its files are read afterwards. ``created`` is for what has a date of its own.

    ``moved``: files of another item of the same owner, which come with all that was read from them.
    """
    ADD.require(actor)
    refuse_unknown_fields(draft, {})
    values = checked(draft)
    require_files(draft, [*files, *moved])
    created = created or clock.now()
    item = Item(
        owner_id=actor.id,
        type_code=values.type_code,
        title=values.title,
        text=values.text,
        visibility=values.visibility,
        authority_id=values.authority_id,
        domains=values.domains,
        tags=values.tags,
        fields=values.fields,
        created=created,
        changed=created,
    )
    session.add(item)
    session.flush()
    attach(item, files)
    if moved:
        move(actor, item, moved)
    announce(ItemSaid(item.id))
    announce(ItemChanged(item.id))
    return item


def require_unchanged(item: Item, seen: str) -> None:
    """Raises Invalid when somebody changed the item after it was shown; ``seen`` is the change that was."""
    if seen and seen != item.changed.isoformat():
        sentence = _(
            "Somebody changed this item meanwhile. Saving once more puts what is typed here in its place."
        )
        raise Invalid(sentence, field="title")


def change(actor: Actor, item: Item, draft: Draft) -> None:
    """Say something else about an item. What another type asked for is kept, should the type change back."""
    EDIT.require(actor, item)
    refuse_unknown_fields(draft, item.fields)
    if draft.visibility == DRAFT != item.visibility and actor.id != item.owner_id:
        raise Invalid(_("Only its owner can make an item a draft."), field="visibility")
    values = checked(draft, item)
    narrowed = _CIRCLE[values.visibility] < _CIRCLE[item.visibility]
    asked = {asks.name for asks in fields_of(values.type_code)}
    kept = {name: value for name, value in item.fields.items() if name not in asked}
    item.type_code, item.title, item.text = values.type_code, values.title, values.text
    item.visibility, item.authority_id = values.visibility, values.authority_id
    item.domains, item.tags = values.domains, values.tags
    item.fields = {**kept, **values.fields}
    item.changed = clock.now()
    item.revision += 1
    session.flush()
    session.expire(item, ["type", "authority"])
    announce(ItemSaid(item.id))
    announce(ItemChanged(item.id, narrowed=narrowed))
