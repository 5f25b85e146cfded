"""Pages of accounts: entering and leaving, links by mail, my settings, and what managers do with accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from knowledge.accounts import links, membership, service, tokens
from knowledge.accounts import session as accounts_session
from knowledge.accounts.links import LinkState
from knowledge.accounts.models import ROLE_LABELS, User
from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.feature import deed_sentences
from knowledge.core.i18n import _, set_language
from knowledge.core.permissions import MEMBER
from knowledge.core.web import actor, found, page_number, public, safe_next
from knowledge.taxonomy.service import authorities

pages = Blueprint("accounts", __name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings page shows: whose, and of the form that could not be taken what was typed and why."""

    user: User
    form: str = ""
    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    errors: Mapping[str, str] = field(default_factory=dict)
    new_token: str = ""

    def value(self, form: str, name: str, kept: object) -> object:
        """What stands in a field: as typed where its form was not taken, otherwise as kept."""
        return self.typed.get(name, "") if form == self.form else kept

    def values(self, form: str, name: str, kept: Sequence[str]) -> Sequence[str]:
        """The same for a field of several values."""
        return self.typed.getlist(name) if form == self.form else kept

    def wrong(self, form: str) -> Mapping[str, str]:
        """The errors of one form of the page."""
        return self.errors if form == self.form else {}


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if request.method == "GET":
        return redirect(safe_next("/")) if actor().id else render_template("accounts/sign_in.html", error="")
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        user = service.enter(email, password, address=request.remote_addr)
    except Invalid as error:
        return render_template("accounts/sign_in.html", error=error.sentence), 422
    accounts_session.sign_in(user)
    return redirect(safe_next("/"))


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    accounts_session.sign_out()
    return redirect(url_for("accounts.sign_in"))


@pages.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    email = request.form.get("email", "")
    if request.method == "POST":
        service.ask_for_link(email, address=request.remote_addr)
    return render_template("accounts/forgotten.html", email=email)


@pages.route("/link/<secret>", methods=["GET", "POST"])
@public
def follow_link(secret: str) -> ResponseReturnValue:
    link, user = links.find(secret)
    if links.state(link) is not LinkState.OPEN:
        return render_template("accounts/old_link.html", account=user, state=links.state(link)), 410
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            accounts_session.sign_in(links.follow(secret, request.form.get("password", "")))
            flash(_("Welcome. From now on the email address and this password open the door."))
            return redirect("/")
        except Invalid as error:
            errors = error.errors
    return render_template("accounts/link.html", account=user, errors=errors), 422 if errors else 200


@pages.post("/link/<secret>/again")
@public
def new_link(secret: str) -> ResponseReturnValue:
    """In place of a link that is over: to the same mail address, never to the browser."""
    _link, user = links.find(secret)
    service.ask_for_link(user.email, address=request.remote_addr)
    return render_template("accounts/forgotten.html", email="")


@pages.get("/settings")
def settings() -> ResponseReturnValue:
    return settings_page(Settings(service.own(actor())))


def settings_page(shown: Settings) -> ResponseReturnValue:
    """My settings. Features add forms in panels, and show the page again when theirs is not taken."""
    owned = tokens.mine(actor(), shown.user)
    page = render_template("accounts/settings.html", shown=shown, account=shown.user, tokens=owned)
    return page, 422 if shown.errors else 200


def saved() -> ResponseReturnValue:
    """Back to the top of the settings, where it says what was done."""
    return redirect(url_for("accounts.settings", _anchor="main"))


@pages.post("/settings/display")
def change_display() -> ResponseReturnValue:
    user = service.own(actor())
    try:
        service.change(actor(), user, {name: request.form.get(name, "") for name in ("language", "theme")})
    except Invalid as error:
        return settings_page(Settings(user, "display", request.form, error.errors))
    set_language(user.language)
    flash(_("Saved."))
    return saved()


@pages.post("/settings/password")
def change_password() -> ResponseReturnValue:
    user = service.own(actor())
    present, wanted = request.form.get("present", ""), request.form.get("password", "")
    try:
        service.change_password(actor(), user, present, wanted)
    except Invalid as error:
        return settings_page(Settings(user, "password", errors=error.errors))
    accounts_session.sign_in(user)
    flash(_("The password is changed. On other devices it is asked for again."))
    return saved()


@pages.post("/settings/tokens")
def create_token() -> ResponseReturnValue:
    user = service.own(actor())
    try:
        text = tokens.create(actor(), user, request.form.get("purpose", ""))
    except Invalid as error:
        return settings_page(Settings(user, "token", request.form, error.errors))
    session.flush()
    return settings_page(Settings(user, new_token=text))


@pages.post("/settings/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> ResponseReturnValue:
    tokens.revoke(actor(), token_id)
    flash(_("The token no longer works."))
    return saved()


@pages.post("/settings/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    service.sign_out_everywhere(actor(), service.own(actor()))
    accounts_session.sign_out()
    flash(_("Signed out on every device."))
    return redirect(url_for("accounts.sign_in"))


@pages.route("/people/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    membership.require_invite(actor())
    typed = request.form
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            membership.invite(
                actor(),
                email=typed.get("email", ""),
                name=typed.get("name", ""),
                role=typed.get("role", MEMBER),
                authority=typed.get("authority", ""),
                language=typed.get("language", "he"),
            )
            flash(_("The invitation is on its way."))
            return redirect(url_for("accounts.invite"))
        except Invalid as error:
            errors = error.errors
    page = render_template(
        "accounts/invite.html",
        typed=typed,
        errors=errors,
        roles=[(role, ROLE_LABELS[role]) for role in membership.roles_to_give(actor())],
        authorities=[(each.id, each.label) for each in authorities()],
    )
    return page, 422 if errors else 200


@pages.post("/people/<int:user_id>/invite")
def invite_again(user_id: int) -> ResponseReturnValue:
    membership.invite_again(actor(), _person(user_id))
    flash(_("A new invitation is on its way."))
    return redirect(_back_to(user_id))


@pages.post("/people/<int:user_id>/role")
def change_role(user_id: int) -> ResponseReturnValue:
    membership.change_role(actor(), _person(user_id), request.form.get("role", ""))
    flash(_("The role is changed."))
    return redirect(_back_to(user_id))


@pages.post("/people/<int:user_id>/suspension")
def suspend(user_id: int) -> ResponseReturnValue:
    person = _person(user_id)
    if request.form.get("suspended") == "0":
        membership.let_in(actor(), person)
        flash(_("The account is open again."))
    else:
        membership.suspend(actor(), person)
        flash(_("The account is suspended, and signed out everywhere."))
    return redirect(_back_to(user_id))


@pages.get("/people/record")
def record() -> ResponseReturnValue:
    deeds = membership.record(actor(), page_number())
    return render_template(
        "accounts/record.html",
        deeds=deeds,
        names=membership.names_of(deeds),
        sentences=deed_sentences(),
        roles=ROLE_LABELS,
        link=lambda page: url_for("accounts.record", page=page),
    )


def _person(user_id: int) -> User:
    return found(session.get(User, user_id))


def _back_to(user_id: int) -> str:
    return url_for("profiles.show", user_id=user_id)
