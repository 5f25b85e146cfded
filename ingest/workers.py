"""Worker processes that do the dangerous work, and are killed when it takes too long."""

from __future__ import annotations


class Workers:
    """A pool of sandboxed processes. ``sandbox`` is "" for the best the machine offers, or "none"."""

    def __init__(self, sandbox: str = "") -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
