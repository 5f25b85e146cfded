"""The platform as an app: its manifest, its worker, the page without a network, what other apps share."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.core import i18n, web
from knowledge.core.i18n import _
from knowledge.core.web import from_elsewhere, public
from knowledge.library.drafts import LONGEST_TITLE

# The ground of the header and of the page, as in static/css/tokens.css; a test compares them.
THEME, BACKGROUND = "#ffffff", "#fbfaf7"
LONGEST_SHARED = 1_500  # characters that travel in an address
ROOT = Path(__file__).resolve().parents[2]

pages = Blueprint("installable", __name__)


@pages.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    answer = jsonify(
        id="/",
        name=_("Otzar: the knowledge of local government, shared"),
        short_name=_("Otzar"),
        lang=i18n.language(),
        dir=i18n.direction(),
        start_url="/",
        scope="/",
        display="standalone",
        theme_color=THEME,
        background_color=BACKGROUND,
        icons=[_icon("app-192"), _icon("app-512"), _icon("app-maskable-512", purpose="maskable")],
        shortcuts=[_shortcut(_("Search"), "/search"), _shortcut(_("Add"), "/items/new")],
        share_target={
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "files", "accept": ["*/*"]}],
            },
        },
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/service-worker.js")
@public
def worker() -> Response:
    """The worker's script with the version of what it keeps: browsers take another one for an update."""
    script = (ROOT / "static" / "js" / "service-worker.js").read_text(encoding="utf-8")
    answer = Response(f'const VERSION = "{_version()}";\n{script}', mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/offline")
@public
def offline() -> str:
    """What the worker shows when there is no network; it asks for it as nobody, so no name stands on it."""
    return render_template("installable/offline.html")


@pages.post("/share")
@public
@from_elsewhere
def share() -> ResponseReturnValue:
    """What another app shared, where no worker took it: its words go into the form, its files are lost."""
    small = (request.content_length or web.SMALL_BODY) < web.SMALL_BODY
    typed = request.form if small else {}
    words = "\n\n".join(part for part in (typed.get("text", ""), typed.get("url", "")) if part)
    about = {"title": typed.get("title", "")[:LONGEST_TITLE], "text": words[:LONGEST_SHARED]}
    told: dict[str, Any] = {name: value for name, value in about.items() if value}
    if not small or web.sent_files("files"):
        told["brought"] = "lost"
    return redirect(url_for("uploads.create", **told), 303)


def _icon(name: str, purpose: str = "any") -> dict[str, str]:
    size = name.rpartition("-")[2]
    return {
        "src": web.asset(f"icons/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def _shortcut(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_icon("app-192")]}


@cache
def _version() -> str:
    """Changes with everything that pages without a network are made of."""
    kept = [file for folder in ("css", "js", "fonts") for file in (ROOT / "static" / folder).rglob("*")]
    kept += [ROOT / "templates" / name for name in ("base.html", "installable/offline.html")]
    kept += (ROOT / "translations").rglob("*.po")
    sums = (hashlib.sha256(file.read_bytes()).digest() for file in sorted(kept) if file.is_file())
    return hashlib.sha256(b"".join(sums)).hexdigest()[:12]
