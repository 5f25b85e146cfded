"""What happens to people's accounts."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.core.events import Event


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """A name, a role or an authority is different, or the person was suspended or let in again."""

    user_id: int
    narrowed: bool = False
