"""What managers do with tags: see them all, rename, merge, give other names, and tidy up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, literal, or_, select

from knowledge.accounts.membership import record_deed
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.i18n import _
from knowledge.core.paging import Page, page_of
from knowledge.core.permissions import Actor
from knowledge.library.models import DRAFT, Item, item_tag
from knowledge.taxonomy import tags as taxonomy
from knowledge.taxonomy.models import Tag, TagSynonym
from knowledge.taxonomy.permissions import MANAGE_TAGS
from knowledge.taxonomy.service import fold
from search.hebrew.analyze import forms
from search.hebrew.lemmas import lemmas
from search.hebrew.suffixes import skeleton, stem

PER_PAGE, MOST_PROPOSED, MOST_MERGED = 50, 8, 30
_SHORTEST_KEY = 3  # letters: what is shorter says too little
ORDERS = ("count", "name")


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag, on how many items it is (those in the bin too), and its other names."""

    tag: Tag
    items: int
    synonyms: Sequence[str]


def tags(actor: Actor, *, q: str = "", order: str = "count", page: int = 1) -> Page[TagRow]:
    """A page of all tags, or of those in whose name or synonyms the words occur."""
    MANAGE_TAGS.require(actor)
    items = _items()
    wanted = select(Tag).outerjoin(items, items.c.tag_id == Tag.id).where(_may_be_told(actor))
    for word in fold(q).split():
        called = select(TagSynonym.tag_id).where(TagSynonym.folded.contains(word, autoescape=True))
        wanted = wanted.where(or_(Tag.folded.contains(word, autoescape=True), Tag.id.in_(called)))
    by_count = (func.coalesce(items.c.bearing, 0).desc(), Tag.name) if order == "count" else (Tag.name,)
    found: Page[Tag] = page_of(wanted.order_by(*by_count, Tag.id), page, size=PER_PAGE)
    return Page(_rows(found.rows), found.number, found.total, found.size)


def find(actor: Actor, tag_id: int) -> TagRow:
    """Raises Missing."""
    MANAGE_TAGS.require(actor)
    tag = session.scalar(select(Tag).where(Tag.id == tag_id, _may_be_told(actor)))
    if tag is None:
        raise Missing
    return _rows([tag])[0]


def chosen(actor: Actor, ids: Sequence[int]) -> list[TagRow]:
    """These tags, the one on most items first. Raises Invalid for fewer than two."""
    MANAGE_TAGS.require(actor)
    if not 2 <= len(set(ids)) <= MOST_MERGED:
        raise Invalid(_("Between two and %(num)s tags can be merged at once.", num=MOST_MERGED), field="tags")
    wanted = select(Tag).where(Tag.id.in_(ids), _may_be_told(actor))
    rows = session.scalars(wanted.order_by(Tag.name)).all()
    if len(rows) < len(set(ids)):
        raise Invalid(_("One of the tags is not there any more."), field="tags")
    return sorted(_rows(rows), key=lambda row: -row.items)


def merge(actor: Actor, ids: Sequence[int], into_id: int, *, keep_old: bool = True) -> Tag:
    """Put one tag in the place of all of these; the other names go on as its synonyms."""
    rows = {row.tag.id: row.tag for row in chosen(actor, ids)}
    into = rows.pop(into_id, None)
    if into is None:
        raise Invalid(_("Please choose the name that remains."), field="into")
    bearing = select(item_tag.c.item_id).where(item_tag.c.tag_id == into.id)
    lacking = (
        select(item_tag.c.item_id, literal(into.id))
        .where(item_tag.c.tag_id.in_(rows), item_tag.c.item_id.not_in(bearing))
        .distinct()
    )
    session.execute(insert(item_tag).from_select(["item_id", "tag_id"], lacking))
    session.execute(delete(item_tag).where(item_tag.c.tag_id.in_(rows)))
    gone = ", ".join(tag.name for tag in rows.values())
    taxonomy.absorb(actor, into, list(rows.values()), keep_old=keep_old)
    session.expire_all()
    record_deed(actor, "tags_merged", f"{gone} » {into.name}")
    return into


