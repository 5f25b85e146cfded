"""What managers call things: reading it, and the short names that stand in addresses and in rows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.text import line

LONGEST_LABEL, LONGEST_NAME = 80, 32
Row = TypeVar("Row")


def read_labels(sent: Mapping[str, Any], errors: dict[str, str]) -> dict[str, str]:
    """The Hebrew and the English name that were sent; what is wrong with them is added to the errors."""
    labels = {}
    for name in ("label_he", "label_en"):
        typed = sent.get(name, "")
        labels[name] = line(typed, limit=LONGEST_LABEL + 1) if isinstance(typed, str) else ""
        if len(labels[name]) > LONGEST_LABEL:
            errors[name] = _("At most %(num)s characters, please.", num=LONGEST_LABEL)
    if not labels["label_he"]:
        errors["label_he"] = _("A Hebrew name is needed: it is what most people see.")
    return labels


def free_name(label_en: str, fallback: str, taken: Collection[str], between: str = "_") -> str:
    """A short name in plain letters that is not taken yet, after the English label where there is one."""
    slug = re.sub(r"[^a-z0-9]+", between, label_en.lower()).strip(between)[:LONGEST_NAME]
    if not slug[:1].isalpha():
        slug = ""
    if slug and slug not in taken:
        return slug
    number = 2 if slug else 1
    while (name := f"{slug or fallback}{between}{number}") in taken:
        number += 1
    return name


def fingerprint(*values: object) -> str:
    """Tells whether something is still as it was when it was shown."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def require_unchanged(present: str, seen: str) -> None:
    """Raises Invalid when another manager changed something after it was shown."""
    if seen and seen != present:
        sentence = _(
            "Somebody else changed this meanwhile. Saving once more puts what is typed here in its place."
        )
        raise Invalid(sentence, field="label_he")


def stepped(rows: Sequence[Row], row: Row, step: int) -> list[Row]:
    """The rows with this one a place earlier or later."""
    order = list(rows)
    place = order.index(row)
    order.insert(min(max(place + step, 0), len(order) - 1), order.pop(place))
    return order


def as_ordered(rows: Sequence[Row], keys: Mapping[Any, Row], wanted: object) -> list[Row]:
    """The rows in the order of these keys; what is not named, such as a new one, follows as it was."""
    if not isinstance(wanted, list):
        raise Invalid(_("This must be a list."), field="order")
    named = [keys[key] for key in dict.fromkeys(map(str, wanted)) if key in keys]
    return named + [row for row in rows if row not in named]
