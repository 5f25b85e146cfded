"""Items as people bring them, with real files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from knowledge.core.db import session
from knowledge.core.jobs import run_until_done
from knowledge.library.models import Item


@pytest.fixture
def state_of(app: Flask) -> Callable[[Item], str]:
    """Where an item stands after all jobs that are due have run."""

    def look(item: Item) -> str:
        run_until_done()
        session.remove()
        return session.get_one(Item, item.id).state

    return look
