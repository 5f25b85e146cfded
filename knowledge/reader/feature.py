"""What the reader adds to the platform, for reading: pages of documents with marks, previews and texts."""

from __future__ import annotations

from knowledge.core.feature import Feature, Panel
from knowledge.reader.api import api
from knowledge.reader.views import front, pages

feature = Feature(
    name="reader",
    pages=pages,
    api=api,
    panels=(Panel("item.front", "reader/_front.html", load=front),),
)
