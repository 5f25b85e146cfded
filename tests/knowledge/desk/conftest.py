"""Managers at their desk, and items that already bear values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from knowledge.core.db import session, transaction
from knowledge.core.jobs import run_until_done
from knowledge.core.permissions import MANAGER, Actor
from knowledge.desk import fields
from knowledge.discovery import service as discovery
from knowledge.discovery.wanted import read
from knowledge.library.models import Item, ItemType
from knowledge.taxonomy.tags import tags_named
from tests import make

AREAS = {
    "label_he": "אגף",
    "label_en": "Department",
    "kind": "choice",
    "choices": [
        {"label_he": "שפ״ע", "label_en": "Environment"},
        {"label_he": "הנדסה", "label_en": "Engineering"},
    ],
}


@pytest.fixture
def manager(app: Flask) -> Actor:
    return make.actor("מיכל אברהם", role=MANAGER)


@pytest.fixture
def add_field(manager: Actor) -> Callable[..., int]:
    """Adds a field to tenders: ``add_field(required=True)`` gives its id."""

    def add_one(**more: Any) -> int:
        with transaction():
            kind = session.get_one(ItemType, more.pop("type_code", "tender"))
            return fields.add(manager, kind, AREAS | more).id

    return add_one


@pytest.fixture
def tagged(app: Flask) -> Callable[..., Item]:
    """An item with tags: ``tagged("רכש", "מים")``."""

    def make_one(*names: str, **more: Any) -> Item:
        item = make.item(**more)
        with transaction():
            session.get_one(Item, item.id).tags = tags_named(names)
        return item

    return make_one


@pytest.fixture
def found(app: Flask) -> Callable[..., Any]:
    """What a person finds once all jobs have run: ``found(person, q="…", tag="…")`` gives the result."""

    def look(person: Any, **arguments: str) -> Any:
        run_until_done()
        session.remove()
        wanted = {name.replace("__", "."): [value] for name, value in arguments.items()}
        return discovery.look_for(getattr(person, "actor", person), read(wanted))

    return look
