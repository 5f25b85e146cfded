"""Who sets what items are asked for."""

from __future__ import annotations

from knowledge.core.permissions import Permission, staff

SEE_DESK = Permission("desk.see", staff)
MANAGE_TYPES = Permission("type.manage", staff)

PERMISSIONS = (SEE_DESK, MANAGE_TYPES)
