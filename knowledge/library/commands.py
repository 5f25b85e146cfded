"""What an administrator does with files in a terminal: bringing a folder in, and looking at what is read."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from ingest.extract import TextExtractor
from ingest.model import CannotIngest, Upload
from ingest.pipeline import ingest
from ingest.sandbox import NoSandbox
from knowledge.accounts import service as accounts
from knowledge.core import i18n
from knowledge.core.db import reading, session, transaction
from knowledge.core.errors import Invalid
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.library import blobs, reasons, service
from knowledge.library.drafts import Draft
from knowledge.library.models import NETWORK, VISIBILITIES, File, Item
from knowledge.library.titles import title_of
from knowledge.taxonomy.tags import LONGEST_TAG, MOST_TAGS

_CHUNK = 1 << 20
_AT_ONCE = 2  # files read side by side


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--owner", required=True, metavar="EMAIL", help="Whose items they will be.")
@click.option("--type", "type_code", default="information", show_default=True, help="What they are.")
@click.option("--visibility", type=click.Choice(VISIBILITIES), default=NETWORK, show_default=True)
@with_appcontext
def import_folder(folder: Path, owner: str, type_code: str, visibility: str) -> None:
    """Bring in a FOLDER: one item a file, sub-folders become tags.

    Files this owner already has outside the bin are skipped, so it can be stopped and started again.
    """
    i18n.set_language("en")
    actor = _owner(owner)
    files = sorted(_files_in(folder))
    added = skipped = 0
    failed: list[str] = []
    with click.progressbar(files, label="Importing", show_pos=True, file=sys.stderr) as bar:
        for file in bar:
            draft = _draft(file.relative_to(folder), type_code, visibility, actor)
            try:
                if _bring(actor, file, draft):
                    added += 1
                else:
                    skipped += 1
            except Invalid as wrong:
                failed.append(f"{file}: {'; '.join(wrong.errors.values()) or wrong.sentence}")
            except OSError as error:
                failed.append(f"{file}: {error.strerror}")
    for line in failed:
        click.echo(line, err=True)
    click.echo(f"{added} added, {skipped} here already, {len(failed)} not taken.")
    if failed:
        raise SystemExit(1)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@with_appcontext
def extract(files: tuple[Path, ...]) -> None:
    """Print what is read from each FILE, as one line of JSON. Needs no installation."""
    with closing(tools()) as opened, ThreadPoolExecutor(_AT_ONCE) as threads:
        for found in threads.map(lambda file: _extracted(file, opened.extractor), files):
            click.echo(json.dumps(found))


class _Folder:
    """A storage that only opens: the files where they lie."""

    def open(self, name: str) -> BinaryIO:
        return Path(name).open("rb")


def _extracted(file: Path, extractor: TextExtractor) -> dict[str, Any]:
    name = file.name
    try:
        found = ingest(Upload(str(file), name), storage=_Folder(), extractor=extractor)
    except CannotIngest as refused:
        return {"name": name, "reason": refused.reason.value}
    except NoSandbox:
        return {"name": name, "reason": reasons.NO_SANDBOX}
    except OSError:
        return {"name": name, "reason": "missing"}
    line = {"name": name, "media_type": found.media_type, "pages": found.page_count, "text": found.text}
    return {**line, "cut": True} if found.cut else line


def _owner(email: str) -> Actor:
    with reading():
        user = accounts.known_by(email)
    if user is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    return user.actor


def _files_in(folder: Path) -> Iterator[Path]:
    """Every file, without hidden ones and without following links."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            file = Path(place) / name
            if not name.startswith(".") and file.is_file() and not file.is_symlink():
                yield file


def _draft(file: Path, type_code: str, visibility: str, actor: Actor) -> Draft:
    tags = [part.replace(",", " ")[:LONGEST_TAG] for part in file.parts[:-1]]
    return Draft(
        type=type_code,
        title=title_of(file.name),
        authority=str(actor.authority_id or ""),
        tags=tuple(tags[:MOST_TAGS]),
        visibility=visibility,
    )


def _bring(actor: Actor, file: Path, draft: Draft) -> bool:
    """Store the file and add its item; False when the owner has it already."""
    incoming = tools().storage.receive()
    try:
        with file.open("rb") as content:
            while chunk := content.read(_CHUNK):
                if incoming.size + len(chunk) > tools().config.max_upload:
                    raise Invalid("it is larger than MAX_UPLOAD allows")
                incoming.write(chunk)
        if _has(actor, incoming.finish()):
            return False
        kept = blobs.keep(incoming, file.name)
    finally:
        incoming.discard()
    with transaction():
        service.create(actor, draft, [kept])
    return True


def _has(actor: Actor, blob: str) -> bool:
    with reading():
        mine = select(File.id).join(Item, Item.id == File.item_id)
        mine = mine.where(File.blob == blob, Item.owner_id == actor.id, Item.deleted.is_(None))
        return session.scalar(mine.limit(1)) is not None
