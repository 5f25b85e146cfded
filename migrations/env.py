"""Runs migrations on the connection it is given. The tables come from the installed features."""

from __future__ import annotations

from alembic import context

from knowledge.core.db import Base, UtcDateTime
from knowledge.features import FEATURES


def render_item(kind: str, thing: object, _context: object) -> str | bool:
    """A migration stands by itself: it never needs today's code to run."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


connection = context.config.attributes["connection"]
assert FEATURES  # importing them is what fills Base.metadata
context.configure(
    connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=render_item
)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
