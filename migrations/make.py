"""Writes a migration from what the models say and the migrations do not yet."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config as AlembicConfig

from knowledge.core import db, schema
from knowledge.features import FEATURES

FOLDER = Path(__file__).resolve().parent


def main(message: str) -> None:
    assert FEATURES  # importing them is what fills the metadata
    with TemporaryDirectory() as folder:
        engine = db.connect(f"sqlite:///{folder}/empty.sqlite")
        schema.upgrade(engine)
        with engine.connect() as connection:
            settings = AlembicConfig()
            settings.set_main_option("script_location", str(FOLDER))
            settings.set_main_option("file_template", "%%(slug)s")
            settings.attributes["connection"] = connection
            name = f"{datetime.now(UTC):%Y%m%d}_{message.replace(' ', '_')}"
            command.revision(settings, message=name, rev_id=name, autogenerate=True)
        engine.dispose()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
