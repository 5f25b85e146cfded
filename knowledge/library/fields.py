"""The further fields that types ask for: which they are, what may stand in them, and how they are shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from knowledge.core import i18n
from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _, language
from knowledge.core.text import line
from knowledge.library.models import Item, TypeField

LONGEST_FIELD = 1_000
_LARGEST_NUMBER = 1e15


def fields_of(type_code: str) -> Sequence[TypeField]:
    """What a type asks for, in order."""
    asked = select(TypeField).where(TypeField.type_code == type_code, ~TypeField.retired)
    return session.scalars(asked.order_by(TypeField.position)).all()


def choices_of(asks: TypeField) -> list[tuple[str, str]]:
    """The values of a choice, with their words in the reader's language."""
    return [(choice["value"], choice[f"label_{language()}"]) for choice in asks.choices]


def shown_fields(item: Item) -> list[tuple[str, str]]:
    """Label and value of every field that was filled in, for people."""
    return [
        (asks.label, _shown(asks, item.fields[asks.name]))
        for asks in fields_of(item.type_code)
        if item.fields.get(asks.name) not in (None, "")
    ]


def _shown(asks: TypeField, value: Any) -> str:
    if asks.kind == "choice":
        return dict(choices_of(asks)).get(value, str(value))
    if asks.kind == "date":
        return i18n.date(date.fromisoformat(value))
    if asks.kind == "number":
        return str(value) if abs(value) < 10_000 else i18n.number(value)  # years have no comma
    return str(value)


def reader_of(asks: TypeField) -> Callable[[Any], Any]:
    """What turns what was typed into the field's value: None when it was left empty."""
    read = {"choice": _choice, "date": _date, "number": _number}.get(asks.kind, _line)

    def reader(typed: Any) -> Any:
        empty = typed is None or (isinstance(typed, str) and not typed.strip())
        if empty and asks.required:
            raise Invalid(_("This cannot be left empty."))
        return None if empty else read(asks, typed)

    return reader


def _line(_asks: TypeField, typed: Any) -> str:
    text = line(as_text(typed), limit=10 * LONGEST_FIELD)
    if len(text) > LONGEST_FIELD:
        raise Invalid(_("This is too long: %(limit)s characters at most.", limit=LONGEST_FIELD))
    return text


def _choice(asks: TypeField, typed: Any) -> str:
    if typed not in [choice["value"] for choice in asks.choices]:
        raise Invalid(_("Please choose one of the values offered."))
    return str(typed)


def _date(_asks: TypeField, typed: Any) -> str:
    try:
        return date.fromisoformat(as_text(typed).strip()).isoformat()
    except ValueError:
        raise Invalid(_("This is not a date: year, month and day, such as 2026-03-12.")) from None


def _number(_asks: TypeField, typed: Any) -> int | float:
    text = str(typed) if isinstance(typed, (int, float)) and not isinstance(typed, bool) else as_text(typed)
    try:
        number = float(text.replace(",", "").replace("₪", "").strip()) if len(text) <= 30 else math.inf
    except ValueError:
        number = math.nan
    if not abs(number) <= _LARGEST_NUMBER:
        raise Invalid(_("This is not a number."))
    return int(number) if number.is_integer() else number


def as_text(typed: Any) -> str:
    """Raises Invalid for another kind of value."""
    if not isinstance(typed, str):
        raise Invalid(_("This must be text."))
    return typed
