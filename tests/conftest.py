"""The platform on a database of its own for each test: a copy of one that was set up once."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from app import create_app
from config import Config, from_environment
from knowledge.core import clock, i18n, schema
from knowledge.core.db import session
from knowledge.core.tools import set_tools, tools
from tests import make
from tests.client import Browser

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first, above all the long look at every page: nobody waits for them alone at the end."""
    items.sort(key=lambda item: ("test_pages" not in item.nodeid, "journeys" not in item.nodeid))


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but this machine can be reached."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise RuntimeError(f"a test wanted to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def ready_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that was set up, to be copied."""
    folder = tmp_path_factory.mktemp("ready-made")
    app = create_app(settings(folder))
    schema.upgrade(app.extensions["otzar-database"])
    schema.seed()
    app.extensions["otzar-database"].dispose()
    return folder / "otzar.sqlite"


def settings(folder: Path, **changes: object) -> Config:
    """The settings of an installation in this folder."""
    environment = {"INSTANCE": str(folder), "SECRET_KEY": "a key for tests", **changes}
    return from_environment({name: str(value) for name, value in environment.items()})


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return settings(tmp_path, SEARCH_URL="")


@pytest.fixture
def app(config: Config, ready_made: Path) -> Iterator[Flask]:
    """The platform, with everything real and small; time stands still."""
    config.instance.mkdir(parents=True, exist_ok=True)
    shutil.copy(ready_made, config.instance / "otzar.sqlite")
    app = create_app(config)
    app.testing = True
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(ready_made.parent))  # templates compile once
    i18n.set_language("he")
    moment = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
    clock.set_source(lambda: moment)
    yield app
    clock.set_source(None)
    session.remove()
    tools().close()
    set_tools(None)
    app.extensions["otzar-database"].dispose()
    make.forget()


@pytest.fixture
def later_on() -> object:
    """Moves time: ``later_on(days=2)``."""

    def move(**distance: float) -> None:
        moment = clock.now() + timedelta(**distance)
        clock.set_source(lambda: moment)

    return move


@pytest.fixture
def browser(app: Flask) -> object:
    """Makes a browser without scripts for a person: ``browser(person)``, or ``browser()`` signed out."""

    def open_one(person: object = None) -> Browser:
        return Browser(app, person)

    return open_one


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [each for each in threading.enumerate() if each not in before and not each.daemon]
    assert not left, f"threads left running: {left}"
