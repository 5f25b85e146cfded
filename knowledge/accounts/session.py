"""Who is asking: filled once per request, from the session cookie for pages and from a token for the API."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user

from knowledge.accounts import tokens
from knowledge.accounts.limits import Allowance, limited, network
from knowledge.accounts.models import User
from knowledge.core import i18n, web
from knowledge.core.api import is_api, problem
from knowledge.core.db import session
from knowledge.core.i18n import _

LASTS = timedelta(days=30)  # a session, after its last use
ASKS_PER_TOKEN = "1200/minute"  # noqa: S105  (a rate)
WRONG_TOKENS_PER_ADDRESS = "60/minute"


class SignedIn:
    """A user as Flask-Login sees one: its id carries the session key; a new key ends every session."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        return f"{self.user.id}.{self.user.session_key}"


class PagesOnly(SecureCookieSessionInterface):
    """Sends the cookie again with pages, and never with the parts of pages: those are kept by anybody."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not web.is_asset():
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    app.session_interface = PagesOnly()
    app.config["PERMANENT_SESSION_LIFETIME"] = LASTS
    app.extensions["otzar-allowance"] = Allowance(ASKS_PER_TOKEN)
    manager = LoginManager(app)
    manager.session_protection = None  # "basic" would end sessions when a phone changes networks
    manager.user_loader(_load)
    app.before_request(_identify)


def sign_in(user: User) -> None:
    """Begin a session of this person, with nothing of the one before."""
    cookie.clear()
    cookie.permanent = True
    login_user(SignedIn(user), remember=False)
    g.actor = user.actor


def sign_out() -> None:
    cookie.clear()


def asked_language() -> str:
    """``?lang=`` shows one page in another language; otherwise the person's setting decides, once known."""
    return request.args.get("lang", "he")


def _load(kept: str) -> SignedIn | None:
    number, _dot, key = kept.partition(".")
    user = session.get(User, int(number)) if number.isdecimal() else None
    if user is None or user.suspended or user.session_key != key:
        return None
    return SignedIn(user)


def _identify() -> ResponseReturnValue | None:
    if web.is_asset():
        return None
    user = _user_of_token() if is_api() else _user_of_cookie()
    if user:
        g.actor, g.theme = user.actor, user.theme
        if "lang" not in request.args:
            i18n.set_language(user.language)
    if web.view_is("accepts_files"):
        # The body may take long to arrive: no transaction stays open meanwhile.
        session.rollback()
        if user:
            request.max_content_length = web.largest_body()
    if user or web.view_is("public") or request.endpoint is None:
        return None
    if is_api():
        return _no_token()
    if web.view_is("for_scripts"):
        return problem(401, _("Please sign in."))
    if request.method == "GET":
        wanted = request.full_path.rstrip("?")
    else:
        wanted = _page_before()
        if wanted:  # somebody was typing on a page of ours
            flash(
                _("The session has ended, so the last form was not sent. Signing in leads back to its page."),
                "warning",
            )
    return redirect(url_for("accounts.sign_in", next=wanted if wanted not in ("", "/") else None))


def _page_before() -> str:
    """Where on this platform a form was sent from; empty when it came from somewhere else."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return ""
    return before.path + (f"?{before.query}" if before.query else "")


def _user_of_cookie() -> User | None:
    return current_user.user if current_user.is_authenticated else None


def _user_of_token() -> User | None:
    scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    found = tokens.found(text.strip())
    if found is None:
        limited(WRONG_TOKENS_PER_ADDRESS, "token", network(request.remote_addr))
        return None
    token, user = found
    current_app.extensions["otzar-allowance"].spend("token", token.id)
    tokens.note_use(token)
    return user


def _no_token() -> ResponseReturnValue:
    answer = problem(401, _("This needs an API token: Authorization: Bearer …"))
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
