"""The words things are sorted by: authorities, professional domains, tags."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.core.db import Base
from knowledge.core.i18n import _l, language

AUTHORITY_KINDS = {
    "city": _l("City"),
    "local_council": _l("Local council"),
    "regional_council": _l("Regional council"),
}
REGIONS = {
    "north": _l("North"),
    "haifa": _l("Haifa"),
    "center": _l("Center"),
    "tel_aviv": _l("Tel Aviv"),
    "jerusalem": _l("Jerusalem"),
    "south": _l("South"),
}
SIZES = {"small": _l("Small"), "medium": _l("Medium"), "large": _l("Large")}


class Authority(Base):
    """A local authority."""

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    name_en: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(20))
    size: Mapped[str] = mapped_column(String(20))

    @property
    def label(self) -> str:
        return self.name_en if language() == "en" and self.name_en else self.name


def label_in(hebrew: str, english: str) -> str:
    """The reader's language of two; what has no English name is called by its Hebrew one."""
    return english if language() == "en" and english else hebrew


class Labelled:
    """A row that has a name in each language."""

    label_he: Mapped[str] = mapped_column(String(80))
    label_en: Mapped[str] = mapped_column(String(80))

    @property
    def label(self) -> str:
        return label_in(self.label_he, self.label_en)


class Domain(Labelled, Base):
    """A professional domain: one of the network's core fields."""

    __tablename__ = "domain"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]


class Tag(Base):
    """A word people put on items. ``folded`` is what makes two spellings one tag."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    folded: Mapped[str] = mapped_column(String(60), unique=True)


class TagSynonym(Base):
    """Another word for a tag: who types it gets the tag, and who searches for it finds what has the tag."""

    __tablename__ = "tag_synonym"

    folded: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), index=True)
