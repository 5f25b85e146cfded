"""What was sent about an item, as a draft: from a form or from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.library.drafts import Draft
from knowledge.library.fields import HIDDEN, basics_of, fields_of
from knowledge.library.values import as_text

_PREFIX = "fields."
# What GET /items/<id> tells and PATCH leaves alone, so that an answer can be changed and sent back.
_READ_ONLY = frozenset(
    (
        *("id", "url", "html", "state", "reason", "owner", "authority_name"),
        *("stars", "ratings", "adoptions", "created", "changed", "files"),
    )
)


def blank(actor: Actor) -> Draft:
    """What an item begins with."""
    return Draft(authority=str(actor.authority_id or ""))


def draft_of_form(form: MultiDict[str, str], before: Draft) -> Draft:
    """A whole form: what is not in it is as before; a list that is not in it is empty."""
    # A broken sender may leave out a name altogether.
    sent = {
        name.removeprefix(_PREFIX): values[0] if len(values) == 1 else values
        for name, values in form.lists()
        if name and name.startswith(_PREFIX)
    }
    return Draft(
        type=form.get("type", before.type),
        title=form.get("title", before.title),
        text=form.get("text", before.text),
        domains=tuple(form.getlist("domain") + form.getlist("domains")),
        authority=form.get("authority", before.authority).strip(),
        tags=tags_in(form.getlist("tags")),
        visibility=form.get("visibility", before.visibility),
        fields={**before.fields, **sent},
    )


def draft_of_page(form: MultiDict[str, str], before: Draft) -> Draft:
    """The same from our own page, on which another type may have been chosen after its fields were shown."""
    draft = draft_of_form(form, before)
    asked = {asks.name for asks in fields_of(draft.type)} | set(before.fields)
    fields = {name: value for name, value in draft.fields.items() if name in asked}
    hidden = {name for name, asks in basics_of(draft.type).items() if asks == HIDDEN}
    return replace(
        draft,
        fields=fields,
        text=before.text if "text" in hidden else draft.text,
        domains=before.domains if "domain" in hidden else draft.domains,
        authority=before.authority if "authority" in hidden else draft.authority,
        tags=before.tags if "tags" in hidden else draft.tags,
    )


def draft_of_json(body: Mapping[str, Any], before: Draft) -> Draft:
    """The names that were sent replace what was before. Raises Invalid for other names and kinds of value."""
    changes: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in body.items():
        if name in _READ_ONLY:
            continue
        if name.startswith(_PREFIX):  # as a form sends it
            changes["fields"] = {**changes.get("fields", {}), name.removeprefix(_PREFIX): value}
            continue
        read = _READERS.get(name)
        if read is None:
            errors[name] = _("This name is not known.")
            continue
        field, read_value = read
        try:
            changes[field] = read_value(value)
        except Invalid as wrong:
            errors[name] = wrong.sentence
    if errors:
        raise Invalid(errors=errors)
    if "fields" in changes:
        changes["fields"] = {**before.fields, **changes["fields"]}
    return replace(before, **changes)


def tags_in(typed: list[str]) -> tuple[str, ...]:
    """Tags, typed with commas between them or sent one by one."""
    return tuple(tag.strip() for words in typed for tag in words.split(",") if tag.strip())


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Invalid(_("This must be a list of texts."))
    return tuple(value)


def _tags(value: Any) -> tuple[str, ...]:
    return tags_in(list(_texts(value)))


def _id(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise Invalid(_("This must be an id."))
    return str(value)[:20]


def _fields(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid(_("This must be an object of fields."))
    return value


_READERS = {
    "type": ("type", as_text),
    "title": ("title", as_text),
    "text": ("text", as_text),
    "domain": ("domains", _texts),
    "domains": ("domains", _texts),
    "authority": ("authority", _id),
    "tags": ("tags", _tags),
    "visibility": ("visibility", as_text),
    "fields": ("fields", _fields),
}
