"""Who people are to the platform: accounts, API tokens, one-time links, and the record of who did what."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.core.db import Base
from knowledge.core.i18n import _l
from knowledge.core.permissions import ADMINISTRATOR, MANAGER, MEMBER, Actor
from knowledge.taxonomy.models import Authority

ROLE_LABELS = {
    MEMBER: _l("Member of the network"),
    MANAGER: _l("Community management"),
    ADMINISTRATOR: _l("System administration"),
}
DEED_SENTENCES = {
    "invited": _l("%(actor)s: an invitation to %(person)s (%(role)s)"),
    "invited_again": _l("%(actor)s: a new invitation to %(person)s"),
    "role": _l("%(actor)s: a new role for %(person)s (%(role)s)"),
    "suspended": _l("%(actor)s: the account of %(person)s was suspended"),
    "let_in": _l("%(actor)s: the account of %(person)s is open again"),
}


class User(Base):
    """A person with an account. Invited until ``password`` is set; suspended people cannot enter."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20), default=MEMBER)
    password: Mapped[str | None] = mapped_column(String(200))  # its Argon2 hash
    language: Mapped[str] = mapped_column(String(2), default="he")
    theme: Mapped[str] = mapped_column(String(5), default="auto")  # auto, light or dark
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    suspended: Mapped[bool] = mapped_column(default=False)
    # Part of every session cookie: a new one signs the person out everywhere.
    session_key: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(8))
    created: Mapped[datetime]

    authority: Mapped[Authority | None] = relationship(lazy="joined")

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, self.role, self.authority_id)

    @property
    def state(self) -> str:
        """Suspended, invited (no password yet) or active."""
        return "active" if self.active else "suspended" if self.suspended else "invited"

    @property
    def invited(self) -> bool:
        """Whether the person has yet to choose a password."""
        return self.password is None

    @hybrid_property
    def active(self) -> bool:
        """Whether the person has arrived and is not suspended; in a query, too."""
        return not self.suspended and not self.invited

    @active.inplace.expression
    @classmethod
    def _active(cls) -> ColumnElement[bool]:
        return and_(cls.suspended.is_(False), cls.password.is_not(None))


class Token(Base):
    """A key for the API: shown once, kept as a hash."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256: the token is random and long
    created: Mapped[datetime]
    used: Mapped[datetime | None]  # to the hour
    revoked: Mapped[datetime | None]


class Link(Base):
    """A one-time link sent by mail: an invitation or a forgotten password."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))  # invitation or password
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires: Mapped[datetime]
    used: Mapped[datetime | None]


class Deed(Base):
    """The record of who did what to whom."""

    __tablename__ = "deed"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: a command in a terminal
    deed: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    detail: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime]


class Attempt(Base):
    """How often something limited was tried in the present window, over all processes."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires: Mapped[float]  # seconds since 1970, as the limits library counts

    __table_args__ = (Index("ix_attempt_expires", "expires"),)
