"""What happens to the words things are sorted by."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.core.events import Event


@dataclass(frozen=True, slots=True)
class AuthorityChanged(Event):
    """An authority's name or kind is different: what belongs to it is found by other words."""

    authority_id: int


@dataclass(frozen=True, slots=True)
class TagChanged(Event):
    """A tag has another name or other synonyms, or is on other items: they are found by other words."""

    tag_id: int
