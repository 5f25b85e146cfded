"""Keys for the API: shown once, kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update

from knowledge.accounts.models import Token, User
from knowledge.accounts.permissions import CHANGE_OWN
from knowledge.core import clock
from knowledge.core.db import apart, session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.text import line

MOST_TOKENS = 20  # of one person
_USED_TO_THE = timedelta(hours=1)


def found(text: str) -> tuple[Token, User] | None:
    """The token and whom it stands for; None for an unknown or revoked one, or a suspended person's."""
    if not text:
        return None
    row = session.execute(
        select(Token, User).join(User, User.id == Token.user_id).where(Token.hash == hash_of(text))
    ).one_or_none()
    if row is None or row.Token.revoked or row.User.suspended:
        return None
    return row.Token, row.User


def note_use(token: Token) -> None:
    """Keep when the token was last used, to the hour. Before the request's own changes."""
    now = clock.now()
    if token.used is None or now - token.used >= _USED_TO_THE:
        noted = update(Token).where(Token.id == token.id).values(used=now)
        with apart() as connection:
            connection.execute(noted)


def new(user: User, name: str) -> str:
    """Make a token, without asking who wants it. Its text is returned and kept nowhere."""
    text = "otzar_" + secrets.token_urlsafe(32)
    session.add(Token(user_id=user.id, name=name, hash=hash_of(text), created=clock.now()))
    return text


def create(actor: Actor, user: User, name: str) -> str:
    """Make a token of one's own, named for what it is for."""
    CHANGE_OWN.require(actor, user)
    name = line(name, limit=80)
    if not name:
        raise Invalid(_("A name helps to know later what this token is for."), field="purpose")
    if len(mine(actor, user)) >= MOST_TOKENS:
        raise Invalid(_("There are many tokens already. Please revoke one first."), field="purpose")
    return new(user, name)


def mine(actor: Actor, user: User) -> Sequence[Token]:
    """One's own tokens that still work, newest first."""
    CHANGE_OWN.require(actor, user)
    working = select(Token).where(Token.user_id == user.id, Token.revoked.is_(None))
    return session.scalars(working.order_by(Token.id.desc())).all()


def revoke(actor: Actor, token_id: int) -> None:
    """End a token of one's own at once."""
    token = session.get(Token, token_id)
    if token is None or token.user_id != actor.id:
        raise Missing
    token.revoked = token.revoked or clock.now()


def revoke_all(user: User) -> None:
    session.execute(
        update(Token).where(Token.user_id == user.id, Token.revoked.is_(None)).values(revoked=clock.now())
    )


def hash_of(secret: str) -> str:
    """SHA-256 is enough: what is hashed is random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()
