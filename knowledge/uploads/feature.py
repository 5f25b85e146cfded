"""What uploads add to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature
from knowledge.uploads import models

__all__ = ("feature", "models")

feature = Feature(name="uploads")
