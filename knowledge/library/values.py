"""What stands in the fields of types: from what was typed to a value, and from a value to words."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote_plus

from markupsafe import Markup, escape
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from knowledge.accounts.models import User
from knowledge.accounts.permissions import VIEW
from knowledge.core import i18n
from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.feature import Facet
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.text import block, line
from knowledge.library.fields import (
    NO_FACET,
    OF_A_LIST,
    Asked,
    FormField,
    all_fields,
    choices_of,
    fields_of,
    is_filled,
    label_of,
)
from knowledge.library.models import Item
from knowledge.profiles.models import Profile

LONGEST_FIELD, LONGEST_LONG, LONGEST_FACET = 1_000, 10_000, 100
_LARGEST_NUMBER = 1e15
_FACET, _FACETS_BEGIN = "fields.", 51
_PEOPLE = "people in fields"
_MAP = "https://www.openstreetmap.org/search?query="


def reader_of(asks: Asked, before: Any = None, *, lenient: bool = False) -> Callable[[Any], Any]:
    """What turns what was typed into the field's value: None when it was left empty.

    What stood there ``before`` may stay, even when it could no longer be chosen. A ``lenient`` reader lets
    a required field wait.
    """
    read: Callable[[Asked, Any], Any] = _READERS.get(asks.kind, _line)

    def reader(typed: Any) -> Any:
        if isinstance(typed, list):
            typed = [each for each in typed if each not in ("", None)] or None
        if typed is None or (isinstance(typed, str) and not typed.strip()):
            if asks.required and not lenient:
                raise Invalid(_("This cannot be left empty."))
            return None
        if before is not None and typed in (before, str(before)):
            return before
        return _choices(asks, typed, before) if asks.kind == "choices" else read(asks, typed)

    return reader


def form_fields(type_code: str, typed: Mapping[str, Any]) -> list[FormField]:
    """What a type asks for, as a form shows it with these values."""
    return [form_field(asks, typed.get(asks.name, "")) for asks in fields_of(type_code)]


def form_field(asks: Asked, value: Any) -> FormField:
    if asks.kind == "choices":
        value = value if isinstance(value, list) else [value] if value else []
    elif asks.kind == "person" and (user := _listed_people([value]).get(_id_of(value))):
        value = with_authority(user)
    return FormField(asks, f"{_FACET}{asks.name}", value, choices_of(asks, value))


def shown_fields(actor: Actor, item: Item) -> list[tuple[str, str | Markup]]:
    """Label and value of every field that was filled in, for people."""
    prepare([item])
    return _shown(actor, item, fields_of(item.type_code))


def shown_in_results(actor: Actor, item: Item) -> list[tuple[str, str | Markup]]:
    """The fields that a result says; ``prepare`` reads for many items at once what this needs."""
    return _shown(actor, item, [asks for asks in fields_of(item.type_code) if asks.shown])


def told_fields(actor: Actor, item: Item) -> dict[str, Any]:
    """The values for programs: without people whom the actor may not know of."""
    prepare([item])
    people = {asks.name for asks in fields_of(item.type_code) if asks.kind == "person"}
    return {name: value for name, value in item.fields.items() if name not in people or _person(actor, value)}


def prepare(items: Iterable[Item]) -> None:
    """Read the people who stand in fields of these items: one query."""
    named = [(asks.type_code, asks.name) for asks in all_fields() if asks.kind == "person"]
    if named:
        _listed_people(
            item.fields.get(name) for item in items for code, name in named if item.type_code == code
        )


def words_of(asks: Asked, value: Any) -> list[str]:
    """What a search finds a value by."""
    if asks.kind in OF_A_LIST:
        chosen = _chosen(value)
        return [
            f"{choice['label_he']} {choice['label_en']}"
            for choice in asks.choices
            if choice["value"] in chosen
        ]
    if asks.kind == "person":
        user = _listed_people([value]).get(_id_of(value))
        return [user.name] if user else []
    return [str(value)]


def facet_name(asks: Asked) -> str:
    return _FACET + asks.name


def facet_values(asks: Asked, value: Any) -> tuple[str, ...]:
    """What a search can be narrowed by: a date by its year."""
    if asks.kind in NO_FACET or not is_filled(value):
        return ()
    if asks.kind == "choices":
        return tuple(_chosen(value))
    if asks.kind == "date":
        return (str(value)[:4],)
    if asks.kind == "person":
        return (str(value),) if _id_of(value) in _listed_people([value]) else ()
    return (line(str(value), limit=LONGEST_FACET),)


def field_facets() -> list[Facet]:
    """The fields that results can be narrowed by; those of one name in several types are one."""
    by_name: dict[str, list[Asked]] = {}
    for asks in all_fields():
        if asks.facet:
            by_name.setdefault(asks.name, []).append(asks)
    return [_facet(same, place) for place, same in enumerate(by_name.values())]


def people_with_name(typed: str, limit: int = 8) -> list[User]:
    """Listed people of whose name every typed word is a part, for completion."""
    wanted = _everybody().order_by(User.name, User.id).limit(limit)
    for word in line(typed).replace(",", " ").split():
        wanted = wanted.where(User.name.icontains(word, autoescape=True))
    return list(session.scalars(wanted)) if line(typed) else []


def with_authority(user: User) -> str:
    """A person as a form names them, so that two of one name differ."""
    return f"{user.name}, {user.authority.label}" if user.authority else user.name


def as_text(typed: Any) -> str:
    """Raises Invalid for another kind of value."""
    if not isinstance(typed, str):
        raise Invalid(_("This must be text."))
    return typed


def _facet(same: Sequence[Asked], place: int) -> Facet:
    first = same[0]

    def labels(values: Collection[str]) -> Mapping[str, str]:
        if first.kind in OF_A_LIST:
            known = {choice["value"]: label_of(choice) for asks in same for choice in asks.choices}
            return {value: known[value] for value in values if value in known}
        if first.kind == "person":
            people = _listed_people(values)
            gone = _("No longer listed")
            return {
                value: people[_id_of(value)].name if _id_of(value) in people else gone for value in values
            }
        return {value: value for value in values}

    # What people typed is told only to who may see where it stands.
    private = first.kind not in OF_A_LIST
    return Facet(facet_name(first), first.label, _FACETS_BEGIN + place, labels, private=private)


def _shown(actor: Actor, item: Item, fields: Iterable[Asked]) -> list[tuple[str, str | Markup]]:
    found = []
    for asks in fields:
        value = item.fields.get(asks.name)
        words = _words(actor, asks, value) if is_filled(value) else ""
        if words:
            found.append((asks.label, words))
    return found


def _words(actor: Actor, asks: Asked, value: Any) -> str | Markup:
    if asks.kind in OF_A_LIST:
        labels = {choice["value"]: label_of(choice) for choice in asks.choices}
        return ", ".join(labels.get(each, each) for each in _chosen(value))
    if asks.kind == "date":
        return _date_in_words(str(value))
    if asks.kind == "number" and isinstance(value, (int, float)):
        return str(value) if abs(value) < 10_000 else i18n.number(value)  # years have no comma
    if asks.kind == "person":
        user = _person(actor, value)
        return Markup('<a href="/people/{}">{}</a>').format(user.id, user.name) if user else ""
    if asks.kind == "address":
        link = Markup('{} <a href="{}{}" rel="noreferrer">{}</a>')
        return link.format(value, _MAP, quote_plus(str(value)), _("on the map"))
    if asks.kind == "long":
        return Markup("<br>").join(escape(str(value)).split("\n"))
    return str(value)


def _date_in_words(value: str) -> str:
    try:
        return i18n.date(date.fromisoformat(value))
    except ValueError:  # it was written when the field was of another kind
        return value


def _person(actor: Actor, value: Any) -> User | None:
    user = _listed_people([value]).get(_id_of(value))
    return user if user and VIEW.allows(actor, user) else None


def _listed_people(values: Iterable[Any]) -> Mapping[int, User]:
    """People by id, of those everybody may know of; who was asked for before is not read again."""
    known: dict[int, User | None] = session.info.setdefault(_PEOPLE, {})
    wanted = {_id_of(value) for value in values if value} - {0}
    if lacking := wanted - known.keys():
        known.update(dict.fromkeys(lacking))
        known.update({user.id: user for user in session.scalars(_everybody().where(User.id.in_(lacking)))})
    return {id: user for id in wanted if (user := known[id])}


def _everybody() -> Select[User]:
    with_page = select(User).join(Profile, Profile.user_id == User.id)
    return with_page.where(User.active).options(joinedload(User.authority))


def _id_of(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _chosen(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _line(_asks: Asked, typed: Any) -> str:
    text = line(as_text(typed), limit=10 * LONGEST_FIELD)
    if len(text) > LONGEST_FIELD:
        raise Invalid(_("This is too long: %(limit)s characters at most.", limit=LONGEST_FIELD))
    return text


def _long(_asks: Asked, typed: Any) -> str:
    text = block(as_text(typed))
    if len(text) > LONGEST_LONG:
        raise Invalid(_("This is too long: %(limit)s characters at most.", limit=LONGEST_LONG))
    return text


def _choice(asks: Asked, typed: Any) -> str:
    if typed not in [choice["value"] for choice in asks.choices if not choice.get("retired")]:
        raise Invalid(_("Please choose one of the values offered."))
    return str(typed)


def _choices(asks: Asked, typed: Any, before: Any = None) -> list[str]:
    """In the order in which they are offered, each once; what stood there before may stay."""
    sent = typed if isinstance(typed, list) else [typed]
    offered = [value for value, _label in choices_of(asks, before)]
    if not all(each in offered for each in sent):
        raise Invalid(_("Please choose one of the values offered."))
    return [value for value in offered if value in sent]


def _date(_asks: Asked, typed: Any) -> str:
    try:
        return date.fromisoformat(as_text(typed).strip()).isoformat()
    except ValueError:
        raise Invalid(_("This is not a date: year, month and day, such as 2026-03-12.")) from None


def _number(_asks: Asked, typed: Any) -> int | float:
    text = str(typed) if isinstance(typed, (int, float)) and not isinstance(typed, bool) else as_text(typed)
    try:
        number = float(text.replace(",", "").replace("₪", "").strip()) if len(text) <= 30 else math.inf
    except ValueError:
        number = math.nan
    if not abs(number) <= _LARGEST_NUMBER:
        raise Invalid(_("This is not a number."))
    return int(number) if number.is_integer() else number


def _person_named(_asks: Asked, typed: Any) -> int:
    """The id of a listed person: by id, by name, or by name and authority with a comma between them."""
    if isinstance(typed, bool) or not isinstance(typed, (int, str)):
        raise Invalid(_("This must be a person's name or id."))
    if user := _listed_people([typed]).get(_id_of(typed)):
        return user.id
    name, _comma, authority = line(str(typed)).partition(",")
    wanted = _everybody().where(func.lower(User.name) == name.strip().lower()).order_by(User.id).limit(20)
    found = list(session.scalars(wanted))
    place = authority.strip().lower()
    if place:
        found = [user for user in found if user.authority and place in _names(user)]
    if not found:
        raise Invalid(_("Nobody of this name is among the people of the network."))
    if len(found) > 1:
        raise Invalid(
            _("There are several people of this name: it helps to add the authority after a comma.")
        )
    return found[0].id


def _names(user: User) -> str:
    place = user.authority
    return f"{place.name} {place.name_en}".lower() if place else ""


_READERS: Mapping[str, Callable[[Asked, Any], Any]] = {
    "long": _long,
    "choice": _choice,
    "date": _date,
    "number": _number,
    "person": _person_named,
}
