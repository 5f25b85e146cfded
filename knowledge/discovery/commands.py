"""Measuring how well the search finds, from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from search.evaluate import FIELDS, evaluate

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate")
@click.argument("passages", type=_FILE)
@click.argument("queries", type=_FILE)
@click.option("--field", type=click.Choice(FIELDS), required=True, help="Which wording of the questions.")
@with_appcontext
def evaluate_command(passages: Path, queries: Path, field: str) -> None:
    """Measure the search on a benchmark's PASSAGES and QUERIES, in an index of its own.

    Both are files of JSON lines, plain or gzip. Prints one line of JSON. Needs no setup.
    """
    address = current_app.config["OTZAR"].search
    address = address if "://" in address else ":memory:"
    click.echo(json.dumps(evaluate(address, passages, queries, field)))


COMMANDS = (evaluate_command,)
