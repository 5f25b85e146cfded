"""The stylesheet and the scripts as browsers get them: squeezed, packed once, named by their bytes."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import brotli
from flask import Flask, Response, abort, request

FOLDER = Path(__file__).resolve().parents[2] / "static"
STYLES, SCRIPTS = FOLDER / "css", FOLDER / "js"
STYLESHEET = "css/otzar.css"  # no file: all of them in one
ENDPOINTS = ("stylesheet", "script")
_FIRST = ("tokens.css", "base.css", "layout.css")  # the order of the layers is said in the first
_IMPORT = re.compile(r"""(\b(?:from|import)\s*\(?\s*["'])\./([\w-]+\.js)(["'])""")


@dataclass(frozen=True)
class Asset:
    """A text, and the same packed as tightly as can be."""

    text: bytes
    media_type: str

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.text).hexdigest()[:12]

    @cached_property
    def packed(self) -> dict[str, bytes]:
        return {"br": brotli.compress(self.text, quality=11), "gzip": gzip.compress(self.text, 9, mtime=0)}


def install(app: Flask) -> None:
    app.add_url_rule(f"/static/{STYLESHEET}", "stylesheet", _serve_stylesheet)
    app.add_url_rule("/static/js/<name>", "script", _serve_script)


@cache
def fingerprint(name: str) -> str:
    """Of a file in static/: it changes with all that the file brings along."""
    if name == STYLESHEET:
        return stylesheet().fingerprint
    if name.startswith("js/"):
        return script(name.removeprefix("js/")).fingerprint
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


@cache
def stylesheet() -> Asset:
    """All files of static/css; a component's file joins by being there."""
    first = [STYLES / name for name in _FIRST]
    files = first + sorted(file for file in STYLES.rglob("*.css") if file not in first)
    return Asset("".join(squeezed(file.read_text(encoding="utf-8")) for file in files).encode(), "text/css")


@cache
def script(name: str) -> Asset:
    """A module; what it imports is named by its bytes too, so that no old part meets a new one."""

    def named(found: re.Match[str]) -> str:
        return f"{found[1]}./{found[2]}?v={script(found[2]).fingerprint}{found[3]}"

    text = _bare((SCRIPTS / name).read_text(encoding="utf-8"))
    return Asset(_IMPORT.sub(named, text).encode(), "text/javascript")


def squeezed(css: str) -> str:
    """Without comments and indentation; what stands in quotes holds neither."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()


def _bare(javascript: str) -> str:
    """Without indentation and lines that only comment; no template of ours counts its blanks."""
    without = re.sub(r"^\s*/\*.*?\*/\s*$", "", javascript, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in without.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _serve_stylesheet() -> Response:
    return _serve(stylesheet())


def _serve_script(name: str) -> Response:
    if not re.fullmatch(r"[\w-]+\.js", name) or not (SCRIPTS / name).is_file():
        abort(404)
    return _serve(script(name))


def _serve(asset: Asset) -> Response:
    encoding = request.accept_encodings.best_match(("br", "gzip"))
    response = Response(asset.packed.get(encoding or "", asset.text), mimetype=asset.media_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.set_etag(f"{asset.fingerprint}-{encoding or 'plain'}")
    response.make_conditional(request)
    return response
