"""What pages need from the request: who asks, partial templates, safe answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import FileStorage as SentFile
from werkzeug.routing import IntegerConverter

from knowledge.core import assets, clock, feature, i18n, text
from knowledge.core.errors import Missing
from knowledge.core.permissions import NOBODY, Actor

SMALL_BODY = 2 * 2**20  # bytes, for every request that carries no files
MOST_FILES = 20  # in one request
_ROOT = Path(__file__).resolve().parents[2]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Types that no browser runs, not even as the source of a script. Others go out as mere bytes.
_HARMLESS = frozenset(("application/pdf", "application/zip", "application/rtf", "application/msword"))
_HARMLESS_FAMILIES = ("application/vnd.", "text/plain", "image/png", "image/jpeg")
_SHARED = re.compile(r' (?:xmlns|width|height|fill|stroke(?:-[a-z]+)?)="[^"]*"')
Value = TypeVar("Value")


def actor() -> Actor:
    """Who is asking: the only way a view learns it. Filled by accounts/session.py."""
    asking: Actor = g.get("actor", NOBODY)
    return asking


def largest_body() -> int:
    """How many bytes a request with files may have."""
    return int(current_app.config["OTZAR"].max_upload) * MOST_FILES + SMALL_BODY


def page_number() -> int:
    return request.args.get("page", 1, int)


def row_number(typed: str) -> int:
    """A row's number in the parameters of an address. Raises ValueError for one that no database can hold."""
    number = int(typed)
    if not 0 < number < 2**31:
        raise ValueError(typed)
    return number


def sent_files(name: str) -> list[SentFile]:
    """The files of a form; a browser sends an empty one when none was picked."""
    return [file for file in request.files.getlist(name) if file.filename]


def safe_next(default: str) -> str:
    """Where the person wanted to go: an address of this platform, or the default."""
    wanted = request.values.get("next", "")
    # Browsers read a backslash as a slash and skip tabs and new lines.
    here = re.fullmatch(r"/(?!/)[^\x00-\x1f\\]*", wanted)
    return wanted if here else default


def attachment(content: Any, *, name: str, media_type: str, size: int) -> Response:
    """Bytes a stranger uploaded, never shown as a page."""
    response = Response(_chunks(content), mimetype="application/octet-stream")
    if media_type in _HARMLESS or media_type.startswith(_HARMLESS_FAMILIES):
        response.mimetype = media_type
    response.headers.set("Content-Disposition", "attachment", **_names(name))
    response.content_length = size
    response.call_on_close(content.close)
    return response


def _names(name: str) -> dict[str, str]:
    """The name for browsers of today, and one in plain letters for the others."""
    if name.isascii():
        return {"filename": name}
    plain = name.encode("ascii", "ignore").decode().strip(" .-_")
    return {"filename": plain or "file", "filename*": f"UTF-8''{quote(name, safe='')}"}


def _chunks(content: Any) -> Iterator[bytes]:
    with content:
        while chunk := content.read(256 * 1024):
            yield chunk


@dataclass(frozen=True, slots=True)
class Link:
    """A navigation link of the frame."""

    url: str
    label: str
    icon: str
    current: bool


class RowNumber(IntegerConverter):
    """A number in an address that a database can hold: anything longer names nothing."""

    regex = r"\d{1,9}"


def install(app: Flask) -> None:
    """Give templates their words, addresses their numbers, and answers their security headers."""
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        i18n._, i18n.ngettext, newstyle=False, pgettext=i18n.pgettext
    )
    app.jinja_env.globals.update(
        _=i18n._,
        ngettext=i18n.ngettext,
        asset=asset,
        icon_svg=icon_svg,
        can=lambda name, thing=None: feature.permission(name).allows(actor(), thing),
        panels=panels,
        navigation=navigation,
        date=i18n.date,
        moment=i18n.moment,
        since=lambda value: i18n.since(value, clock.now()),
        number=i18n.number,
        address_with=address_with,
    )
    app.jinja_env.filters.update(
        markdown=lambda value, heading=3: Markup(text.html(value, heading=heading)),  # noqa: S704  (sanitised there)
        excerpt=text.excerpt,
    )
    app.context_processor(_words)
    app.after_request(_add_headers)


def _words() -> dict[str, Any]:
    asking = actor()
    return {
        "language": i18n.language(),
        "direction": i18n.direction(),
        "theme": g.get("theme", "auto"),
        "actor": asking if asking.id else None,
    }


def panels(place: str, thing: Any) -> Markup:
    """The parts that features offer to this place of a page."""
    shown = []
    for panel in feature.panels(place):
        values = panel.load(actor(), thing)
        if values is not None:
            shown.append(render_template(panel.template, thing=thing, **values))
    return Markup("").join(Markup(part) for part in shown)  # noqa: S704  (rendered templates)


def navigation(place: str) -> list[Link]:
    """The frame's links that this person may follow."""
    return [
        Link(url_for(entry.endpoint), str(entry.label), entry.icon, request.endpoint == entry.endpoint)
        for entry in feature.entries(place)
        if entry.permission is None or entry.permission.allows(actor())
    ]


def is_asset() -> bool:
    """Whether this request is for a part of the pages themselves, the same for everybody."""
    return request.endpoint in ("static", *assets.ENDPOINTS)


def asset(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it for ever."""
    return url_for("static", filename=name, v=assets.fingerprint(name))


@cache
def icon_svg(name: str) -> Markup:
    """An icon's drawing, for the macro of macros/icons.html; what all share stands in the stylesheet."""
    drawing = (_ROOT / "static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    root, shapes = drawing.strip().split(">", 1)
    return Markup(f"{_SHARED.sub('', root)}>{shapes}")  # noqa: S704  (our own)


def address_with(**changes: Any) -> str:
    """This page's address with some of its parameters changed; None takes one away."""
    arguments: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {})}
    arguments.update(changes)
    kept = {name: value for name, value in arguments.items() if value is not None}
    return url_for(request.endpoint or "discovery.home", **kept)


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if is_asset():  # small files, many at once: no words that only pages need
        response.headers.remove("Content-Disposition")
        # Fonts are named by the stylesheet and never change under their names.
        if "v" in request.args or request.path.endswith(".woff2"):
            response.cache_control.public, response.cache_control.max_age = True, 31_536_000
            response.cache_control.immutable = True
            response.cache_control.no_cache = None
            for asked_again in ("ETag", "Last-Modified", "Accept-Ranges"):  # what never happens
                response.headers.remove(asked_again)
        return response
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def led_to(address: str, **more: object) -> ResponseReturnValue:
    """On to another page; a script that sent the form is told where that is, and goes there itself."""
    return jsonify(url=address, **more) if asked_by_script() else redirect(address)


def asked_by_script() -> bool:
    """Whether a page's script sent this form, and wants an answer that it can read."""
    return request.accept_mimetypes.best == "application/json"


def found(value: Value | None) -> Value:
    """The value, or Missing."""
    if value is None:
        raise Missing
    return value


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a view that may be seen without signing in."""
    view.public = True  # type: ignore[attr-defined]
    return view


def from_elsewhere(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a view that other places post to, without a forgery token: its address says what it may do."""
    view.from_elsewhere = True  # type: ignore[attr-defined]
    return view


def accepts_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a view whose request body may be as large as uploads are."""
    view.accepts_files = True  # type: ignore[attr-defined]
    return view


def for_scripts(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a page's view that its script asks: problems come as JSON, and nobody is led away to sign in."""
    view.for_scripts = True  # type: ignore[attr-defined]
    return view


def view_is(mark: str) -> bool:
    """Whether the view of this request carries a mark."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, mark, False))
