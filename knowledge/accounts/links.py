"""One-time links by mail: into the platform for the first time, and to a new password."""

from __future__ import annotations

import enum
import secrets
from datetime import timedelta

from sqlalchemy import func, select, update

from knowledge.accounts import passwords, tokens
from knowledge.accounts.events import PersonChanged
from knowledge.accounts.models import Link, User
from knowledge.core import clock, stationery
from knowledge.core.db import session
from knowledge.core.errors import Missing
from knowledge.core.events import announce
from knowledge.core.i18n import _
from knowledge.core.tools import tools

INVITATION, PASSWORD = "invitation", "password"
LASTS = {INVITATION: timedelta(days=7), PASSWORD: timedelta(hours=1)}


class LinkState(enum.StrEnum):
    """What a link is good for."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


def new_address(user: User) -> tuple[Link, str]:
    """A new link for the person and its address, which is kept nowhere."""
    secret = secrets.token_urlsafe(32)
    purpose = INVITATION if user.invited else PASSWORD
    expires = clock.now() + LASTS[purpose]
    link = Link(user_id=user.id, purpose=purpose, hash=tokens.hash_of(secret), expires=expires)
    session.add(link)
    return link, f"{tools().config.public_url}/link/{secret}"


def send(user: User) -> None:
    """Mail the person a new link: an invitation until they have a password, then one to a new password."""
    link, url = new_address(user)
    with stationery.speaking(user.language):
        is_invitation = link.purpose == INVITATION
        stationery.write(
            user.email,
            link.purpose,
            subject=_("An invitation to Otzar") if is_invitation else _("A new password for Otzar"),
            name=user.name,
            url=url,
            expires=link.expires,
        )


def find(secret: str) -> tuple[Link, User]:
    """The link and whose it is. Raises Missing for an unknown one, and for a suspended person's."""
    row = session.execute(
        select(Link, User).join(User, User.id == Link.user_id).where(Link.hash == tokens.hash_of(secret))
    ).one_or_none()
    if row is None or row.User.suspended:
        raise Missing(_("This link is not known here. Perhaps a part of it was lost on the way."))
    return row.Link, row.User


def state(link: Link) -> LinkState:
    if link.used:
        return LinkState.USED
    return LinkState.OPEN if link.expires > clock.now() else LinkState.EXPIRED


def follow(secret: str, password: str) -> User:
    """Use the link: the person has this password now, and every session and other link of theirs ends."""
    link, user = find(secret)
    session.refresh(link, with_for_update=True)  # it may be followed twice at once
    if state(link) is not LinkState.OPEN:
        raise Missing(_("This link was used already, or its time is over."))
    passwords.require_good(password, email=user.email, name=user.name)
    set_password(user, password)
    return user


def set_password(user: User, password: str) -> None:
    """Give the person a password: sessions and open links end, and who was invited has arrived."""
    arrives = user.invited
    user.password, user.session_key = passwords.hashed(password), secrets.token_hex(8)
    end_all(user)
    session.flush()
    if arrives:
        announce(PersonChanged(user.id))


def end_all(user: User) -> None:
    """No link of the person works any more."""
    session.execute(update(Link).where(Link.user_id == user.id, Link.used.is_(None)).values(used=clock.now()))


def send_to(email: str) -> None:
    """Mail a link to whoever has this address; nothing happens when nobody does."""
    user = session.scalar(select(User).where(User.email == email, User.suspended.is_(False)))
    if user:
        send(user)


def newest(user: User) -> Link | None:
    """The last link the person was sent."""
    newest_id = select(func.max(Link.id)).where(Link.user_id == user.id).scalar_subquery()
    return session.scalar(select(Link).where(Link.id == newest_id))
