"""Who may search. What they find is decided by each thing's own readers."""

from __future__ import annotations

from knowledge.core.permissions import Permission, signed_in

SEARCH = Permission("search.use", signed_in)

PERMISSIONS = (SEARCH,)
