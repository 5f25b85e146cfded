"""What being installable adds to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature
from knowledge.installable.views import pages

feature = Feature(name="installable", pages=pages)
