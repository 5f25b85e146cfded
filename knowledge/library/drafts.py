"""What a person says about an item, and whether the library can take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.text import block, line
from knowledge.library.fields import REQUIRED, basics_of, fields_of
from knowledge.library.models import DRAFT, NETWORK, VISIBILITIES, Item, ItemType
from knowledge.library.values import reader_of
from knowledge.taxonomy.models import Domain, Tag
from knowledge.taxonomy.service import chosen_authority
from knowledge.taxonomy.tags import tags_named

LONGEST_TITLE, LONGEST_TEXT = 200, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed, as it was typed, so that a form can show it again."""

    type: str = ""
    title: str = ""
    text: str = ""
    domains: tuple[str, ...] = ()
    authority: str = ""  # an id; empty for none
    tags: tuple[str, ...] = ()
    visibility: str = NETWORK
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Values:
    """What the library takes of a draft."""

    type_code: str
    title: str
    text: str
    domains: list[Domain]
    authority_id: int | None
    tags: list[Tag]
    visibility: str
    fields: dict[str, Any]


def draft_of(item: Item) -> Draft:
    """What the item says now, for its form and for changing a part of it."""
    return Draft(
        type=item.type_code,
        title=item.title,
        text=item.text,
        domains=tuple(domain.code for domain in item.domains),
        authority=str(item.authority_id or ""),
        tags=tuple(tag.name for tag in item.tags),
        visibility=item.visibility,
        fields=dict(item.fields),
    )


def checked(draft: Draft, item: Item | None = None) -> Values:
    """The draft's values. Raises Invalid with a sentence for each field that cannot be taken.

    What the ``item`` says now may stay, even where it could no longer be chosen. What a manager made
    required can wait while only its owner sees it.
    """
    errors: dict[str, str] = {}

    def take(name: str, read: Callable[[Any], Any], typed: Any) -> Any:
        try:
            return read(typed)
        except Invalid as wrong:
            errors[name] = wrong.sentence
            return None

    values = Values(
        type_code=take("type", _type, draft.type)
        if item is None or item.type_code != draft.type
        else draft.type,
        title=take("title", _title, draft.title),
        text=take("text", _text, draft.text),
        domains=take("domain", _domains, draft.domains),
        authority_id=take("authority", chosen_authority, draft.authority),
        visibility=take("visibility", _visibility, draft.visibility),
        fields={},
        tags=take("tags", tags_named, draft.tags),
    )
    waits = draft.visibility == DRAFT
    for asks in fields_of(draft.type):
        before = item.fields.get(asks.name) if item else None
        read = reader_of(asks, before, lenient=waits)
        value = take(f"fields.{asks.name}", read, draft.fields.get(asks.name))
        if value is not None:
            values.fields[asks.name] = value
    if not waits:
        errors = _lacking(draft) | errors
    if errors:
        raise Invalid(errors=errors)
    return values


def _lacking(draft: Draft) -> dict[str, str]:
    """A sentence for what every item has, that this type requires and that was left empty."""
    typed = {
        "text": draft.text.strip(),
        "domain": draft.domains,
        "authority": draft.authority,
        "tags": draft.tags,
    }
    required = [name for name, asks in basics_of(draft.type).items() if asks == REQUIRED]
    return {name: _("This cannot be left empty.") for name in required if name in typed and not typed[name]}


def require_files(draft: Draft, files: Sequence[object]) -> None:
    """Raises Invalid when the type wants files and none came."""
    if not files and draft.visibility != DRAFT and basics_of(draft.type).get("files") == REQUIRED:
        raise Invalid(_("Items of this type come with a file."), field="files")


def refuse_unknown_fields(draft: Draft, known: Mapping[str, Any]) -> None:
    """Raises Invalid for a name that the type does not ask for and the item does not have."""
    names = {asks.name for asks in fields_of(draft.type)} | set(known)
    unknown = [name for name in draft.fields if name not in names]
    if unknown and not missing_type(draft.type):
        sentence = _("This type has no such field.")
        raise Invalid(errors={f"fields.{name}": sentence for name in unknown[:20]})


def missing_type(code: str) -> bool:
    return session.get(ItemType, code) is None


def _type(code: str) -> str:
    kind = session.get(ItemType, code)
    if kind is None or kind.retired:
        raise Invalid(_("Please choose what kind of item this is."))
    return code


def _title(typed: str) -> str:
    title = line(typed, limit=10 * LONGEST_TITLE)
    if not title:
        raise Invalid(_("Please give it a title: it is what people see first."))
    if len(title) > LONGEST_TITLE:
        raise Invalid(_("The title is too long: %(limit)s characters at most.", limit=LONGEST_TITLE))
    return title


def _text(typed: str) -> str:
    text = block(typed)
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            _(
                "The text is too long: %(limit)s characters at most. More can be added as a file.",
                limit=LONGEST_TEXT,
            )
        )
    return text


def _domains(codes: Sequence[str]) -> list[Domain]:
    known = session.scalars(select(Domain).order_by(Domain.position)).all()
    found = [domain for domain in known if domain.code in codes]
    if len(found) < len(set(codes)):
        raise Invalid(_("One of the professional fields is not known."))
    return found


def _visibility(typed: str) -> str:
    if typed not in VISIBILITIES:
        raise Invalid(_("Please choose who will see this."))
    return typed
