"""Letting people in, giving them roles, suspending them; and the record of who did that when."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from knowledge.accounts import links, tokens
from knowledge.accounts.events import PersonChanged
from knowledge.accounts.models import Deed, User
from knowledge.accounts.permissions import INVITE, MAKE_ADMINISTRATOR, MANAGE, SEE_RECORD
from knowledge.accounts.service import read_account
from knowledge.core import clock
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Refused
from knowledge.core.events import announce
from knowledge.core.i18n import LANGUAGES, _
from knowledge.core.paging import Page, page_of
from knowledge.core.permissions import ADMINISTRATOR, MEMBER, ROLES, Actor

INVITED, INVITED_AGAIN, ROLE, SUSPENDED, LET_IN = "invited", "invited_again", "role", "suspended", "let_in"


def invite(actor: Actor, *, email: str, name: str, role: str = MEMBER, **more: object) -> User:
    """Make an account and mail its person a link to choose a password. ``more``: see ``add``."""
    INVITE.require(actor)
    if role == ADMINISTRATOR:
        MAKE_ADMINISTRATOR.require(actor)
    user = add(email=email, name=name, role=role, **more)
    links.send(user)
    _record(actor, INVITED, user, user.role)
    return user


def require_invite(actor: Actor) -> None:
    """Only who may invite sees the form."""
    INVITE.require(actor)


def roles_to_give(actor: Actor) -> list[str]:
    """The roles this actor may give to others."""
    return [role for role in ROLES if role != ADMINISTRATOR or MAKE_ADMINISTRATOR.allows(actor)]


def add(
    *, email: str, name: str, role: str = MEMBER, authority: object = None, language: object = LANGUAGES[0]
) -> User:
    """Make an account, without asking who wants it. Its person cannot enter before a password is set."""
    sent = {"email": email, "name": name, "role": role, "authority": authority, "language": language}
    values, errors = read_account(sent)
    taken = _("Somebody with this email address is here already.")
    if not errors and session.scalar(select(User.id).where(User.email == values["email"])):
        errors["email"] = taken
    if errors:
        raise Invalid(errors=errors)
    user = User(**values, created=clock.now())
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:  # somebody else invited them at this moment
        raise Invalid(taken, field="email") from None
    announce(PersonChanged(user.id))
    return user


def invite_again(actor: Actor, user: User) -> None:
    """Mail a new link to somebody who has not arrived yet; the links sent before end."""
    MANAGE.require(actor, user)
    if not user.invited:
        raise Refused(_("This person has arrived already."))
    links.end_all(user)
    links.send(user)
    _record(actor, INVITED_AGAIN, user)


def change_role(actor: Actor, user: User, role: str) -> None:
    """Give the person another role."""
    MANAGE.require(actor, user)
    values, errors = read_account({"role": role})
    if errors:
        raise Invalid(errors=errors)
    if values["role"] == ADMINISTRATOR:
        MAKE_ADMINISTRATOR.require(actor)
    if user.role == values["role"]:
        return
    _require_another_administrator(user)
    user.role = values["role"]
    _record(actor, ROLE, user, user.role)
    announce(PersonChanged(user.id))


def suspend(actor: Actor, user: User) -> None:
    """Keep the person out from now on: sessions, tokens and links end."""
    MANAGE.require(actor, user)
    if user.suspended:
        return
    _require_another_administrator(user)
    user.suspended, user.session_key = True, secrets.token_hex(8)
    tokens.revoke_all(user)
    links.end_all(user)
    _record(actor, SUSPENDED, user)
    announce(PersonChanged(user.id, narrowed=True))


def let_in(actor: Actor, user: User) -> None:
    """Let a suspended person in again, with the password they had; they make new tokens."""
    MANAGE.require(actor, user)
    if not user.suspended:
        return
    user.suspended = False
    _record(actor, LET_IN, user)
    announce(PersonChanged(user.id))


def record(actor: Actor, page: int) -> Page[Deed]:
    """Who did what to whom, newest first."""
    SEE_RECORD.require(actor)
    return page_of(select(Deed).order_by(Deed.id.desc()), page)


def names_of(deeds: Page[Deed]) -> dict[int | None, str]:
    """The names of everybody in these deeds."""
    ids = {deed.actor_id for deed in deeds.rows} | {deed.user_id for deed in deeds.rows}
    people = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {person.id: person.name for person in people}


def note(deed: str, user: User, detail: str = "") -> None:
    """Record what a command in a terminal did."""
    session.add(Deed(actor_id=None, deed=deed, user_id=user.id, detail=detail, created=clock.now()))


def record_deed(actor: Actor, deed: str, detail: str) -> None:
    """Note what somebody did with something other than a person."""
    session.add(Deed(actor_id=actor.id, deed=deed, user_id=None, detail=detail, created=clock.now()))


def _record(actor: Actor, deed: str, user: User, detail: str = "") -> None:
    session.add(Deed(actor_id=actor.id, deed=deed, user_id=user.id, detail=detail, created=clock.now()))


def _require_another_administrator(user: User) -> None:
    """Somebody must always be able to change everything."""
    others = select(func.count()).where(User.role == ADMINISTRATOR, User.active, User.id != user.id)
    if user.role == ADMINISTRATOR and not session.scalar(others):
        raise Refused(_("This is the last administrator. Please make another one first."))
