"""What every API address shares: what was sent, problems as JSON (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import UnsupportedMediaType

from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.paging import Page

PREFIX = "/api/v1"


def blueprint(name: str, import_name: str) -> Blueprint:
    """An API blueprint under /api/v1."""
    return Blueprint(f"{name}_api", import_name, url_prefix=PREFIX)


def is_api() -> bool:
    """Whether this request came to the API rather than to a page."""
    return request.path.startswith("/api/")


def sent() -> dict[str, Any]:
    """The JSON object of the request. Raises Invalid, or UnsupportedMediaType for another type."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        body = request.get_json(silent=True)
        json.dumps(body, ensure_ascii=False).encode()  # no halves of letters, which nothing could store
    except (RecursionError, UnicodeEncodeError):
        body = None
    if not isinstance(body, dict):
        raise Invalid(_("The request must hold a JSON object."))
    return body


def require_form() -> None:
    """Raises UnsupportedMediaType when the request does not hold a form."""
    if request.mimetype not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise UnsupportedMediaType


def sent_text(body: Mapping[str, Any], name: str) -> str:
    """A text of the request, empty when it is not there. Raises Invalid for another kind of value."""
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Invalid(_("This must be text."), field=name)
    return value


def listed(name: str, page: Page[Any], show: Callable[[Any], Any]) -> dict[str, Any]:
    """A page of a long list: how many there are, where this page stands, and its rows under ``name``."""
    return {
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
        name: [show(row) for row in page.rows],
    }


def problem(
    status: int, detail: str, *, errors: Mapping[str, str] | None = None, title: str = ""
) -> Response:
    """An answer of application/problem+json. ``title`` is for a status that HTTP has no name for."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = dict(errors)
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response
