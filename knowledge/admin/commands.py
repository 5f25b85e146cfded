"""What an administrator does in a terminal: the index anew, checking, backup and restoring."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine, func, select

from knowledge.accounts.models import User
from knowledge.admin import archive, checks
from knowledge.core import findable, schema
from knowledge.core.db import reading, session
from knowledge.core.tools import tools
from knowledge.library.models import Blob, Item
from search.engine import EngineAway

_NAMES_SHOWN = 5


@click.command()
@with_appcontext
def reindex() -> None:
    """Make the search index anew from the database. Searching goes on with the old one meanwhile."""
    _require_setup()
    click.echo(f"{_rebuild()} documents in the index.")


@click.command()
@click.option("--mend", is_flag=True, help="Repair what can be, by jobs that the worker does.")
@click.option("--bytes", "every_byte", is_flag=True, help="Also read every file and prove its name.")
@with_appcontext
def check(mend: bool, every_byte: bool) -> None:
    """Compare database, storage and index. Ends with 1 when something is wrong and was not mended."""
    _require_setup()
    left = 0
    for finding in checks.check(every_byte=every_byte):
        click.echo(f"{finding.sentence} {len(finding.names)}: {_some(finding.names)}")
        if mend and checks.mend(finding):
            click.echo("  mended, or asked for")
        else:
            left += 1
    if left:
        sys.exit(1)
    click.echo("Nothing is left to mend." if mend else "All is well.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write database, files and settings to FILE, a tar file; compressed when its name ends with gz."""
    _require_setup()
    with reading():
        count = session.scalar(select(func.count()).select_from(Blob)) or 0
    config = current_app.config["OTZAR"]
    with click.progressbar(length=count, label="Files", file=sys.stderr) as bar:
        missing = archive.write(
            file, _engine(), tools().storage, secret_key=config.secret_key, seen=lambda: bar.update(1)
        )
    if missing:
        click.echo(f"{len(missing)} files are missing in storage: {_some(missing)}", err=True)
    click.echo(f"{file} holds the database, {count - len(missing)} files and the settings.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Put the backup FILE into this installation, which must be empty, and make its index."""
    _require_empty()
    with tempfile.TemporaryDirectory(prefix="otzar-restore-") as folder:
        try:
            contents = archive.read(file, Path(folder), tools().storage)
        except archive.NotABackup as wrong:
            raise click.ClickException(str(wrong)) from None
        archive.load(contents, _engine())
    schema.seed()
    click.echo(_keep_secret(contents.manifest["settings"]["SECRET_KEY"]))
    click.echo(
        f"{len(contents.files)} files and {_rebuild()} documents in the index. The installation is ready."
    )


COMMANDS = (reindex, check, backup, restore)


def _rebuild() -> int:
    with reading():
        expected = len(findable.expected_stamps())
    try:
        with click.progressbar(length=expected, label="Indexing", file=sys.stderr) as bar:
            return findable.rebuild(seen=lambda: bar.update(1))
    except EngineAway as reason:
        raise click.ClickException(str(reason)) from None


def _keep_secret(key: str) -> str:
    """People stay signed in when the key comes along; a key of the environment is not ours to change."""
    config = current_app.config["OTZAR"]
    file: Path = config.instance / "secret_key"
    if not file.exists() or file.read_text(encoding="ascii") != config.secret_key:
        return "SECRET_KEY comes from the environment and stays as it is."
    new = file.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as written:
        written.write(key)
    new.replace(file)
    return "The secret key came with the backup."


def _require_setup() -> None:
    if not schema.is_current(_engine()):
        raise click.ClickException("The database is not ready for this version. Run: flask setup")


def _require_empty() -> None:
    current_app.config["OTZAR"].instance.mkdir(parents=True, exist_ok=True)
    if schema.present(_engine()) is None:
        return
    _require_setup()
    with reading():
        if session.scalar(select(User.id).limit(1)) or session.scalar(select(Item.id).limit(1)):
            raise click.ClickException(
                "This installation is not empty. Restore into a new one: set INSTANCE."
            )


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _engine() -> Engine:
    engine: Engine = current_app.extensions["otzar-database"]
    return engine
