"""What people do with accounts."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select

from knowledge.accounts.models import Token, User
from knowledge.core import clock
from knowledge.core.db import session

_USED_TO_THE = timedelta(hours=1)


def user_of_token(token: str) -> User | None:
    """Whom an API token stands for; None for an unknown or revoked one, or a suspended person's."""
    if not token:
        return None
    row = session.execute(
        select(Token, User).join(User, User.id == Token.user_id).where(Token.hash == _hash(token))
    ).one_or_none()
    if row is None or row.Token.revoked or row.User.suspended:
        return None
    return row.User


def new_token(user: User, name: str) -> str:
    """Make a token. Its text is returned and kept nowhere."""
    text = "otzar_" + secrets.token_urlsafe(32)
    session.add(Token(user_id=user.id, name=name, hash=_hash(text), created=clock.now()))
    return text


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