def change(actor: Actor, row: TagRow, sent: Mapping[str, Any]) -> None:
    """Rename a tag, or give it other synonyms: what is sent."""
    MANAGE_TAGS.require(actor)
    before = row.tag.name
    name, synonyms = sent.get("name", before), sent.get("synonyms", list(row.synonyms))
    if not isinstance(name, str):
        raise Invalid(_("This must be text."), field="name")
    if not isinstance(synonyms, list) or not all(isinstance(each, str) for each in synonyms):
        raise Invalid(_("This must be a list of texts."), field="synonyms")
    if "synonyms" in sent:
        taxonomy.set_synonyms(actor, row.tag, synonyms)
    taxonomy.rename(actor, row.tag, name, keep_old=sent.get("keep_old", True) is True)
    if row.tag.name != before:
        record_deed(actor, "tag_renamed", f"{before} » {row.tag.name}")
    else:
        record_deed(actor, "tag_changed", before)


def remove(actor: Actor, row: TagRow) -> None:
    """Forget a tag that is on no item."""
    MANAGE_TAGS.require(actor)
    if row.items:
        raise Invalid(_("Items have this tag, perhaps in the bin: it can be merged into another."))
    name = row.tag.name
    taxonomy.remove(actor, row.tag)
    record_deed(actor, "tag_removed", name)


def proposed(actor: Actor) -> list[list[TagRow]]:
    """Groups of tags that seem to be one word: in another number, with or without vowel letters."""
    MANAGE_TAGS.require(actor)
    by_key: dict[str, list[Tag]] = defaultdict(list)
    for tag in session.scalars(select(Tag).where(_may_be_told(actor)).order_by(Tag.id)):
        for key in _keys(tag.name):
            by_key[key].append(tag)
    group_of: dict[int, dict[int, Tag]] = {}
    for same in by_key.values():
        joined: dict[int, Tag] = {}
        for tag in same:
            joined |= group_of.get(tag.id, {tag.id: tag})
        group_of.update(dict.fromkeys(joined, joined))
    several = {id(group): list(group.values())[:MOST_MERGED] for group in group_of.values() if len(group) > 1}
    rows = {row.tag.id: row for row in _rows([tag for group in several.values() for tag in group])}
    groups = [
        sorted((rows[tag.id] for tag in group), key=lambda row: -row.items) for group in several.values()
    ]
    return sorted(groups, key=lambda group: -sum(row.items for row in group))[:MOST_PROPOSED]


@lru_cache(maxsize=20_000)
def _keys(name: str) -> frozenset[str]:
    """What two spellings of a tag have in common, each of the whole name."""
    words = forms(name)
    ways = (
        [(lemmas(word) or (word,))[0] for word in words],
        [skeleton(word) for word in words],
        [skeleton(stem(word)) for word in words],
    )
    keys = (" ".join(way) for way in ways)
    return frozenset(key for key in keys if len(key.replace(" ", "")) >= _SHORTEST_KEY)


def _rows(tags: Sequence[Tag]) -> list[TagRow]:
    ids = [tag.id for tag in tags]
    items = _items()
    counts: dict[int, int] = dict(
        list(session.execute(select(items.c.tag_id, items.c.bearing).where(items.c.tag_id.in_(ids))))
    )
    synonyms: dict[int, list[str]] = defaultdict(list)
    named = select(TagSynonym.tag_id, TagSynonym.name).where(TagSynonym.tag_id.in_(ids))
    for tag_id, name in session.execute(named.order_by(TagSynonym.folded)):
        synonyms[tag_id].append(name)
    return [TagRow(tag, counts.get(tag.id, 0), synonyms[tag.id]) for tag in tags]


def _may_be_told(actor: Actor) -> ColumnElement[bool]:
    """Not the words that stand on drafts of others alone: those are their owners' business."""
    bearing = select(item_tag.c.tag_id).where(item_tag.c.tag_id == Tag.id)
    seen = bearing.join(Item, Item.id == item_tag.c.item_id)
    seen = seen.where(or_(Item.visibility != DRAFT, Item.owner_id == actor.id))
    return or_(~bearing.exists(), seen.exists())


def _items() -> Any:
    counted: Select[Any] = select(item_tag.c.tag_id, func.count().label("bearing"))
    return counted.group_by(item_tag.c.tag_id).subquery()
