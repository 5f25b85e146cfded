"""Files on their way: what of them has arrived."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.core.db import Base
from knowledge.library.models import Item


class Unsaved(Base):
    """An item that is still being put together: a draft with its files, and what was typed so far."""

    __tablename__ = "unsaved"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    typed: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)  # the form, name by name
    touched: Mapped[datetime] = mapped_column(index=True)

    item: Mapped[Item] = relationship()


class Upload(Base):
    """A file that arrives in pieces, so that a broken connection can go on where it broke."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=lambda: secrets.token_hex(16))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("file.id", ondelete="SET NULL")
    )  # when all is here
    created: Mapped[datetime]
    touched: Mapped[datetime] = mapped_column(index=True)

    pieces: Mapped[list[Piece]] = relationship(order_by="Piece.start", cascade="all, delete-orphan")

    @property
    def finished(self) -> bool:
        """Whether all of it is here and has become a file, be it removed since."""
        return self.file_id is not None or 0 < self.size == self.received


class Piece(Base):
    """A part of an upload, stored as it came. Its bytes are a blob."""

    __tablename__ = "piece"

    upload_id: Mapped[str] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    size: Mapped[int]
    blob: Mapped[str] = mapped_column(ForeignKey("blob.name"), index=True)
