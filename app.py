"""The joint: installs the features, opens the database, maps errors to answers. The only module that knows everything."""

from __future__ import annotations

import logging
import sys
from typing import Any

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config, WrongSetting, from_environment
from knowledge.accounts import session as accounts_session
from knowledge.core import api, db, findable, i18n, letters, web
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Problem, TooMany
from knowledge.core.i18n import _
from knowledge.core.tools import Tools, set_tools
from knowledge.core.uploads import Request
from knowledge.features import FEATURES, install
from knowledge.server import COMMANDS

log = logging.getLogger(__name__)
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))


def create_app(config: Config | None = None) -> Flask:
    """The platform as a Flask application. Opens the database; the other tools open on first use."""
    if config is None:
        try:
            config = from_environment()
        except WrongSetting as wrong:
            sys.exit(str(wrong))
    app = Flask(__name__)
    app.request_class = Request
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=web.SMALL_BODY,
        MAX_FORM_MEMORY_SIZE=web.SMALL_BODY,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.public_url.startswith("https://"),
        WTF_CSRF_TIME_LIMIT=None,
        OTZAR=config,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.trusted_proxies:
        proxies = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    app.extensions["otzar-database"] = db.connect(config.database)
    set_tools(Tools(config))
    _install(app)
    return app


def _install(app: Flask) -> None:
    # The order matters: who asks and in which language, then forgery protection (which reads the form), then views.
    app.before_request(_begin)
    web.install(app)
    accounts_session.install(app)
    protection = CSRFProtect(app)
    install(app, findable.JOBS + letters.JOBS)
    for feature in FEATURES:
        if feature.api:
            protection.exempt(feature.api)
    app.after_request(_finish)
    app.teardown_request(_leave)
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _accident)
    for command in COMMANDS:
        app.cli.add_command(command)


def _begin() -> None:
    session.remove()
    db.set_writing(request.method not in SAFE_METHODS)
    i18n.set_language(accounts_session.asked_language())


def _finish(response: Any) -> Any:
    """One transaction a request: kept when the answer is good, dropped when it is not."""
    if response.status_code < 400:
        session.commit()
    else:
        session.rollback()
    return response


def _leave(_error: BaseException | None) -> None:
    session.remove()
    db.set_writing(False)


def _problem(error: Problem) -> ResponseReturnValue:
    sentence = error.sentence or _sentence(error.status)
    errors = error.errors if isinstance(error, Invalid) else None
    answer = _answer(error.status, sentence, errors)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.wait)
    return answer


def _forged(_error: CSRFError) -> ResponseReturnValue:
    return _answer(400, _("This page was open for too long. Go back, reload it and try again."))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    answer = _answer(status, _sentence(status))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _accident(error: Exception) -> ResponseReturnValue:
    log.exception("%s %s failed", request.method, request.endpoint)
    away = isinstance(error, OperationalError)
    return _answer(503 if away else 500, _sentence(503 if away else 500))


def _answer(status: int, sentence: str, errors: dict[str, str] | None = None) -> Any:
    session.rollback()
    if api.is_api():
        return api.problem(status, sentence, errors=errors)
    template = f"errors/{status}.html" if status in _PAGES else "errors/400.html"
    return make_response(render_template(template, status=status, sentence=sentence), status)


_PAGES = (400, 403, 404, 413, 429, 500, 503)


def _sentence(status: int) -> str:
    return {
        401: _("Please sign in."),
        403: _("You may see this, but you may not do this with it."),
        404: _("This page is not here, or it is not open to you."),
        405: _("This address does not take this kind of request."),
        413: _("This is larger than the platform takes."),
        415: _("This content type is not taken here."),
        422: _("Some of what was sent cannot be taken."),
        429: _("Too many attempts. Please wait a little."),
        500: _("Something went wrong on our side. Nothing was lost; please try again."),
        503: _("A part of the platform is away for the moment. Please try again soon."),
    }.get(status, _("The request could not be understood."))
