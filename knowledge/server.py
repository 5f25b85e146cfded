"""Running the platform: the web, the worker beside it, and making an installation ready."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import click
import waitress
from flask import current_app
from flask.cli import with_appcontext

from config import Config
from ingest.sandbox import NoSandbox
from knowledge.core import findable, schema, web
from knowledge.core.tools import tools
from knowledge.core.worker import Worker
from search.engine import EngineAway, IndexUnusable
from search.highlight import snippet
from search.query import Query

WEB_THREADS = 8
SENSELESS_BODY = 2**30  # bytes; what is too large but smaller than this is refused in the asker's language
log = logging.getLogger(__name__)


@click.command()
@with_appcontext
def setup() -> None:
    """Make the installation ready: folders, tables, their first rows, an index of this version.

    Safe to repeat."""
    config = current_app.config["OTZAR"]
    config.instance.mkdir(parents=True, exist_ok=True)
    schema.upgrade(current_app.extensions["otzar-database"])
    schema.seed()
    try:
        tools().search.stamps()
    except IndexUnusable:
        click.echo("The search index is damaged or of another version: it is made anew from the database.")
        findable.rebuild()
    click.echo("The installation is ready.")


@click.command()
@with_appcontext
def worker() -> None:
    """Do waiting work until stopped: reading files, indexing, mail. Several may run."""
    _require_setup()
    _warn_without_sandbox()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    parent = os.getppid() if os.environ.get("OTZAR_PARENT") else None
    Worker().run(stop, still_wanted=lambda: parent is None or os.getppid() == parent)
    tools().close()


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of the PORT setting.")
@with_appcontext
def serve(port: int | None) -> None:
    """Serve the platform with its worker. Ctrl-C or SIGTERM stops both."""
    _require_setup()
    config = current_app.config["OTZAR"]
    server = _open_server(config, config.port if port is None else port)
    for number in (signal.SIGINT, signal.SIGTERM):  # a script's background job would ignore SIGINT
        signal.signal(number, _stop)
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    with _worker_beside():
        click.echo(f"Otzar is open at http://{config.host}:{server.effective_port}")
        try:
            server.run()
        except SystemExit:
            pass
        finally:
            server.close()
    tools().close()


COMMANDS = (setup, worker, serve)


def _open_server(config: Config, port: int) -> waitress.server.BaseWSGIServer:
    try:
        return waitress.create_server(
            current_app._get_current_object(),  # type: ignore[attr-defined]
            host=config.host,
            port=port,
            threads=WEB_THREADS,
            max_request_body_size=max(web.largest_body(), SENSELESS_BODY),
            clear_untrusted_proxy_headers=not config.trusted_proxies,
            ident="otzar",
        )
    except ValueError:  # a name that cannot be resolved
        raise click.ClickException(f"HOST must be an address of this machine, not {config.host!r}.") from None
    except OSError as problem:
        place = f"{config.host}:{port}"
        raise click.ClickException(
            f"{place} cannot be listened on ({problem.strerror}). Name another with PORT or --port."
        ) from problem


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _warm_up() -> None:
    """Load the tables of Hebrew and open the index, so that the first search need not wait for them."""
    snippet(["חם"], "חם")
    with suppress(EngineAway):  # an index that is away is told to whoever searches
        tools().search.search(Query("חם", frozenset()))


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A worker process for as long as the web runs; a new one when it dies."""
    stopping = threading.Event()
    watch = threading.Thread(target=_keep_worker, args=(stopping,), name="worker-watch")
    watch.start()
    try:
        yield
    finally:
        stopping.set()
        watch.join()


def _keep_worker(stopping: threading.Event) -> None:
    pause_s = 1.0
    while not stopping.is_set():
        started = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "worker"],
            env={**os.environ, "OTZAR_PARENT": "1"},
            start_new_session=True,  # Ctrl-C goes to the web, which then tells its worker
        )
        while child.poll() is None and not stopping.wait(0.2):
            pass
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
            return
        pause_s = 1.0 if time.monotonic() - started > 60 else min(pause_s * 2, 30)
        if not stopping.wait(pause_s):
            log.error("the worker ended with %s; starting another", child.returncode)


def _require_setup() -> None:
    if not schema.is_current(current_app.extensions["otzar-database"]):
        raise click.ClickException("The database is not ready for this version. Run: flask setup")


def _warn_without_sandbox() -> None:
    try:
        if tools().extractor.workers.sandbox() == "none":
            click.echo(
                "This machine offers no sandbox. Files are read without, as SANDBOX=none says.", err=True
            )
    except NoSandbox as lacking:
        click.echo(
            f"This machine offers no sandbox ({lacking}). Only plain text is read, until the setting "
            "SANDBOX=none says that other files may be read without one.",
            err=True,
        )
