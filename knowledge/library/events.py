"""What happens to items."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.core.events import Event


@dataclass(frozen=True, slots=True)
class ItemChanged(Event):
    """Something a search could find is different; ``narrowed`` when fewer people may see the item now."""

    item_id: int
    narrowed: bool = False


@dataclass(frozen=True, slots=True)
class ItemSaid(Event):
    """Somebody said what the item is: it was added, or its form was saved."""

    item_id: int


@dataclass(frozen=True, slots=True)
class RankChanged(Event):
    """Only the item's place among results moved."""

    item_id: int


@dataclass(frozen=True, slots=True)
class TypeChanged(Event):
    """What a type asks for is different: its items are found by other words."""

    type_code: str
