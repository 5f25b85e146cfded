"""The further fields that types ask for: which they are at this moment, and their place in a form.

What may stand in them and how it is shown is said in library/values.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from knowledge.core.db import session
from knowledge.core.i18n import _l
from knowledge.library.models import ItemType, TypeField
from knowledge.taxonomy.models import label_in

KINDS = {
    "text": _l("A line of text"),
    "long": _l("A longer text"),
    "choice": _l("One of a list"),
    "choices": _l("Several of a list"),
    "date": _l("Date"),
    "number": _l("Number"),
    "address": _l("Street address"),
    "person": _l("A person of the network"),
}
OF_A_LIST = ("choice", "choices")
NO_FACET = ("long", "address")  # hardly two items would have the same
BASICS = {
    "text": _l("A few words about it"),
    "domain": _l("Professional fields"),
    "authority": _l("Authority"),
    "tags": _l("Tags"),
    "files": _l("Files"),
}
ASKED, REQUIRED, HIDDEN = "asked", "required", "hidden"
_KEPT = "fields of types"


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as its row says; it stays so until the session ends."""

    type_code: str
    name: str
    label_he: str
    label_en: str
    kind: str
    choices: tuple[Mapping[str, Any], ...]
    required: bool
    searchable: bool
    facet: bool
    shown: bool

    @property
    def label(self) -> str:
        return label_in(self.label_he, self.label_en)


@dataclass(frozen=True, slots=True)
class FormField:
    """A field on a form: the name it is sent under, what stands in it, and what can be chosen."""

    asks: Asked
    name: str
    value: Any
    choices: Sequence[tuple[str, str]]


def asked_by(field: TypeField) -> Asked:
    """A row as it is now."""
    return Asked(
        type_code=field.type_code,
        name=field.name,
        label_he=field.label_he,
        label_en=field.label_en,
        kind=field.kind,
        choices=tuple(field.choices),
        required=field.required,
        searchable=field.searchable,
        facet=field.facet,
        shown=field.shown,
    )


def all_fields() -> Sequence[Asked]:
    """What all types ask for, in order: read once a request, and never kept longer."""
    kept: Sequence[Asked] | None = session.info.get(_KEPT)
    if kept is None:
        rows = select(TypeField).where(~TypeField.retired).order_by(TypeField.position, TypeField.id)
        kept = session.info[_KEPT] = tuple(map(asked_by, session.scalars(rows)))
    return kept


def forget() -> None:
    """The rows have changed in this very session."""
    session.info.pop(_KEPT, None)


def fields_of(type_code: str) -> Sequence[Asked]:
    """What a type asks for, in order."""
    return [asks for asks in all_fields() if asks.type_code == type_code]


def choices_of(asks: Asked, value: Any = None) -> list[tuple[str, str]]:
    """What can be chosen, in the reader's language; a retired choice only where it stands already."""
    standing = value if isinstance(value, (list, tuple)) else [value]
    return [
        (choice["value"], label_of(choice))
        for choice in asks.choices
        if not choice.get("retired") or choice["value"] in standing
    ]


def is_filled(value: Any) -> bool:
    """Whether something stands in a field."""
    return value not in (None, "", [])


def label_of(choice: Mapping[str, Any]) -> str:
    return label_in(choice["label_he"], choice["label_en"])


def basics_of(type_code: str) -> Mapping[str, str]:
    """What a type makes required or hides of what every item has: see BASICS."""
    kind = session.get(ItemType, type_code) if type_code else None
    return kind.basics if kind else {}
