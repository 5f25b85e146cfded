"""Test data with sensible defaults: a test names only what it is about. Everything is committed."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from knowledge.accounts import tokens
from knowledge.accounts.models import User
from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.permissions import MEMBER, Actor
from knowledge.library.models import NETWORK, Item
from knowledge.profiles.models import Profile
from knowledge.taxonomy.models import Authority

_numbers = itertools.count(1)
PASSWORD = "a long password 1"


def forget() -> None:
    """Begin to count anew."""
    global _numbers
    _numbers = itertools.count(1)


def authority(name: str = "", **more: Any) -> Authority:
    values = {"kind": "city", "region": "north", "size": "medium"} | more
    return _keep(Authority(name=name or f"עיריית מבחן {next(_numbers)}", **values))


def person(name: str = "", *, role: str = MEMBER, **more: Any) -> User:
    """Someone with an account, a profile and the password PASSWORD (set when first needed)."""
    number = next(_numbers)
    profile = {key: more.pop(key) for key in list(more) if hasattr(Profile, key)}
    values = {"email": f"person{number}@test.example", "created": clock.now(), "password": "!"} | more
    user = _keep(User(name=name or f"אדם {number}", role=role, **values))
    _keep(Profile(user_id=user.id, **profile))
    return user


def actor(name: str = "", *, role: str = MEMBER, **more: Any) -> Actor:
    return person(name, role=role, **more).actor


def token(user: User | Actor, name: str = "test") -> str:
    with transaction():
        return tokens.new(session.get_one(User, user.id), name)


def item(title: str = "מכרז לפינוי אשפה", *, owner: User | Actor | None = None, **more: Any) -> Item:
    """An item as a row, without files; it is not in the index until its job has run."""
    values: dict[str, Any] = {"type_code": "tender", "visibility": NETWORK, "fields": {}} | more
    created: datetime = values.pop("created", clock.now())
    owner_id = (owner or person()).id
    return _keep(Item(title=title, owner_id=owner_id, created=created, changed=created, **values))


def _keep(row: Any) -> Any:
    with transaction():
        session.add(row)
        session.flush()
        session.refresh(row)
    return row
