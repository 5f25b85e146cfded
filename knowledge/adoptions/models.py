"""Who used an item in their own authority, and how it went."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.accounts.models import User
from knowledge.core.db import Base
from knowledge.taxonomy.models import Authority


class Adoption(Base):
    """One person's word that the item was used in their authority."""

    __tablename__ = "adoption"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    text: Mapped[str] = mapped_column(String(300), default="")  # one line: how it went
    created: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")
    authority: Mapped[Authority | None] = relationship(lazy="joined")
