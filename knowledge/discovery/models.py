"""What people search for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.core.db import Base


class Asked(Base):
    """That a person searched for these words, kept for half a year. Only what several people searched for is
    ever shown to others."""

    __tablename__ = "asked"

    folded: Mapped[str] = mapped_column(String(200), primary_key=True)  # what makes two questions one
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    text: Mapped[str] = mapped_column(String(200))  # as typed
    last: Mapped[datetime] = mapped_column(index=True)
