"""What managers do with the types of items: name, order, retire, merge, and set what every item is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from knowledge.accounts.membership import record_deed
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.events import announce
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.desk import names
from knowledge.desk.permissions import MANAGE_TYPES
from knowledge.library import fields as library
from knowledge.library.events import TypeChanged
from knowledge.library.fields import ASKED, BASICS, HIDDEN, REQUIRED
from knowledge.library.models import Item, ItemType, TypeField


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type with what hangs on it."""

    type: ItemType
    items: int
    fields: int


def all_types(actor: Actor) -> list[TypeRow]:
    """All types in order, those that are retired last."""
    MANAGE_TYPES.require(actor)
    items = dict(list(session.execute(select(Item.type_code, func.count()).group_by(Item.type_code))))
    living = select(TypeField.type_code, func.count()).where(~TypeField.retired)
    fields = dict(list(session.execute(living.group_by(TypeField.type_code))))
    rows = session.scalars(select(ItemType).order_by(ItemType.retired, ItemType.position, ItemType.code))
    return [TypeRow(row, items.get(row.code, 0), fields.get(row.code, 0)) for row in rows]


def find(actor: Actor, code: str) -> ItemType:
    """Raises Missing."""
    MANAGE_TYPES.require(actor)
    item_type = session.get(ItemType, code)
    if item_type is None:
        raise Missing
    return item_type


def add(actor: Actor, sent: Mapping[str, Any]) -> ItemType:
    """A new type at the end of the list; it asks for what every item has."""
    MANAGE_TYPES.require(actor)
    errors: dict[str, str] = {}
    labels = names.read_labels(sent, errors)
    _refuse_twins(labels, None, errors)
    if errors:
        raise Invalid(errors=errors)
    rows = session.scalars(select(ItemType)).all()
    taken = {"order", *(row.code for row in rows)}  # addresses of the desk
    code = names.free_name(labels["label_en"], "type", taken, "-")
    last = max((row.position for row in rows), default=0)
    item_type = ItemType(code=code, position=last + 1, basics={}, **labels)
    session.add(item_type)
    session.flush()
    record_deed(actor, "type_added", item_type.label_he)
    return item_type


def seen_of(item_type: ItemType) -> str:
    return names.fingerprint(item_type.label_he, item_type.label_en, item_type.basics)


def change(actor: Actor, item_type: ItemType, sent: Mapping[str, Any], *, seen: str = "") -> None:
    """Change the names and what becomes of text, domain, authority, tags and files in the type's form."""
    MANAGE_TYPES.require(actor)
    names.require_unchanged(seen_of(item_type), seen)
    errors: dict[str, str] = {}
    before = {"label_he": item_type.label_he, "label_en": item_type.label_en}
    labels = names.read_labels(before | dict(sent), errors)
    _refuse_twins(labels, item_type, errors)
    basics = _basics(sent.get("basics", {}), item_type.basics, errors)
    if errors:
        raise Invalid(errors=errors)
    item_type.label_he, item_type.label_en = labels["label_he"], labels["label_en"]
    item_type.basics = basics
    session.flush()
    record_deed(actor, "type_changed", item_type.label_he)


def move(actor: Actor, item_type: ItemType, step: int) -> None:
    """A place earlier (-1) or later (1)."""
    MANAGE_TYPES.require(actor)
    _place(names.stepped(_living(), item_type, step) if not item_type.retired else _living())


def order(actor: Actor, codes: object) -> None:
    """Put the types in this order."""
    MANAGE_TYPES.require(actor)
    rows = _living()
    _place(names.as_ordered(rows, {row.code: row for row in rows}, codes))


def retire(actor: Actor, item_type: ItemType, *, retired: bool) -> None:
    """Offer a type no more, or again. Its items keep it."""
    MANAGE_TYPES.require(actor)
    if item_type.retired == retired:
        return
    if retired and len(_living()) == 1:
        raise Invalid(_("The last type cannot be retired: new items need one."))
    item_type.retired = retired
    session.flush()
    record_deed(actor, "type_retired" if retired else "type_back", item_type.label_he)


