"""What people show of themselves, and how they may be reached."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.accounts.models import User
from knowledge.core.db import Base


class Profile(Base):
    """A person's own page. Each way of contact is open only when its owner opened it."""

    __tablename__ = "profile"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    job: Mapped[str] = mapped_column(String(120), default="")
    about: Mapped[str] = mapped_column(Text, default="")  # Markdown: what they know, what they can help with
    phone: Mapped[str] = mapped_column(String(30), default="")
    by_message: Mapped[bool] = mapped_column(default=True)  # mail through the platform, no address shown
    by_email: Mapped[bool] = mapped_column(default=False)
    by_phone: Mapped[bool] = mapped_column(default=False)
    by_whatsapp: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship(lazy="joined")
