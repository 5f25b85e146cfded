"""What the taxonomy adds to the platform."""

from __future__ import annotations

from knowledge.core.feature import Feature
from knowledge.taxonomy.seeds import seed

feature = Feature(name="taxonomy", seed=seed)
