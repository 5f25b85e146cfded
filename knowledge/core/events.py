"""What happened: features announce it without knowing who cares, in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any


class Event:
    """The base of everything announced. Subclasses are frozen dataclasses that carry ids."""


_handlers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def listen(event: type[Event], handler: Callable[[Any], None]) -> None:
    """Call the handler at every announcement. It must be quick: write a row or ask for a job."""
    _handlers[event].append(handler)


def announce(event: Event) -> None:
    """Tell whoever listens, at once."""
    for handler in _handlers[type(event)]:
        handler(event)


def forget_listeners() -> None:
    """Begin anew; the features are about to be installed."""
    _handlers.clear()
