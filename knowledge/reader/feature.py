"""What the reader adds to the platform, for reading: pages of documents with marks, previews and texts."""

from __future__ import annotations

from knowledge.core.feature import Feature

feature = Feature(name="reader")
