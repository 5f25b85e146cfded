"""Items that search finds."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from knowledge.core.db import session, transaction
from knowledge.core.findable import changed
from knowledge.core.jobs import run_until_done
from knowledge.library.models import Item
from knowledge.taxonomy.tags import tags_named
from tests import make


@pytest.fixture
def bring(app: Flask) -> Any:
    """Makes an item and lets the index follow: ``bring("title", tags=["water"], plain="its text")``."""

    def bring_one(title: str = "מכרז לפינוי אשפה", *, tags: tuple[str, ...] = (), **more: Any) -> Item:
        item = make.item(title, **more)
        with transaction():
            session.get_one(Item, item.id).tags = tags_named(tags)
            changed("item", item.id)
        run_until_done()
        return item

    return bring_one


@pytest.fixture
def ask(app: Flask) -> Any:
    """Asks the API as a person: ``ask(person, "/search?q=water")``."""

    def ask_one(person: Any, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {make.token(person)}"}
        return app.test_client().get(f"/api/v1{path}", headers=headers, **more)

    return ask_one
