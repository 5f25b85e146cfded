"""How often something may be tried, over all processes: counted in the database with the limits library."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from threading import Lock

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from knowledge.accounts.models import Attempt
from knowledge.core import clock
from knowledge.core.db import apart, insert, session, transaction
from knowledge.core.errors import TooMany
from knowledge.core.i18n import ngettext

PORTION = 20  # requests a process counts by itself before it tells the database
_MOST_KNOWN = 10_000  # windows a process remembers


class AttemptStorage(Storage):
    """Counts in the table ``attempt``: a window begins with its first attempt."""

    STORAGE_SCHEME = None

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = clock.now().timestamp()
        row = insert(Attempt).values(key=key, count=amount, expires=now + expiry)
        is_over = Attempt.expires <= now
        row = row.on_conflict_do_update(
            index_elements=[Attempt.key],
            set_={
                "count": case((is_over, amount), else_=Attempt.count + amount),
                "expires": case((is_over, now + expiry), else_=Attempt.expires),
            },
        )
        with apart() as connection:
            return int(connection.execute(row.returning(Attempt.count)).scalar_one())

    def decr(self, key: str) -> None:
        """Take one attempt back."""
        with apart() as connection:
            connection.execute(
                update(Attempt).where(Attempt.key == key, Attempt.count > 0).values(count=Attempt.count - 1)
            )

    def get(self, key: str) -> int:
        now = clock.now().timestamp()
        counted = select(Attempt.count).where(Attempt.key == key, Attempt.expires > now)
        return session.scalar(counted) or 0

    def get_expiry(self, key: str) -> float:
        return session.scalar(select(Attempt.expires).where(Attempt.key == key)) or clock.now().timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with apart() as connection:
            return connection.execute(delete(Attempt)).rowcount

    def clear(self, key: str) -> None:
        with apart() as connection:
            connection.execute(delete(Attempt).where(Attempt.key == key))


_storage = AttemptStorage()
_limiter = FixedWindowRateLimiter(_storage)


def limited(rate: str, *key: object) -> None:
    """Count one more attempt, such as ``limited("20/hour", "message", actor.id)``; raises TooMany.

    The count is kept whatever becomes of the request, and so must come before the request's own changes.
    """
    item, names = parse(rate), [str(part) for part in key]
    # Looking first spares the database a write for each refusal; the count itself decides.
    if not _limiter.test(item, *names) or not _limiter.hit(item, *names):
        raise _too_many(_storage.get_expiry(item.key_for(*names)))


def give_back(rate: str, *key: object) -> None:
    """The last attempt should not have counted."""
    _storage.decr(parse(rate).key_for(*[str(part) for part in key]))


def network(address: str | None) -> str:
    """What counts as one address: whoever has an IPv6 address has 2**64 of them."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    return str(known if known.version == 4 else ip_network((known, 64), strict=False))


def sweep() -> None:
    """Forget windows that are over."""
    with transaction():
        session.execute(delete(Attempt).where(Attempt.expires <= clock.now().timestamp()))


class Allowance:
    """A wide limit that is asked at every request: counted in memory, told to the database in portions.

    One process alone is exact. Several together may overshoot by less than a portion each.
    """

    def __init__(self, rate: str) -> None:
        self.item: RateLimitItem = parse(rate)
        self._windows: dict[str, _Window] = {}
        self._lock = Lock()

    def spend(self, *key: object) -> None:
        """Count one more request; raises TooMany. Like ``limited``, before the request's own changes."""
        name = self.item.key_for(*[str(part) for part in key])
        with self._lock:
            window = self._window(name)
            if window.total + window.pending >= self.item.amount:
                raise _too_many(window.expires)
            window.pending += 1
            told = window.pending if window.fresh or window.pending >= PORTION else 0
            window.pending -= told
            window.fresh = False
        if told:
            total = _storage.incr(name, self.item.get_expiry(), told)
            expires = _storage.get_expiry(name)
            with self._lock:
                window.total, window.expires = max(window.total, total), expires
            if total > self.item.amount:
                raise _too_many(expires)

    def _window(self, name: str) -> _Window:
        now = clock.now().timestamp()
        known = self._windows.get(name)
        if known is None or known.expires <= now:
            if len(self._windows) >= _MOST_KNOWN:
                self._windows = {key: each for key, each in self._windows.items() if each.expires > now}
            known = self._windows[name] = _Window(now + self.item.get_expiry())
        return known


class _Window:
    def __init__(self, expires: float) -> None:
        self.expires = expires
        self.total = 0  # as the database last said
        self.pending = 0  # counted here and not yet told
        self.fresh = True


def _too_many(expires: float) -> TooMany:
    wait = max(1, round(expires - clock.now().timestamp()))
    minutes = -(-wait // 60)
    return TooMany(
        ngettext(
            "Too many attempts. Please try again in a minute.",
            "Too many attempts. Please try again in %(num)s minutes.",
            minutes,
        ),
        wait=wait,
    )
