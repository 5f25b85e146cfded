"""What accounts do behind the scenes: answering forgotten passwords, forgetting old attempts and links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete

from knowledge.accounts import limits, links
from knowledge.accounts.models import Link
from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.jobs import JobKind

LINKS_ARE_KEPT = timedelta(days=90)  # so that who follows an old one is told what happened to it


def send_links(emails: Sequence[str]) -> None:
    """Send each of these addresses a link, where it is somebody's."""
    for email in emails:
        with transaction():
            links.send_to(email)


def sweep(_subjects: Sequence[str]) -> None:
    """Forget attempts whose time is over, and links long gone."""
    limits.sweep()
    with transaction():
        session.execute(delete(Link).where(Link.expires < clock.now() - LINKS_ARE_KEPT))


JOBS = (JobKind(send_links), JobKind(sweep, every=timedelta(days=1)))
