"""The joint: installs the features, opens the database, keeps one transaction a request."""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask, request
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config, WrongSetting, from_environment
from knowledge.accounts import session as accounts_session
from knowledge.core import answers, assets, db, findable, i18n, letters, web
from knowledge.core.db import session
from knowledge.core.tools import Tools, set_tools
from knowledge.core.uploads import Request
from knowledge.features import FEATURES, install
from knowledge.server import COMMANDS
from sample.loader import sample

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
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=6,
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
    # The order matters: who asks, in which language, then forgery protection, which reads the form.
    app.before_request(_begin)
    Compress(app)
    web.install(app)
    assets.install(app)
    accounts_session.install(app)
    protection = CSRFProtect(app)
    install(app, findable.JOBS + letters.JOBS)
    for feature in FEATURES:
        if feature.api:
            protection.exempt(feature.api)
    for view in app.view_functions.values():
        if getattr(view, "from_elsewhere", False):
            protection.exempt(view)
    app.after_request(_finish)
    app.teardown_request(_leave)
    answers.install(app)
    for command in (*COMMANDS, sample):
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
