"""The particles that join the front of a Hebrew word: ו, ש, ב and their legal sequences."""

from __future__ import annotations

from itertools import product

_SEQUENCES = frozenset(
    "".join(parts)
    for parts in product(("", "ו"), ("", "ש", "כש", "לכש", "מש"), ("", "ב", "כ", "ל", "מ", "ה", "מה", "כה"))
) - {""}
_LONGEST = max(map(len, _SEQUENCES))


def remainders(form: str, shortest: int) -> list[str]:
    """The form itself, and what remains of it after each legal sequence of particles."""
    found = [form]
    for cut in range(1, min(_LONGEST, len(form) - shortest) + 1):
        if form[:cut] in _SEQUENCES:
            found.append(form[cut:])
    return found
