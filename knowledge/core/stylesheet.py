"""The one stylesheet: all files of static/css in the order of the layers, named by their bytes."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Flask, Response, request, url_for

from knowledge.core.web import public

ENDPOINT = "stylesheet"
FOLDER = Path(__file__).resolve().parents[2] / "static" / "css"
_FIRST = ("tokens.css", "base.css", "layout.css")  # the order of the layers is said in the first


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """Its text, and the same packed as tightly as can be: once a process."""

    text: bytes
    packed: dict[str, bytes]
    fingerprint: str


def install(app: Flask) -> None:
    app.add_url_rule("/static/css/otzar.css", ENDPOINT, serve)
    app.jinja_env.globals["stylesheet"] = address


def address() -> str:
    """Where the stylesheet is served; it changes with the files, so that browsers may keep it for ever."""
    return url_for(ENDPOINT, v=made().fingerprint)


@public
def serve() -> Response:
    sheet = made()
    encoding = request.accept_encodings.best_match(("br", "gzip"))
    response = Response(sheet.packed.get(encoding or "", sheet.text), mimetype="text/css")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


@cache
def made() -> Stylesheet:
    text = "".join(squeezed(file.read_text(encoding="utf-8")) for file in files()).encode()
    packed = {"br": brotli.compress(text, quality=11), "gzip": gzip.compress(text, 9, mtime=0)}
    return Stylesheet(text, packed, hashlib.sha256(text).hexdigest()[:12])


def files() -> list[Path]:
    """All of them; a component's file joins by being there."""
    first = [FOLDER / name for name in _FIRST]
    return first + sorted(file for file in FOLDER.rglob("*.css") if file not in first)


def squeezed(css: str) -> str:
    """Without comments and indentation; what stands in quotes holds neither."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()