def merge(actor: Actor, item_type: ItemType, into: ItemType) -> int:
    """Make all items of a type items of another. Their values are kept: fields in which something stands come
    along. The type is retired. Returns how many items moved."""
    MANAGE_TYPES.require(actor)
    if into.code == item_type.code or into.retired:
        raise Invalid(_("Please choose another type that is in use."), field="into")
    renamed = _bring_fields(item_type, into)
    for item in session.scalars(select(Item).where(Item.type_code == item_type.code)) if renamed else ():
        item.fields = {renamed.get(name, name): value for name, value in item.fields.items()}
    session.flush()
    moved = session.scalar(select(func.count()).where(Item.type_code == item_type.code)) or 0
    session.execute(update(Item).where(Item.type_code == item_type.code).values(type_code=into.code))
    item_type.retired = True
    session.flush()
    library.forget()
    announce(TypeChanged(into.code))
    record_deed(actor, "type_merged", f"{item_type.label_he} » {into.label_he}")
    return moved


def _bring_fields(item_type: ItemType, into: ItemType) -> dict[str, str]:
    """Give the other type the fields it lacks; returns the names that had to change, old to new."""
    theirs = {field.name: field for field in session.scalars(_fields(into))}
    filled = _names_filled(item_type)
    last = max((field.position for field in theirs.values()), default=0)
    renamed = {}
    for field in session.scalars(_fields(item_type)).all():
        twin = theirs.get(field.name)
        if field.name not in filled:
            continue
        if twin and twin.kind == field.kind:
            _bring_choices(field, twin)
            continue
        name = names.free_name(field.name, "field", theirs.keys()) if twin else field.name
        last += 1
        come = TypeField(
            type_code=into.code,
            name=name,
            kind=field.kind,
            label_he=field.label_he,
            label_en=field.label_en,
            choices=field.choices,
            position=last,
            searchable=field.searchable,
            facet=field.facet and not twin,
            shown=field.shown,
            retired=field.retired,
        )
        session.add(come)
        theirs[name] = come
        if name != field.name:
            renamed[field.name] = name
    return renamed


def _bring_choices(field: TypeField, twin: TypeField) -> None:
    known = {choice["value"] for choice in twin.choices}
    more: list[dict[str, Any]] = [
        {**choice, "retired": True} for choice in field.choices if choice["value"] not in known
    ]
    twin.choices = [*twin.choices, *more]


def _names_filled(item_type: ItemType) -> set[str]:
    """The names under which something stands in items of this type."""
    rows = session.scalars(select(Item.fields).where(Item.type_code == item_type.code))
    return {name for row in rows for name, value in row.items() if library.is_filled(value)}


def _fields(item_type: ItemType) -> Any:
    wanted = select(TypeField).where(TypeField.type_code == item_type.code)
    return wanted.order_by(TypeField.position, TypeField.id)


def _living() -> Sequence[ItemType]:
    rows = select(ItemType).where(~ItemType.retired).order_by(ItemType.position, ItemType.code)
    return session.scalars(rows).all()


def _place(rows: Sequence[ItemType]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    session.flush()


def _refuse_twins(labels: Mapping[str, str], item_type: ItemType | None, errors: dict[str, str]) -> None:
    for name, label in labels.items():
        same = select(ItemType.code).where(func.lower(getattr(ItemType, name)) == label.lower())
        codes = session.scalars(same).all() if label else []
        if any(item_type is None or code != item_type.code for code in codes):
            errors.setdefault(name, _("There is a type of this name already."))


def _basics(sent: object, before: Mapping[str, str], errors: dict[str, str]) -> dict[str, str]:
    """What is sent changes what was before; what is simply asked for is not kept."""
    if not isinstance(sent, dict) or any(
        name not in BASICS or value not in (ASKED, REQUIRED, HIDDEN) for name, value in sent.items()
    ):
        errors["basics"] = _("Each of text, domain, authority, tags and files is asked, required or hidden.")
        return {}
    return {name: value for name, value in {**before, **sent}.items() if value != ASKED}
