"""What went wrong, told in one place: as a page to people, as problem+json to API clients."""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from knowledge.core import api, web
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Problem, TooMany
from knowledge.core.i18n import _

log = logging.getLogger(__name__)
_PAGES = (403, 404, 413, 429, 500, 503)  # the others share 400.html


def install(app: Flask) -> None:
    """Answer for everything that is raised."""
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _accident)


def _problem(error: Problem) -> Response:
    sentence = error.sentence or _sentence(error.status)
    errors = error.errors if isinstance(error, Invalid) else None
    answer = _answer(error.status, sentence, errors)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.wait)
    return answer


def _forged(_error: CSRFError) -> Response:
    return _answer(400, _("This page was open for too long. Go back, reload it and try again."))


def _http_error(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:  # a redirect to the address with a slash, and the like
        return error
    answer = _answer(status, _sentence(status))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _accident(error: Exception) -> Response:
    log.exception("%s %s failed", request.method, request.endpoint)
    away = isinstance(error, OperationalError)
    return _answer(503 if away else 500, _sentence(503 if away else 500))


def _answer(status: int, sentence: str, errors: dict[str, str] | None = None) -> Response:
    session.rollback()
    if api.is_api() or web.view_is("for_scripts"):
        return api.problem(status, sentence, errors=errors)
    template = f"errors/{status}.html" if status in _PAGES else "errors/400.html"
    return make_response(render_template(template, status=status, sentence=sentence), status)


def _sentence(status: int) -> str:
    return {
        401: _("Please sign in."),
        403: _("This is not open to your account. The community's managers can help."),
        404: _("This page is not here, or it is not open to you."),
        405: _("This address does not take this kind of request."),
        413: _("This is larger than the platform takes."),
        415: _("This content type is not taken here."),
        422: _("Some of what was sent cannot be taken."),
        429: _("Too many attempts. Please wait a little."),
        500: _("Something went wrong on our side. Nothing was lost; please try again."),
        503: _("A part of the platform is away for the moment. Please try again soon."),
    }.get(status, _("The request could not be understood."))
