"""What people say about items."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.accounts.models import User
from knowledge.core.db import Base
from knowledge.library.models import Item


class Comment(Base):
    """A remark on an item. A hidden one is seen by its author and by managers."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(index=True)  # the first comment of its thread
    text: Mapped[str] = mapped_column(Text)  # Markdown
    created: Mapped[datetime]
    edited: Mapped[datetime | None]
    hidden: Mapped[datetime | None]
    deleted: Mapped[datetime | None]

    item: Mapped[Item] = relationship()
    author: Mapped[User] = relationship(lazy="joined")

    __table_args__ = ({"sqlite_autoincrement": True},)


class Mention(Base):
    """Somebody a comment speaks to by name."""

    __tablename__ = "mention"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
