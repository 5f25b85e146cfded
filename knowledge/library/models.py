"""The library's tables: items, their files, what was read from them, and the stored bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, LargeBinary, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from knowledge.accounts.models import User
from knowledge.core.db import Base
from knowledge.core.text import plain
from knowledge.taxonomy.models import Authority, Domain, Labelled, Tag

NETWORK, MANAGERS, DRAFT = "network", "managers", "draft"
VISIBILITIES = (NETWORK, MANAGERS, DRAFT)
WAITING, READY, UNREADABLE = "waiting", "ready", "unreadable"

item_domain = Table(
    "item_domain",
    Base.metadata,
    Column("item_id", ForeignKey("item.id", ondelete="CASCADE"), primary_key=True),
    Column("domain_code", ForeignKey("domain.code"), primary_key=True, index=True),
)
item_tag = Table(
    "item_tag",
    Base.metadata,
    Column("item_id", ForeignKey("item.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True, index=True),
)


class ItemType(Labelled, Base):
    """What an item is: a project, a tender, a template …"""

    __tablename__ = "item_type"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)  # its items keep it; new ones are not offered it
    # What becomes of text, domain, authority, tags and files in its form: required or hidden; else asked.
    basics: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class TypeField(Labelled, Base):
    """A further field that a type asks for. Retired fields keep their values but are no longer asked."""

    __tablename__ = "type_field"

    id: Mapped[int] = mapped_column(primary_key=True)
    type_code: Mapped[str] = mapped_column(ForeignKey("item_type.code"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(
        String(20)
    )  # text, long, choice, choices, date, number, address, person
    # Each: value, label_he, label_en, and retired where it is no longer offered.
    choices: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    position: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)
    searchable: Mapped[bool] = mapped_column(default=False)
    facet: Mapped[bool] = mapped_column(default=False)  # results can be narrowed by it
    shown: Mapped[bool] = mapped_column(default=False)  # a result says it
    retired: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("type_code", "name"),)


class Item(Base):
    """Something a person brought to the library."""

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(primary_key=True)
    type_code: Mapped[str] = mapped_column(ForeignKey("item_type.code"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")  # Markdown
    plain: Mapped[str] = mapped_column(Text, default="")  # its words, for search: follows by itself
    visibility: Mapped[str] = mapped_column(String(20), default=NETWORK)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # by TypeField.name
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    created: Mapped[datetime] = mapped_column(index=True)
    changed: Mapped[datetime]
    deleted: Mapped[datetime | None] = mapped_column(index=True)  # in the bin since
    # Counts every change of what a search could find; `indexed` is the one the engine holds.
    revision: Mapped[int] = mapped_column(default=1)
    indexed: Mapped[int] = mapped_column(default=0)
    # Kept up to date by ratings, comments and adoptions, so that ranking and lists need no join.
    stars_total: Mapped[int] = mapped_column(default=0)
    ratings: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    adoptions: Mapped[int] = mapped_column(default=0)

    type: Mapped[ItemType] = relationship()
    owner: Mapped[User] = relationship()
    authority: Mapped[Authority | None] = relationship()
    domains: Mapped[list[Domain]] = relationship(secondary=item_domain, order_by=Domain.position)
    tags: Mapped[list[Tag]] = relationship(secondary=item_tag, order_by=Tag.name)
    # The present ones alone: versions that something took the place of hang on their file.
    files: Mapped[list[File]] = relationship(
        back_populates="item",
        primaryjoin="and_(Item.id == File.item_id, File.successor_id.is_(None))",
        order_by="File.id",
        cascade="all, delete-orphan",
    )

    # Numbers are never used again: an old address must not lead to something new.
    __table_args__ = ({"sqlite_autoincrement": True},)

    @validates("text")
    def _keep_plain(self, _name: str, text: str) -> str:
        self.plain = plain(text)
        return text

    @property
    def state(self) -> str:
        """Waiting until every file is read or refused and the engine holds the result; then ready, or
        unreadable when there are files and none could be read."""
        states = {file.state for file in self.files}
        if WAITING in states or (self.indexed < self.revision and not self.deleted):
            return WAITING
        return UNREADABLE if states == {UNREADABLE} else READY

    @property
    def stars(self) -> float | None:
        """The mean of its ratings; None when nobody has rated."""
        return round(self.stars_total / self.ratings, 2) if self.ratings else None


class File(Base):
    """A file of an item: what it was called and what became of reading it. Its bytes are a blob."""

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    blob: Mapped[str] = mapped_column(ForeignKey("blob.name"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(200), default="")  # what the document calls itself
    # The file whose earlier version this is. Only files themselves are read, drawn, searched and counted.
    successor_id: Mapped[int | None] = mapped_column(index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120), default="")
    page_count: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(20), default=WAITING)
    reason: Mapped[str] = mapped_column(String(40), default="")  # a code: see library/reasons.py
    cut: Mapped[bool] = mapped_column(default=False)  # the limit on text was reached
    language: Mapped[str] = mapped_column(String(10), default="")
    scanned: Mapped[list[int]] = mapped_column(JSON, default=list)  # pages still without text, for OCR
    created: Mapped[datetime]

    item: Mapped[Item] = relationship(back_populates="files")

    __table_args__ = ({"sqlite_autoincrement": True},)


class FileText(Base):
    """A piece of what was read from a file: a page, a part such as an attachment, or all of it."""

    __tablename__ = "file_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"))
    position: Mapped[int]
    page: Mapped[int | None]  # from 1, where the format has pages
    part: Mapped[str] = mapped_column(String(255), default="")  # the attachment's name
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_file_text_file_id_position", "file_id", "position"),)


class Picture(Base):
    """A picture of a page. It belongs to the bytes, so that the same file is drawn once."""

    __tablename__ = "picture"

    blob: Mapped[str] = mapped_column(ForeignKey("blob.name"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[str] = mapped_column(String(10), primary_key=True)  # small or large
    image: Mapped[str] = mapped_column(ForeignKey("blob.name"), index=True)
    width: Mapped[int]
    height: Mapped[int]


class PageWords(Base):
    """Where the words of a page stand on its picture, for marks. It belongs to the bytes, as pictures do."""

    __tablename__ = "page_words"

    blob: Mapped[str] = mapped_column(ForeignKey("blob.name"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)  # see library/pictures.py


class Blob(Base):
    """Stored bytes, named by their SHA-256. Removed by a job when nothing names them for a day."""

    __tablename__ = "blob"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    touched: Mapped[datetime] = mapped_column(index=True)
