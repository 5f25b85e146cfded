"""A backup: database, files and settings in a tar file that proves itself.

It begins with ``manifest.json``. Each table is a file of JSON lines, so that it fits any database. Each
stored file lies under its own name, the SHA-256 of its bytes. ``end.json`` says that nothing is missing.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Column, DateTime, Engine, MetaData, Table, select

from ingest.storage import FileStorage
from knowledge.core import clock, schema
from knowledge.core.db import Base

FORMAT = 1
_MEMBER = re.compile(r"tables/[a-z_]+\.jsonl|files/[0-9a-f]{64}|manifest\.json|end\.json")
_ROWS_AT_ONCE = 500
_CHUNK = 1 << 20


class NotABackup(Exception):
    """The file is damaged or something else; the message says what was found."""


@dataclass(slots=True)
class Contents:
    """What a backup holds, read and proved."""

    manifest: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Path] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    ended: bool = False


def write(
    file: Path,
    engine: Engine,
    storage: FileStorage,
    *,
    secret_key: str,
    seen: Callable[[], None],
) -> list[str]:
    """Write a backup; an older one of that name stays until this one is whole. Returns the missing files."""
    half = file.with_name(f".{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(prefix="otzar-backup-") as folder, _new(half, file.name) as archive:
            tables = _dump(engine, Path(folder))
            manifest = {
                "format": FORMAT,
                "created": clock.now().isoformat(),
                "revision": schema.present(engine),
                "tables": list(tables),
                "settings": {"SECRET_KEY": secret_key},
            }
            _add_json(archive, "manifest.json", manifest)
            for name, path in tables.items():
                archive.add(path, f"tables/{name}.jsonl")
            missing, count = _add_files(archive, storage, tables["blob"], seen)
            _add_json(archive, "end.json", {"files": count, "missing": missing})
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    return missing


def read(file: Path, folder: Path, storage: FileStorage) -> Contents:
    """Prove a backup to its end: tables come into the folder, files into the storage. Raises NotABackup."""
    found = Contents()
    try:
        with tarfile.open(file, "r|*") as archive:
            for member in archive:
                _read_member(archive, member, found, folder, storage)
    except (tarfile.TarError, EOFError, OSError, ValueError) as reason:
        raise NotABackup(f"{file.name} is not a whole backup: {reason}") from reason
    if not found.ended or set(found.manifest.get("tables", ())) != set(found.tables):
        raise NotABackup(f"{file.name} is not a whole backup: its end is missing.")
    if found.manifest["format"] != FORMAT:
        raise NotABackup(f"{file.name} was written by another version of the platform.")
    return found


def load(contents: Contents, engine: Engine) -> None:
    """Fill the database, made anew in the shape it had, in one transaction."""
    schema.downgrade(engine)
    schema.upgrade(engine, contents.manifest["revision"])
    present = MetaData()
    present.reflect(engine)
    with engine.connect() as connection:
        for table in present.sorted_tables:
            if table.name in contents.tables:
                connection.execute(table.delete())
                for rows in _batches(contents.tables[table.name], table, engine.dialect.name):
                    connection.execute(table.insert(), rows)
        connection.commit()
    schema.upgrade(engine)


def _new(half: Path, name: str) -> tarfile.TarFile:
    half.touch(mode=0o600)  # it holds the secret key
    if name.endswith("gz"):
        return tarfile.open(half, "w:gz", compresslevel=5)
    return tarfile.open(half, "w")


def _dump(engine: Engine, folder: Path) -> dict[str, Path]:
    """Every table as of one moment, those that others refer to first."""
    found = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            found[table.name] = folder / f"{table.name}.jsonl"
            rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table)).mappings()
            with found[table.name].open("w", encoding="utf-8") as lines:
                for row in rows:
                    lines.write(json.dumps(dict(row), default=_written, ensure_ascii=False) + "\n")
    return found


def _written(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"a backup cannot hold {type(value).__name__}")


def _add_json(archive: tarfile.TarFile, name: str, value: object) -> None:
    content = json.dumps(value, ensure_ascii=False, indent=1).encode()
    _add(archive, name, io.BytesIO(content), len(content))


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime = size, int(clock.now().timestamp())
    archive.addfile(member, content)


def _add_files(
    archive: tarfile.TarFile, storage: FileStorage, blobs: Path, seen: Callable[[], None]
) -> tuple[list[str], int]:
    """The stored files that the dumped database knows."""
    missing, count = [], 0
    with blobs.open(encoding="utf-8") as lines:
        for line in lines:
            name = json.loads(line)["name"]
            try:
                with storage.open(name) as content:
                    _add(archive, f"files/{name}", content, storage.size(name))
                count += 1
            except FileNotFoundError:
                missing.append(name)
            seen()
    return missing, count


def _read_member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, found: Contents, folder: Path, storage: FileStorage
) -> None:
    content = archive.extractfile(member)
    if not _MEMBER.fullmatch(member.name) or content is None:
        raise ValueError(f"it holds {member.name!r}")
    kind, _slash, name = member.name.partition("/")
    if kind == "tables":
        found.tables[name.removesuffix(".jsonl")] = place = folder / name
        with place.open("wb") as copy:
            while chunk := content.read(_CHUNK):
                copy.write(chunk)
    elif kind == "files":
        _keep(content, name, storage)
        found.files.add(name)
    elif kind == "manifest.json":
        found.manifest = json.load(content)
    else:
        found.ended = json.load(content)["files"] == len(found.files)


def _keep(content: IO[bytes], name: str, storage: FileStorage) -> None:
    incoming = storage.receive()
    try:
        while chunk := content.read(_CHUNK):
            incoming.write(chunk)
        if incoming.finish() != name:
            raise ValueError(f"the file {name} is damaged")
        incoming.keep()
    finally:
        incoming.discard()


def _batches(lines: Path, table: Table, dialect: str) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    with lines.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            rows.append({name: _value(table.columns[name], value, dialect) for name, value in row.items()})
            if len(rows) == _ROWS_AT_ONCE:
                yield rows
                rows = []
    if rows:
        yield rows


def _value(column: Column[Any], value: Any, dialect: str) -> Any:
    if isinstance(column.type, DateTime) and value is not None:
        moment = datetime.fromisoformat(value).astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect == "sqlite" else moment
    return value
