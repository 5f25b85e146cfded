"""What managers do with the fields of a type: add, order, name, require, retire, and list their choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

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
from knowledge.library.fields import KINDS, NO_FACET, OF_A_LIST
from knowledge.library.models import Item, ItemType, TypeField

FLAGS = ("required", "searchable", "facet", "shown")
MOST_FIELDS, MOST_CHOICES = 40, 100
# Kinds whose values can be read as those of another.
_SURVIVES = {
    "text": ("long", "address"),
    "address": ("text", "long"),
    "choice": ("choices",),
    "date": ("text", "long"),
    "number": ("text", "long"),
}


def fields_of(actor: Actor, item_type: ItemType) -> Sequence[TypeField]:
    """All fields of a type in order, those that are retired last."""
    MANAGE_TYPES.require(actor)
    return session.scalars(_all(item_type.code)).all()


def filled(actor: Actor, item_type: ItemType) -> Mapping[str, int]:
    """In how many items of the type something stands, by the field's name."""
    MANAGE_TYPES.require(actor)
    counts: Counter[str] = Counter()
    for values in session.scalars(select(Item.fields).where(Item.type_code == item_type.code)):
        counts.update(name for name, value in values.items() if library.is_filled(value))
    return counts


def find(actor: Actor, field_id: int) -> TypeField:
    """Raises Missing."""
    MANAGE_TYPES.require(actor)
    field = session.get(TypeField, field_id)
    if field is None:
        raise Missing
    return field


def seen_of(field: TypeField) -> str:
    flags = [getattr(field, name) for name in FLAGS]
    return names.fingerprint(field.label_he, field.label_en, field.kind, field.choices, *flags)


def proposed(item_type: ItemType, sent: Mapping[str, Any], field: TypeField | None = None) -> TypeField:
    """The field as it would be, whatever is still wrong with it: for the preview."""
    values, _errors = _read(sent, field, item_type)
    values["label_he"] = values["label_he"] or _("A new field")
    return TypeField(type_code=item_type.code, name=field.name if field else "new", position=0, **values)


def add(actor: Actor, item_type: ItemType, sent: Mapping[str, Any]) -> TypeField:
    """A new field at the end of the type's form."""
    MANAGE_TYPES.require(actor)
    rows = session.scalars(_all(item_type.code)).all()
    values, errors = _read(sent, None, item_type)
    if sum(not row.retired for row in rows) >= MOST_FIELDS:
        errors[""] = _("A type has at most %(num)s fields: people would not fill in more.", num=MOST_FIELDS)
    if errors:
        raise Invalid(errors=errors)
    position = max((row.position for row in rows), default=0) + 1
    name = _name(values, {row.name for row in rows})
    field = TypeField(type_code=item_type.code, name=name, position=position, retired=False, **values)
    session.add(field)
    _said(actor, "field_added", field)
    return field


def change(actor: Actor, field: TypeField, sent: Mapping[str, Any], *, seen: str = "") -> None:
    """Change what is sent of a field."""
    MANAGE_TYPES.require(actor)
    names.require_unchanged(seen_of(field), seen)
    item_type = session.get_one(ItemType, field.type_code)
    values, errors = _read(sent, field, item_type)
    if errors:
        raise Invalid(errors=errors)
    found_by = field.searchable or field.facet
    for name, value in values.items():
        setattr(field, name, value)
    _said(actor, "field_changed", field, index=found_by or field.searchable or field.facet)


def move(actor: Actor, field: TypeField, step: int) -> None:
    """A place earlier (-1) or later (1)."""
    MANAGE_TYPES.require(actor)
    rows = _living(field.type_code)
    _place(names.stepped(rows, field, step) if field in rows else rows)


def order(actor: Actor, item_type: ItemType, ids: object) -> None:
    """Put the fields of a type in this order."""
    MANAGE_TYPES.require(actor)
    rows = _living(item_type.code)
    _place(names.as_ordered(rows, {str(row.id): row for row in rows}, ids))


def retire(actor: Actor, field: TypeField, *, retired: bool) -> None:
    """Ask for a field no more, or again. What stands in it is kept."""
    MANAGE_TYPES.require(actor)
    if field.retired == retired:
        return
    field.retired = retired
    if not retired:
        field.position = max((row.position for row in _living(field.type_code)), default=0) + 1
    _said(actor, "field_retired" if retired else "field_back", field)


def _read(
    sent: Mapping[str, Any], field: TypeField | None, item_type: ItemType
) -> tuple[dict[str, Any], dict[str, str]]:
    """The field's values after what was sent, and a sentence for each that cannot be taken."""
    errors: dict[str, str] = {}
    before = {"label_he": field.label_he, "label_en": field.label_en} if field else {}
    values: dict[str, Any] = dict(names.read_labels(before | dict(sent), errors))
    values["kind"] = _kind(sent.get("kind", field.kind if field else "text"), field, errors)
    standing = list(field.choices) if field else []
    values["choices"] = []
    if values["kind"] in OF_A_LIST:
        typed = sent.get("choices", standing)
        values["choices"] = _choices(typed, standing, _used(field), errors)
    for name in FLAGS:
        flag = sent.get(name, getattr(field, name) if field else False)
        if not isinstance(flag, bool):
            errors[name] = _("This must be true or false.")
        values[name] = flag is True
    if values["facet"]:
        _check_facet(values["kind"], field, item_type, errors)
    return values, errors


