"""The facet ``owner`` of search: people by their ids."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from knowledge.accounts.models import User
from knowledge.core.db import session
from knowledge.core.feature import Facet
from knowledge.core.i18n import _l
from knowledge.taxonomy.service import named


def owner_labels(values: Collection[str]) -> dict[str, str]:
    ids = [int(value) for value in values if value.isdecimal() and len(value) < 10]
    people = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {str(person.id): person.name for person in people}


def owners_named(typed: str) -> frozenset[str]:
    """Everybody in whose name all the words occur."""
    people = session.execute(select(User.id, User.name))
    return named(typed, {str(person.id): person.name for person in people})


OWNER = Facet("owner", _l("Brought by"), 50, owner_labels, owners_named, private=True)
