"""What the library adds to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature
from knowledge.library.permissions import PERMISSIONS
from knowledge.library.seeds import seed

feature = Feature(name="library", permissions=PERMISSIONS, seed=seed)
