"""An installation with many generated items, built once and kept: what the pages are measured on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from app import create_app
from bench.generate import documents, queries
from config import from_environment
from knowledge.accounts.models import User
from knowledge.core import clock, findable, schema
from knowledge.core.db import Base, reading, session, transaction
from knowledge.core.tools import tools
from knowledge.discovery.models import Asked
from knowledge.library.models import Blob, File, FileText, Item, item_domain, item_tag
from knowledge.profiles.models import Profile
from knowledge.taxonomy.models import AUTHORITY_KINDS, Authority, Tag
from knowledge.taxonomy.service import fold
from search.document import Document

DOMAINS = ("organization", "digital", "service", "strategy", "economy", "planning")
KINDS = tuple(AUTHORITY_KINDS)
_CHUNK = 500
_EXAMPLES = 12


def opened(folder: Path, count: int) -> tuple[Flask, list[tuple[str, str]]]:
    """The platform on that installation, and what building it took (nothing when it was there)."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {"INSTANCE": str(folder), "SECRET_KEY": "bench"}
    app = create_app(from_environment(environment))
    if (folder / "built").exists():
        return app, []
    schema.upgrade(app.extensions["otzar-database"])
    schema.seed()
    _people()
    _searches()
    _items(count)
    started = time.perf_counter()
    tools().search.rebuild(findable.all_documents())
    seconds = time.perf_counter() - started
    with transaction():
        session.execute(Item.__table__.update().values(indexed=Item.revision))  # type: ignore[attr-defined]
    (folder / "built").touch()
    return app, [
        ("items indexed a second, from the database", f"{count / seconds:.0f}"),
        ("index", f"{_megabytes(folder / 'index'):.0f} MB"),
        ("database", f"{(folder / 'otzar.sqlite').stat().st_size / 1e6:.0f} MB"),
    ]


def _people() -> None:
    now = clock.now()
    with transaction():
        _add(
            Authority,
            [
                {
                    "id": number,
                    "name": f"רשות {number}",
                    "kind": KINDS[number % 3],
                    "region": "north",
                    "size": "small",
                }
                for number in range(1, 121)
            ],
        )
        _add(User, [_person(number, now) for number in range(1, 401)])
        _add(Profile, [{"user_id": number, "phone": "", "about": "", "job": ""} for number in range(1, 401)])
        _add(
            Tag,
            [{"id": number, "name": f"תג {number}", "folded": f"תג {number}"} for number in range(1, 501)],
        )
        session.execute(insert(Blob), [{"name": "0" * 64, "size": 1, "touched": now}])


def _searches() -> None:
    """What several people searched for, so that home has examples to try."""
    now = clock.now()
    rows = [
        {"folded": fold(text), "user_id": number, "text": text, "last": now}
        for text in dict.fromkeys(queries(_EXAMPLES))
        for number in range(1, 4)
    ]
    with transaction():
        _add(Asked, rows)


def _person(number: int, created: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "email": f"p{number}@bench.example",
        "name": f"אדם מספר {number}",
        "role": "member",
        "authority_id": 1 + number % 120,
        "created": created,
        "password": "!",
        "session_key": "bench",
    }


def _items(count: int) -> None:
    for chunk in _chunks(documents(count)):
        with transaction():
            _add(Item, [_item(document) for document in chunk])
            _add(File, [_file(document) for document in chunk])
            _add(FileText, [row for document in chunk for row in _texts(document)])
            session.execute(insert(item_domain), [row for document in chunk for row in _domains(document)])
            session.execute(insert(item_tag), [row for document in chunk for row in _tags(document)])
        print(".", end="", file=sys.stderr, flush=True)


def _item(document: Document) -> dict[str, Any]:
    ratings = document.id % 7
    return {
        "id": document.id,
        "type_code": document.facets["type"][0],
        "title": document.title[:200],
        "text": "",
        "visibility": "network" if document.id % 10 else "managers",
        "owner_id": 1 + int(document.facets["owner"][0]) % 400,
        "authority_id": 1 + int(document.facets["authority"][0]) % 120,
        "created": document.created,
        "changed": document.created,
        "ratings": ratings,
        "stars_total": ratings * (1 + document.id % 5),
        "fields": {},
    }


def _file(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "item_id": document.id,
        "blob": "0" * 64,
        "name": f"{document.id}.docx",
        "size": 1,
        "state": "ready",
        "scanned": [],
        "created": document.created,
    }


def _texts(document: Document) -> Iterator[dict[str, Any]]:
    half = len(document.body) // 2
    for position, text in enumerate((document.body[:half], document.body[half:]), start=1):
        yield {"file_id": document.id, "position": position, "page": position, "text": text, "part": ""}


def _domains(document: Document) -> Iterator[dict[str, Any]]:
    for code in {DOMAINS[document.id % 6], DOMAINS[document.id % 4]}:
        yield {"item_id": document.id, "domain_code": code}


def _tags(document: Document) -> Iterator[dict[str, Any]]:
    for number in {1 + int(tag.rpartition(" ")[2]) % 500 for tag in document.facets["tag"]}:
        yield {"item_id": document.id, "tag_id": number}


def _add(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    session.execute(insert(model), list(rows))


def _chunks(source: Iterator[Document]) -> Iterator[list[Document]]:
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def session_cookie(app: Flask) -> str:
    """The session cookie of one of its members, for a client outside of this process."""
    with reading():
        user = session.get_one(User, 7)
        values = {"_user_id": f"{user.id}.{user.session_key}", "_fresh": True}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"session={serializer.dumps(values)}"
