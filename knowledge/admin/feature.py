"""What the admin feature adds to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature

feature = Feature(name="admin")
