"""What adoptions add to the platform."""

from __future__ import annotations

from knowledge.adoptions import models
from knowledge.core.feature import Feature

__all__ = ("feature", "models")

feature = Feature(name="adoptions")