def _kind(sent: object, field: TypeField | None, errors: dict[str, str]) -> str:
    if not isinstance(sent, str) or sent not in KINDS:
        errors["kind"] = _("Please choose what is filled in here.")
        return field.kind if field else "text"
    if field and sent not in (field.kind, *_SURVIVES.get(field.kind, ())) and _is_filled_somewhere(field):
        errors["kind"] = _(
            "What already stands in this field could not be kept as “%(kind)s”. A new field can be added "
            "beside it, and this one retired.",
            kind=KINDS[sent],
        )
    return sent


def _choices(
    sent: object, standing: Sequence[Mapping[str, Any]], used: set[str], errors: dict[str, str]
) -> list[dict[str, Any]]:
    """The choices in the order sent. One that is left out goes, or is retired where items bear it."""
    rows = sent if isinstance(sent, (list, tuple)) and all(isinstance(row, dict) for row in sent) else None
    if rows is None or len(rows) > MOST_CHOICES:
        errors["choices"] = _("A list of at most %(num)s choices is needed.", num=MOST_CHOICES)
        return list(map(dict, standing))
    known = {choice["value"]: choice for choice in standing}
    by_label = {choice["label_he"]: choice["value"] for choice in standing}
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        wrong: dict[str, str] = {}
        labels = names.read_labels(row, wrong)
        value = str(row.get("value") or by_label.get(labels["label_he"], ""))
        if not labels["label_he"] and not labels["label_en"] and value not in used:
            continue  # an empty line of the form
        if wrong or value in found:
            errors["choices"] = next(iter(wrong.values()), _("A choice stands in the list twice."))
        if value not in known:
            value = names.free_name(labels["label_en"], "choice", found.keys() | known.keys(), "-")
        found[value] = {"value": value, **labels, **({"retired": True} if row.get("retired") is True else {})}
    for value in known.keys() - found.keys() & used:
        found[value] = {**known[value], "retired": True}
    living = [choice["label_he"] for choice in found.values() if not choice.get("retired")]
    if not living:
        errors.setdefault("choices", _("At least one choice is needed."))
    elif len({label.lower() for label in living}) < len(living):
        errors.setdefault("choices", _("A choice stands in the list twice."))
    return list(found.values())


def _check_facet(kind: str, field: TypeField | None, of: ItemType, errors: dict[str, str]) -> None:
    if kind in NO_FACET:
        errors.setdefault("facet", _("Results cannot be narrowed by a field of this kind."))
    if field is None:
        return
    others = select(TypeField).where(
        TypeField.name == field.name, TypeField.type_code != of.code, TypeField.facet, TypeField.kind != kind
    )
    other = session.scalars(others).first()
    if other:
        place = session.get_one(ItemType, other.type_code)
        sentence = _(
            "“%(type)s” has a field of the same short name and another kind, by which results are narrowed.",
            type=place.label,
        )
        errors.setdefault("facet", sentence)


def _used(field: TypeField | None) -> set[str]:
    """The choices that some item bears."""
    if field is None or field.kind not in OF_A_LIST:
        return set()
    return {
        str(each)
        for value in _values(field)
        for each in (value if isinstance(value, list) else [value])
        if each
    }


def _is_filled_somewhere(field: TypeField) -> bool:
    return any(map(library.is_filled, _values(field)))


def _values(field: TypeField) -> list[Any]:
    rows = session.scalars(select(Item.fields).where(Item.type_code == field.type_code))
    return [row.get(field.name) for row in rows]


def _name(values: Mapping[str, Any], taken: set[str]) -> str:
    """As the same field of another type is called, so that results are narrowed by both at once."""
    other_kinds = select(TypeField.name).where(TypeField.kind != values["kind"])
    return names.free_name(values["label_en"], "field", taken | set(session.scalars(other_kinds)))


def _said(actor: Actor, deed: str, field: TypeField, *, index: bool | None = None) -> None:
    session.flush()
    library.forget()
    if field.searchable or field.facet if index is None else index:
        announce(TypeChanged(field.type_code))
    item_type = session.get_one(ItemType, field.type_code)
    record_deed(actor, deed, f"{field.label_he} ({item_type.label_he})")


def _all(type_code: str) -> Any:
    wanted = select(TypeField).where(TypeField.type_code == type_code)
    return wanted.order_by(TypeField.retired, TypeField.position, TypeField.id)


def _living(type_code: str) -> list[TypeField]:
    return [field for field in session.scalars(_all(type_code)) if not field.retired]


def _place(rows: Sequence[TypeField]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    session.flush()
    library.forget()
