"""Pictures of pages: of PDF files and images, and of office files where LibreOffice is installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.workers import Workers


@dataclass(frozen=True)
class Pictures:
    """Pictures by page, from 1, as WebP; ``total`` is how many pages the file has when it is laid out."""

    total: int
    pages: dict[int, bytes] = field(default_factory=dict)


def can_picture(media_type: str) -> bool:
    """Whether this machine can make pictures of such files."""
    raise NotImplementedError


def page_pictures(
    path: Path, media_type: str, *, workers: Workers, pages: Sequence[int], longest_side: int = 1200
) -> Pictures:
    """Pictures of these pages; numbers the file does not have are left out.

    Raises CannotIngest, also for pictures with more pixels than we are willing to open.
    """
    raise NotImplementedError
