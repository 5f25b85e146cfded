"""What keeps a parser of strangers' files away from our files and the network."""

from __future__ import annotations

from dataclasses import dataclass


class NoSandbox(Exception):
    """This machine offers no sandbox, and parsing without one was not asked for. Its text says what was tried."""


@dataclass(frozen=True)
class Availability:
    """``name`` is "landlock", "bubblewrap" or "" for none; ``tried`` says, per kind, why it cannot be used."""

    name: str
    tried: tuple[str, ...] = ()


def available() -> Availability:
    """The best sandbox this machine offers, proved by a worker that tried to get out. Asked once, then kept."""
    raise NotImplementedError
