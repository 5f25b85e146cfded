"""What time it is, which tests stop and move; and how programs are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

_source: Callable[[], datetime] | None = None


def now() -> datetime:
    """The present moment, in UTC."""
    return _source() if _source else datetime.now(UTC)


def iso(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def set_source(source: Callable[[], datetime] | None) -> None:
    """Let tests tell the time; None goes back to the real one."""
    global _source
    _source = source
