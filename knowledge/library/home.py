"""What the library shows on the home page: what is new for somebody, and what waits of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.core.permissions import Actor
from knowledge.library import indexing, lists
from knowledge.library.models import Item
from knowledge.profiles import service as profiles

LINES = 4
_WAITING = (lists.DRAFTS, lists.WAITS, lists.UNREAD)


def newest(actor: Actor, _thing: object) -> Mapping[str, Any] | None:
    """What is new in the actor's fields, or else in the library."""
    domains = profiles.own(actor).domains
    items = lists.newest(actor, LINES, domains=[domain.code for domain in domains]) if domains else ()
    if items:
        return {"items": items, "domains": domains, "in_fields": True}
    items = lists.newest(actor, LINES)
    return {"items": items, "domains": domains, "in_fields": False} if items else None


def told_newest(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    domains = [domain.code for domain in shown["domains"]] if shown["in_fields"] else []
    return {"domains": domains, "items": told(shown["items"])}


def waiting(actor: Actor, _thing: object) -> Mapping[str, Any] | None:
    """One's own items that are not shared yet, are being read or could not be."""
    counts = lists.counts(actor)
    return {"waiting": counts} if any(counts[tab] for tab in _WAITING) else None


def told_waiting(shown: Mapping[str, Any]) -> Mapping[str, int]:
    return {tab: shown["waiting"][tab] for tab in _WAITING}


def told(items: Iterable[Item]) -> list[Mapping[str, Any]]:
    """Items of a short list, as the API tells them."""
    return [{"id": item.id, "url": f"/items/{item.id}", **indexing.answer(item)} for item in items]
