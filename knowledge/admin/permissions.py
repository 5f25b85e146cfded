"""Who looks after the platform itself."""

from __future__ import annotations

from knowledge.core.permissions import ADMINISTRATOR, Permission, role

OPERATE = Permission("platform.operate", role(ADMINISTRATOR))

PERMISSIONS = (OPERATE,)
