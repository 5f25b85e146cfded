"""Names of stored files: the SHA-256 of their bytes, and nothing else."""

from __future__ import annotations

import re

_NAME = re.compile(r"[0-9a-f]{64}")


class BadName(ValueError):
    """Not a name a storage could have given."""


def valid_name(name: str) -> str:
    """The name itself, so that no other string ever becomes part of a path or an address."""
    if not _NAME.fullmatch(name):
        raise BadName("a stored file's name is 64 hexadecimal digits")
    return name
