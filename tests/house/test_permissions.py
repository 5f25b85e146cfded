"""Who may do what: the document says what the code says, and templates ask for permissions there are."""

import re
from pathlib import Path

import pytest

from knowledge.accounts.commands import permissions_text
from knowledge.core import feature

ROOT = Path(__file__).resolve().parents[2]


def test_the_document_says_what_the_code_says(app):
    document = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")

    assert document == permissions_text(), "run: flask permissions > docs/permissions.md"


def test_names_are_given_once(app):
    names = [each.name for installed in feature.installed() for each in installed.permissions]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda file: file.name)
def test_templates_ask_for_permissions_there_are(app, template):
    for name in re.findall(r"""\bcan\(["']([^"']+)["']""", template.read_text(encoding="utf-8")):
        assert feature.permission(name)
