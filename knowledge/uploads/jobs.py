"""What is cleared away by itself: uploads that stopped coming, and drafts that never began."""

from __future__ import annotations

from datetime import timedelta

from knowledge.core.jobs import JobKind, Lane
from knowledge.uploads.drafts import clear_empty
from knowledge.uploads.pieces import clear_old

JOBS = (
    JobKind(clear_old, Lane.PICTURES, every=timedelta(hours=1)),
    JobKind(clear_empty, Lane.PICTURES, every=timedelta(days=1)),
)
