"""What tests of several features share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from knowledge.accounts.models import User
from knowledge.core.db import transaction
from knowledge.core.tools import tools
from knowledge.library import blobs, service
from knowledge.library.blobs import Kept
from knowledge.library.drafts import Draft
from knowledge.library.models import Item
from tests import make


@pytest.fixture
def client(app: Flask) -> Callable[[User], FlaskClient]:
    """An API client of a person: ``client(person).get(…)``."""

    def open_one(person: User) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make.token(person)}"
        return client

    return open_one


@pytest.fixture
def store(app: Flask) -> Callable[..., Kept]:
    """Puts bytes into storage: ``store("name.txt", "text")``."""

    def store_one(name: str = "notes.txt", content: str | bytes = "מילים בקובץ") -> Kept:
        incoming = tools().storage.receive()
        incoming.write(content.encode() if isinstance(content, str) else content)
        try:
            return blobs.keep(incoming, name)
        finally:
            incoming.discard()

    return store_one


@pytest.fixture
def bring(app: Flask, store: Any) -> Callable[..., Item]:
    """Adds an item through the service: ``bring(person, files={"a.txt": "text"}, title="…")``."""

    def bring_one(owner: Any = None, *, files: dict[str, Any] | None = None, **more: Any) -> Item:
        kept = [store(name, content) for name, content in (files or {}).items()]
        values = {"type": "tender", "title": "מכרז לפינוי אשפה"} | more
        actor = make.actor() if owner is None else getattr(owner, "actor", owner)
        with transaction():
            return service.create(actor, Draft(**values), kept)

    return bring_one
