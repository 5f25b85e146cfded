"""What people do with their own account: enter, change its settings, leave."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import select

from knowledge.accounts import jobs, links, passwords, tokens
from knowledge.accounts.events import PersonChanged
from knowledge.accounts.limits import give_back, limited, network
from knowledge.accounts.models import User
from knowledge.accounts.permissions import CHANGE_OWN
from knowledge.core.db import apart, session
from knowledge.core.errors import Invalid, Missing, Refused
from knowledge.core.events import announce
from knowledge.core.i18n import LANGUAGES, _
from knowledge.core.jobs import later
from knowledge.core.permissions import ROLES, Actor
from knowledge.core.text import line
from knowledge.taxonomy.service import chosen_authority

THEMES = ("auto", "light", "dark")
LONGEST_NAME, LONGEST_EMAIL = 120, 200
TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS = "5/5 minutes", "30/5 minutes"
LINKS_PER_ACCOUNT, LINKS_PER_ADDRESS = "3/hour", "20/hour"
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")


def enter(email: str, password: str, *, address: str | None) -> User:
    """Whose mail and password these are. ``address`` is the network's, for the limit on attempts."""
    email = tidy_email(email)
    counted = (
        (TRIES_PER_ADDRESS, "sign-in", network(address)),
        (TRIES_PER_ACCOUNT, "sign-in", tokens.hash_of(email)),
    )
    for limit in counted:
        limited(*limit)
    with apart() as connection:  # no lock is held while the password is tested
        known = connection.execute(select(User.id, User.password).where(User.email == email)).one_or_none()
    if not passwords.matches(password, known and known.password) or known is None:
        raise Invalid(_("The email address and the password do not match."))
    for limit in counted:
        give_back(*limit)
    user = session.get_one(User, known.id)
    if user.suspended:
        raise Refused(_("This account is suspended. The community's managers can tell more."))
    if passwords.is_outdated(known.password):
        user.password = passwords.hashed(password)
    return user


def ask_for_link(email: str, *, address: str | None) -> None:
    """Somebody forgot a password. Whether the mail is known shows neither in the answer nor in its time."""
    email = tidy_email(email)
    limited(LINKS_PER_ADDRESS, "link", network(address))
    limited(LINKS_PER_ACCOUNT, "link", tokens.hash_of(email))
    later(jobs.send_links, email)


def own(actor: Actor) -> User:
    """The actor's account."""
    user = session.get(User, actor.id)
    if user is None:
        raise Missing
    return user


def known_by(email: str) -> User | None:
    """Whose mail address this is."""
    return session.scalar(select(User).where(User.email == tidy_email(email)))


def change(actor: Actor, user: User, changes: Mapping[str, object]) -> None:
    """Change one's name, authority, language or theme, as a form or the API sends them."""
    CHANGE_OWN.require(actor, user)
    values, errors = read_account(changes)
    if errors:
        raise Invalid(errors=errors)
    shown = any(getattr(user, name) != values[name] for name in ("name", "authority_id") if name in values)
    for name, value in values.items():
        setattr(user, name, value)
    session.flush()
    if shown:
        session.refresh(user, ["authority"])
        announce(PersonChanged(user.id))


def change_password(actor: Actor, user: User, present: str, wanted: str) -> None:
    """Change one's password. It ends every session and open link; the present one has to be known."""
    CHANGE_OWN.require(actor, user)
    counted = TRIES_PER_ACCOUNT, "password", user.id
    limited(*counted)
    if not passwords.matches(present, user.password):
        raise Invalid(_("This is not the current password."), field="present")
    give_back(*counted)
    passwords.require_good(wanted, email=user.email, name=user.name)
    links.set_password(user, wanted)


def sign_out_everywhere(actor: Actor, user: User) -> None:
    """End every session, this one too."""
    CHANGE_OWN.require(actor, user)
    user.session_key = secrets.token_hex(8)


def read_account(changes: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was sent of an account as values of its columns, and a sentence for each wrong field."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, sent in changes.items():
        column, reader = _READERS[name]
        try:
            values[column] = reader(sent)
        except Invalid as wrong:
            errors[name] = wrong.sentence
    return values, errors


def tidy_email(email: str) -> str:
    """A mail address as it is kept and compared."""
    return line(email, limit=LONGEST_EMAIL + 1).lower()


def _read_name(sent: object) -> str:
    name = line(sent, limit=LONGEST_NAME + 1) if isinstance(sent, str) else ""
    if not name:
        raise Invalid(_("A name is needed, so that others know who you are."))
    if len(name) > LONGEST_NAME:
        raise Invalid(_("At most %(num)s characters, please.", num=LONGEST_NAME))
    return name


def _read_email(sent: object) -> str:
    email = tidy_email(sent) if isinstance(sent, str) else ""
    if not _EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL:
        raise Invalid(_("This does not look like an email address."))
    return email


def _one_of(choices: Collection[str]) -> Callable[[object], str]:
    def read_choice(sent: object) -> str:
        if not isinstance(sent, str) or sent not in choices:
            raise Invalid(_("Please choose one of the list."))
        return sent

    return read_choice


_READERS: dict[str, tuple[str, Callable[[object], object]]] = {
    "name": ("name", _read_name),
    "email": ("email", _read_email),
    "authority": ("authority_id", chosen_authority),
    "language": ("language", _one_of(LANGUAGES)),
    "theme": ("theme", _one_of(THEMES)),
    "role": ("role", _one_of(ROLES)),
}
