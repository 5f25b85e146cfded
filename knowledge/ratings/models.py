"""Stars that people gave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.core.db import Base


class Rating(Base):
    """One person's stars for one item."""

    __tablename__ = "rating"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    stars: Mapped[int]
    changed: Mapped[datetime]
