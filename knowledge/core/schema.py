"""The database's shape: migrations up and down, and the rows every installation begins with."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from knowledge.core.db import transaction
from knowledge.core.feature import installed
from knowledge.core.jobs import schedule_regular

_MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    with engine.connect() as connection:
        command.upgrade(_settings(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    with engine.connect() as connection:
        command.downgrade(_settings(connection), revision)


def present(engine: Engine) -> str | None:
    """The revision of the database's shape; None when there is no database, or it has no tables of ours."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file and not Path(file).exists():
        return None
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Whether the database has the shape this version expects."""
    return present(engine) == ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def seed() -> None:
    """Add the rows every installation begins with, lowest feature first; safe to repeat."""
    with transaction():
        for feature in reversed(installed()):
            if feature.seed:
                feature.seed()
        schedule_regular()


def _settings(connection: object) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(_MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings
