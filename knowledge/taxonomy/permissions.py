"""Who may change the words things are sorted by."""

from __future__ import annotations

from knowledge.core.permissions import ADMINISTRATOR, MANAGER, Permission, role

MANAGE_AUTHORITIES = Permission("authority.manage", role(MANAGER, ADMINISTRATOR))

PERMISSIONS = (MANAGE_AUTHORITIES,)
