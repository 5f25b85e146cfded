"""Who may change the words things are sorted by."""

from __future__ import annotations

from knowledge.core.permissions import Permission, staff

MANAGE_AUTHORITIES = Permission("authority.manage", staff)
MANAGE_TAGS = Permission("tag.manage", staff)

PERMISSIONS = (MANAGE_AUTHORITIES, MANAGE_TAGS)
