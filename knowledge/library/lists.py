"""Lists of items: one's own, somebody's, the newest; and the tags in use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from knowledge.core.db import session
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.paging import Page, page_of
from knowledge.core.permissions import Actor, staff
from knowledge.library.models import (
    DRAFT,
    MANAGERS,
    NETWORK,
    UNREADABLE,
    WAITING,
    File,
    Item,
    ItemType,
    item_domain,
    item_tag,
)
from knowledge.taxonomy.models import Tag

ALL, DRAFTS, WAITS, UNREAD, BIN = "all", "drafts", "waiting", "unreadable", "bin"
TABS = (ALL, DRAFTS, WAITS, UNREAD, BIN)
SORTS = ("newest", "oldest")


def mine(actor: Actor, tab: str, *, page: int = 1, sort: str = "newest") -> Page[Item]:
    """A page of the actor's own items, as rows without their texts."""
    if tab not in TABS or sort not in SORTS:
        raise Invalid(_("There is no such list."), field="tab" if tab not in TABS else "sort")
    moment = Item.deleted if tab == BIN else Item.created
    order = (moment.asc(), Item.id.asc()) if sort == "oldest" else (moment.desc(), Item.id.desc())
    wanted = _light().where(Item.owner_id == actor.id, _tabs()[tab]).order_by(*order)
    found: Page[Item] = page_of(wanted, page)
    return found


def counts(actor: Actor) -> Mapping[str, int]:
    """How many items each list of one's own has: one query."""
    tabs = _tabs()
    sums = [func.coalesce(func.sum(case((tabs[tab], 1), else_=0)), 0) for tab in TABS]
    row = session.execute(select(*sums).where(Item.owner_id == actor.id)).one()
    return dict(zip(TABS, map(int, row), strict=True))


def newest(actor: Actor, limit: int, *, domains: Collection[str] = ()) -> Sequence[Item]:
    """What was added last, of what the actor may see; drafts wait elsewhere.

    Of some professional domains, when they are named, and then only what others brought.
    """
    wanted = _light().where(may_see(actor), Item.visibility != DRAFT)
    if domains:
        of_these = item_domain.c.item_id == Item.id, item_domain.c.domain_code.in_(domains)
        wanted = wanted.where(Item.owner_id != actor.id, exists().where(*of_these))
    wanted = wanted.order_by(Item.created.desc(), Item.id.desc()).limit(limit)
    return session.scalars(wanted).unique().all()


def of_person(actor: Actor, owner_id: int, limit: int) -> tuple[Sequence[Item], int]:
    """Somebody's newest items, and how many there are, of what the actor may see."""
    theirs = and_(Item.owner_id == owner_id, may_see(actor))
    wanted = _light().where(theirs).order_by(Item.created.desc(), Item.id.desc()).limit(limit)
    total = session.scalar(select(func.count()).select_from(Item).where(theirs)) or 0
    return session.scalars(wanted).unique().all(), total


def tags_in_use(actor: Actor) -> Sequence[tuple[str, int]]:
    """The tags of what the actor may see, and how many items have each; the commonest first."""
    total = func.count(Item.id)
    wanted = (
        select(Tag.name, total)
        .join(item_tag, item_tag.c.tag_id == Tag.id)
        .join(Item, Item.id == item_tag.c.item_id)
        .where(may_see(actor))
        .group_by(Tag.id, Tag.name)
        .order_by(total.desc(), Tag.name)
    )
    return [(name, count) for name, count in session.execute(wanted)]


def types(standing: str = "") -> Sequence[ItemType]:
    """The types that can be chosen, in order; a retired one only where it stands already."""
    offered = or_(~ItemType.retired, ItemType.code == standing)
    return session.scalars(select(ItemType).where(offered).order_by(ItemType.position, ItemType.code)).all()


def may_see(actor: Actor) -> ColumnElement[bool]:
    """VIEW in the words of the database."""
    circles = [Item.visibility == NETWORK, Item.owner_id == actor.id]
    if staff(actor, None):
        circles.append(Item.visibility == MANAGERS)
    return and_(Item.deleted.is_(None), or_(*circles))


def _light() -> Select[Item]:
    """Items with what a list shows, and never their texts."""
    return select(Item).options(
        defer(Item.text),
        defer(Item.plain),
        joinedload(Item.type),
        joinedload(Item.owner),
        joinedload(Item.authority),
        selectinload(Item.files),
    )


def _tabs() -> Mapping[str, ColumnElement[bool]]:
    here = Item.deleted.is_(None)
    waits = or_(_has_file(WAITING), Item.indexed < Item.revision)
    return {
        ALL: here,
        DRAFTS: and_(here, Item.visibility == DRAFT),
        WAITS: and_(here, waits),
        UNREAD: and_(here, _has_file(UNREADABLE)),
        BIN: Item.deleted.is_not(None),
    }


def _has_file(state: str) -> ColumnElement[bool]:
    return exists().where(File.item_id == Item.id, File.state == state)
