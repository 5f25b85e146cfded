"""Reads the sample content: authorities, people and items with their files, ratings and comments.

Times are days before the day of loading, so that the sample is as fresh in a year as it is today.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILES = HERE / "files"

ROLES = frozenset({"administrator", "manager", "member"})
KINDS = frozenset({"city", "local_council", "regional_council"})
REGIONS = frozenset({"north", "haifa", "center", "tel_aviv", "jerusalem", "south"})
SIZES = frozenset({"small", "medium", "large"})
DOMAINS = frozenset({"organization", "digital", "service", "strategy", "economy", "planning"})
VISIBILITIES = frozenset({"network", "managers", "draft"})
DATE_FIELDS = frozenset({"start", "approved", "published", "deadline", "updated"})
FIELDS: Mapping[str, frozenset[str]] = {
    "project": frozenset({"status", "start", "budget", "partners"}),
    "procedure": frozenset({"approved", "version"}),
    "tender": frozenset({"number", "published", "deadline", "estimate"}),
    "template": frozenset({"use"}),
    "suppliers": frozenset({"service", "updated"}),
    "contacts": frozenset({"organisation", "updated"}),
    "statistics": frozenset({"year", "source"}),
    "information": frozenset({"year"}),
}


@dataclass(frozen=True)
class Authority:
    name: str
    name_en: str
    kind: str
    region: str
    size: str

    def __post_init__(self) -> None:
        _require(self.name, self.kind in KINDS, self.region in REGIONS, self.size in SIZES)


@dataclass(frozen=True)
class Person:
    local_part: str
    name: str
    role: str
    authority: str
    job_title: str
    about: str
    domains: tuple[str, ...]
    phone: str
    contact: Mapping[str, bool]
    """The ways others may use: message, email, phone, whatsapp."""

    def __post_init__(self) -> None:
        _require(
            self.local_part,
            self.role in ROLES,
            set(self.domains) <= DOMAINS,
            self.authority in {authority.name for authority in authorities()},
            set(self.contact) == {"message", "email", "phone", "whatsapp"},
        )

    @property
    def email(self) -> str:
        return f"{self.local_part}@sample.example"


@dataclass(frozen=True)
class Comment:
    author: str
    days_ago: int
    text: str
    hidden: bool
    answers: int | None = None
    """The place of the comment it replies to, among the item's."""


@dataclass(frozen=True)
class Adoption:
    """Somebody's word that the item was used in their authority."""

    person: str
    days_ago: int
    text: str


@dataclass(frozen=True)
class Item:
    """One item; `owner`, the ratings, comments and adoptions name people by their local part."""

    type: str
    title: str
    text: str
    tags: tuple[str, ...]
    domains: tuple[str, ...]
    authority: str
    owner: str
    visibility: str
    days_ago: int
    fields: Mapping[str, str | int]
    files: tuple[Path, ...]
    ratings: tuple[tuple[str, int], ...]
    comments: tuple[Comment, ...]
    adoptions: tuple[Adoption, ...]

    def __post_init__(self) -> None:
        raters = [person for person, _ in self.ratings]
        known = {person.local_part for person in people()}
        _require(
            self.title,
            self.authority in {authority.name for authority in authorities()},
            {self.owner, *raters, *(comment.author for comment in self.comments)} <= known,
            {adoption.person for adoption in self.adoptions} <= known - {self.owner},
            all(comment.answers in (None, *range(place)) for place, comment in enumerate(self.comments)),
            self.owner not in raters and len(raters) == len(set(raters)),
            all(1 <= stars <= 5 for _, stars in self.ratings),
            all(0 <= comment.days_ago <= self.days_ago for comment in self.comments),
            bool(self.domains) and DOMAINS.issuperset(self.domains),
            self.visibility in VISIBILITIES,
            self.fields.keys() <= FIELDS[self.type],
            all(file.is_file() for file in self.files),
        )

    def fields_on(self, today: date) -> dict[str, str]:
        """The type's fields as a form would send them; dates are counted back from today."""
        return {
            name: (today - timedelta(days=int(value))).isoformat() if name in DATE_FIELDS else str(value)
            for name, value in self.fields.items()
        }


@cache
def authorities() -> tuple[Authority, ...]:
    return tuple(Authority(**row) for row in _read("authorities.json"))


@cache
def people() -> tuple[Person, ...]:
    return tuple(Person(**row) for row in _read("people.json"))


@cache
def items() -> tuple[Item, ...]:
    return tuple(_item(kind, row) for kind in FIELDS for row in _read(f"items/{kind}.json"))


def _item(kind: str, row: dict[str, Any]) -> Item:
    row["files"] = tuple(FILES / name for name in row["files"])
    row["ratings"] = tuple((person, stars) for person, stars in row["ratings"])
    row["comments"] = tuple(Comment(**comment) for comment in row["comments"])
    row["adoptions"] = tuple(Adoption(**adoption) for adoption in row.get("adoptions", ()))
    row["tags"], row["domains"] = tuple(row["tags"]), tuple(row["domains"])
    return Item(type=kind, **row)


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return rows


def _require(what: str, *conditions: bool) -> None:
    for number, holds in enumerate(conditions, 1):
        if not holds:
            raise ValueError(f"{what}: condition {number} of its class does not hold")
