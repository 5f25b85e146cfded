"""docs/api.md names every address of the API, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_the_document_names_every_address_of_the_api(app: Flask) -> None:
    named = set(re.findall(r"^\| `([A-Z]+ /[^`]*)`", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))

    offered = {
        f"{method} {_short(str(rule))}"
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert named == offered


def _short(rule: str) -> str:
    """/api/v1/files/<int:file_id>/pages/<int:page> as people write it: /files/<id>/pages/<n>."""
    return re.sub(r"<int:\w+_id>", "<id>", rule.removeprefix("/api/v1")).replace("<int:page>", "<n>")
