"""Who will see an item, in words that name how many people that is."""

from __future__ import annotations

from sqlalchemy import func, select

from knowledge.accounts.models import User
from knowledge.core.db import session
from knowledge.core.i18n import _, ngettext, number
from knowledge.core.permissions import ADMINISTRATOR, MANAGER
from knowledge.library.models import DRAFT, MANAGERS, NETWORK


def visibilities() -> list[tuple[str, str, str]]:
    """Each choice of who will see an item: its word, its label, and who that is exactly."""
    everyone, managers = _counts()
    return [
        (
            NETWORK,
            _("Everyone in the network"),
            ngettext(
                "The one member of the network",
                "All %(people)s members of the network",
                everyone,
                people=number(everyone),
            ),
        ),
        (
            MANAGERS,
            _("Managers only"),
            ngettext(
                "The community's manager, and whoever added it",
                "The community's managers (%(people)s), and whoever added it",
                managers,
                people=number(managers),
            ),
        ),
        (DRAFT, _("Nobody yet: a draft"), _("Only whoever added it, among their drafts")),
    ]


def _counts() -> tuple[int, int]:
    """How many people can sign in, and how many of them are managers or administrators: one query."""
    is_staff = User.role.in_((MANAGER, ADMINISTRATOR))
    here = select(func.count(), func.count().filter(is_staff)).where(User.active)
    everyone, managers = session.execute(here).one()
    return everyone, managers
