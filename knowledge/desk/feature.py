"""What the desk adds to the platform, for managers: types, their fields, and tags."""

from __future__ import annotations

from knowledge.core.feature import Feature

feature = Feature(name="desk")
