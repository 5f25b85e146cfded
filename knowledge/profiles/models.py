"""What people show of themselves, and how they may be reached."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.accounts.models import User
from knowledge.core.db import Base
from knowledge.taxonomy.models import Domain

profile_domain = Table(
    "profile_domain",
    Base.metadata,
    Column("user_id", ForeignKey("profile.user_id", ondelete="CASCADE"), primary_key=True),
    Column("domain_code", ForeignKey("domain.code"), primary_key=True, index=True),
)


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

    mail_replies: Mapped[bool] = mapped_column(default=True)  # when somebody replies or mentions

    user: Mapped[User] = relationship(lazy="joined")
    domains: Mapped[list[Domain]] = relationship(secondary=profile_domain, order_by=Domain.position)
