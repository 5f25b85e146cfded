"""What the documents say is there, is there: files, settings, commands and make targets."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from config import Config

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
SETTINGS = [ROOT / "README.md", ROOT / "docs" / "running.md"]


def name_of(document: Path) -> str:
    return document.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_files_that_are_named_exist(document):
    text = document.read_text(encoding="utf-8")
    linked = {document.parent / link for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text)}
    named = {ROOT / file for file in re.findall(r"`([a-z_]+/[\w/.-]+\.\w{2,4}|[a-z_]+\.py)`", text)}
    bare = {file for file in named if "/" not in str(file.relative_to(ROOT))}
    beside = {
        file.name
        for folder in ("knowledge", "search", "ingest", "sample")
        for file in (ROOT / folder).rglob("*.py")
    }

    missing = [file for file in linked | named if not file.exists()]
    assert [file for file in missing if file not in bare or file.name not in beside] == []


@pytest.mark.parametrize("document", SETTINGS, ids=name_of)
def test_every_setting_is_named_and_no_other(document):
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", document.read_text(encoding="utf-8"), re.MULTILINE)
    named = {name.lower().removesuffix("_url") for row in rows for name in re.findall(r"[A-Z_]+", row)}

    fields = {field.removesuffix("_url") for field in Config.__dataclass_fields__}
    assert named == fields


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_commands_that_are_named_exist(app: Flask, document):
    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    commands = set(re.findall(r"(?:`|^)flask ([a-z]+)", text, re.MULTILINE))
    made = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert commands <= set(app.cli.commands) and made <= targets


def test_a_tour_goes_on_without_a_gap():
    text = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")

    steps = [int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)]
    assert all(after in (before + 1, 1) for before, after in pairwise(steps)) and steps
