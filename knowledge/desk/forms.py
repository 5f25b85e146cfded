"""The desk's forms: what stands in them at first, and what was typed, as the services take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from knowledge.core.i18n import _
from knowledge.desk.fields import FLAGS
from knowledge.library.fields import ASKED, BASICS, KINDS, NO_FACET
from knowledge.library.models import ItemType, TypeField

BLANK: Mapping[str, Any] = {
    "label_he": "",
    "label_en": "",
    "kind": "text",
    "choices": [],
    **dict.fromkeys(FLAGS, False),
}
_BLANK_CHOICE = {"value": "", "label_he": "", "label_en": ""}
_FIRST_CHOICES = 3


def of_type(item_type: ItemType) -> dict[str, Any]:
    return {"label_he": item_type.label_he, "label_en": item_type.label_en, "basics": item_type.basics}


def typed_type(form: MultiDict[str, str]) -> dict[str, Any]:
    return {
        "label_he": form.get("label_he", ""),
        "label_en": form.get("label_en", ""),
        "basics": {name: form.get(f"basics.{name}", ASKED) for name in BASICS},
    }


def of_field(field: TypeField) -> dict[str, Any]:
    return {name: getattr(field, name) for name in BLANK}


def typed_field(form: MultiDict[str, str]) -> dict[str, Any]:
    kind = form.get("kind", "")
    flags = {name: name in form and not (name == "facet" and kind in NO_FACET) for name in FLAGS}
    labels = {name: form.get(name, "") for name in ("label_he", "label_en")}
    return {**labels, "kind": kind, "choices": _choices(form), **flags}


def only_shows(form: MultiDict[str, str]) -> bool:
    """A button that moves or adds a line of the list was pressed: nothing is saved yet."""
    return bool(form.keys() & {"up", "down", "more"})


def choice_rows(typed: Mapping[str, Any], form: MultiDict[str, str]) -> list[Mapping[str, Any]]:
    """The lines of the list with empty ones for more."""
    rows = list(typed["choices"])
    empty = [row for row in rows if not (row["label_he"] or row["label_en"] or row["value"])]
    wanted = _FIRST_CHOICES if len(rows) == len(empty) else 1
    return [row for row in rows if row not in empty] + [_BLANK_CHOICE] * (wanted + ("more" in form))


def kinds() -> Sequence[tuple[str, str, str]]:
    """Each kind of field with its name and an example."""
    examples = {
        "text": _("Such as a number of a tender"),
        "long": _("Some paragraphs"),
        "choice": _("Such as planned, running or done"),
        "choices": _("As many as fit"),
        "date": _("A day, picked or typed"),
        "number": _("An amount, a year, a measure"),
        "address": _("With a link to a map"),
        "person": _("Found by name, shown as a link"),
    }
    return [(kind, str(label), examples[kind]) for kind, label in KINDS.items()]


def _choices(form: MultiDict[str, str]) -> list[dict[str, Any]]:
    names = ("choice_key", "choice_value", "choice_he", "choice_en")
    rows = list(zip(*(form.getlist(name) for name in names), strict=False))
    keys = [row[0] for row in rows]
    for button, step in (("up", -1), ("down", 1)):
        if form.get(button) in keys:
            place = keys.index(form[button])
            rows.insert(min(max(place + step, 0), len(rows) - 1), rows.pop(place))
    retired = set(form.getlist("choice_retired"))
    return [
        {"value": value, "label_he": hebrew, "label_en": english, "retired": key in retired}
        for key, value, hebrew, english in rows
    ]
