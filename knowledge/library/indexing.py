"""What search knows of items."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import defer, joinedload, load_only, selectinload

from knowledge.accounts.events import PersonChanged
from knowledge.core import clock, i18n
from knowledge.core.db import session
from knowledge.core.feature import Facet
from knowledge.core.findable import Findable, changed, rank_changed
from knowledge.core.i18n import TIME_ZONE, _l
from knowledge.core.jobs import later
from knowledge.core.permissions import Actor
from knowledge.library.events import ItemChanged, RankChanged, TypeChanged
from knowledge.library.fields import Asked, all_fields, fields_of, is_filled
from knowledge.library.grounds import reasons
from knowledge.library.jobs import index_items_of
from knowledge.library.models import File, FileText, Item, ItemType
from knowledge.library.permissions import VIEW, readers
from knowledge.library.values import facet_name, facet_values, prepare, words_of
from knowledge.taxonomy.events import AuthorityChanged, TagChanged
from knowledge.taxonomy.tags import synonyms
from search.document import Document, Rank
from search.ranking import rank

KIND = "item"
_AT_ONCE = 100  # items; each may have half a million characters
_LOOKED_THROUGH = 600_000  # characters of an item, for a snippet: one very long file, or many short ones


def documents(ids: Sequence[int] | None) -> Iterator[Document]:
    """Everything that is not in the bin, piece by piece: a few queries for a hundred items."""
    other_names = synonyms()
    for items in _pieces(ids):
        texts = _file_texts(items)
        prepare(items)
        for item in items:
            more = [name for tag in item.tags for name in other_names.get(tag.id, ())]
            yield _document(item, more, texts.get(item.id, ()))


def load(actor: Actor, ids: Sequence[int]) -> Mapping[int, Item]:
    """The items of these ids that the actor may view, with what a result shows."""
    wanted = (
        select(Item)
        .where(Item.id.in_(ids))
        .options(
            defer(Item.text),
            defer(Item.plain),
            joinedload(Item.type),
            joinedload(Item.owner),
            joinedload(Item.authority),
            selectinload(Item.files).load_only(File.item_id, File.state),
        )
    )
    items = [item for item in session.scalars(wanted).unique() if VIEW.allows(actor, item)]
    prepare(items)
    return {item.id: item for item in items}


def texts(ids: Sequence[int]) -> Mapping[int, Sequence[tuple[int | None, str]]]:
    """The item's own words, then its files in order, page by page, as far as a snippet is looked for."""
    found: dict[int, list[tuple[int | None, str]]] = {}
    for item_id, plain in session.execute(select(Item.id, Item.plain).where(Item.id.in_(ids))):
        found[item_id] = [(None, plain)] if plain else []
    place = (File.id, FileText.position)
    length = func.length(FileText.text)
    before = func.sum(length).over(partition_by=File.item_id, order_by=place) - length
    near = select(FileText.id, before.label("before")).join(File).where(File.item_id.in_(ids)).subquery()
    pages = (
        select(File.item_id, FileText.page, FileText.text)
        .join(FileText, FileText.file_id == File.id)
        .join(near, near.c.id == FileText.id)
        .where(near.c.before < _LOOKED_THROUGH)
        .order_by(File.item_id, *place)
    )
    for item_id, page, text in session.execute(pages):
        found[item_id].append((page, text))
    return found


def ranks(ids: Sequence[int] | None) -> Mapping[str, Rank]:
    rows = select(Item.id, Item.stars_total, Item.ratings, Item.created).where(Item.deleted.is_(None))
    if ids is not None:
        rows = rows.where(Item.id.in_(ids))
    return {
        f"{KIND}:{item_id}": _rank(stars_total, ratings, created)
        for item_id, stars_total, ratings, created in session.execute(rows)
    }


def stamps() -> Mapping[int, str]:
    """The revision of every item that should be in the index."""
    rows = select(Item.id, Item.revision).where(Item.deleted.is_(None))
    return {item_id: str(revision) for item_id, revision in session.execute(rows)}


def answer(item: Item) -> Mapping[str, Any]:
    """What the API tells about an item in a list of hits."""
    return {
        "type": item.type_code,
        "title": item.title,
        "owner": {"id": item.owner.id, "name": item.owner.name},
        "authority": item.authority.label if item.authority else None,
        "created": clock.iso(item.created),
        "stars": item.stars,
        "ratings": item.ratings,
        "adoptions": item.adoptions,
    }


def note_indexed(stamps: Mapping[int, str]) -> None:
    """The engine holds these revisions now: see Item.state."""
    for item_id, stamp in stamps.items():
        held = update(Item).where(Item.id == item_id, Item.indexed < int(stamp))
        session.execute(held.values(indexed=int(stamp)))


def on_item_changed(event: ItemChanged) -> None:
    changed(KIND, event.item_id, narrowed=event.narrowed)


def on_rank_changed(event: RankChanged) -> None:
    rank_changed(KIND, event.item_id)


def on_person_changed(event: PersonChanged) -> None:
    later(index_items_of, f"owner:{event.user_id}")
    if any(asks.kind == "person" for asks in all_fields()):
        later(index_items_of, f"person:{event.user_id}")


def on_authority_changed(event: AuthorityChanged) -> None:
    later(index_items_of, f"authority:{event.authority_id}")


def on_tag_changed(event: TagChanged) -> None:
    later(index_items_of, f"tag:{event.tag_id}")


def on_type_changed(event: TypeChanged) -> None:
    later(index_items_of, f"type:{event.type_code}")


def type_labels(codes: Collection[str]) -> Mapping[str, str]:
    return {type.code: type.label for type in session.scalars(select(ItemType)) if type.code in codes}


def year_labels(years: Collection[str]) -> Mapping[str, str]:
    return {year: year for year in years}


def month_labels(months: Collection[str]) -> Mapping[str, str]:
    return {month: i18n.month(month) for month in months if i18n.is_month(month)}


FINDABLE = Findable(
    kind=KIND,
    documents=documents,
    load=load,
    label=_l("Items"),
    template="library/_hit.html",
    texts=texts,
    ranks=ranks,
    indexed=note_indexed,
    stamps=stamps,
    address="/items/{id}",
    preview="/items/{id}/preview",
    answer=answer,
    reasons=reasons,
)
FACETS = (
    Facet("type", _l("Type"), 10, labels=type_labels),
    Facet("year", _l("Year"), 70, labels=year_labels, drawn=""),
    Facet("month", _l("Date"), 80, labels=month_labels, drawn="months"),
)


def _document(item: Item, tag_synonyms: Sequence[str], file_texts: Iterable[str]) -> Document:
    words = [item.plain]
    for asks, value in _filled(item):
        words += words_of(asks, value) if asks.searchable else []
    words += [tag.name for tag in item.tags]
    words += tag_synonyms
    words += [domain.label_he for domain in item.domains]
    words += [item.authority.name] if item.authority else []
    words += [item.owner.name]
    words += [file.name for file in item.files]
    words += file_texts
    place = _rank(item.stars_total, item.ratings, item.created)
    return Document(
        kind=KIND,
        id=item.id,
        title=item.title,
        body="\n".join(filter(None, words)),
        readers=readers(item),
        facets=_facets(item),
        created=item.created,
        boost=place.boost,
        rating=place.rating,
        stamp=str(item.revision),
    )


def _rank(stars_total: int, ratings: int, created: datetime) -> Rank:
    return rank(stars_total, ratings, (clock.now() - created) / timedelta(days=1))


def _facets(item: Item) -> Mapping[str, tuple[str, ...]]:
    authority = item.authority
    return {
        "type": (item.type_code,),
        "authority_kind": (authority.kind,) if authority else (),
        "authority": (str(authority.id),) if authority else (),
        "domain": tuple(domain.code for domain in item.domains),
        "owner": (str(item.owner_id),),
        "tag": tuple(tag.name for tag in item.tags),
        "year": (f"{item.created.astimezone(TIME_ZONE):%Y}",),
        "month": (f"{item.created.astimezone(TIME_ZONE):%Y-%m}",),
        **{facet_name(asks): facet_values(asks, value) for asks, value in _filled(item) if asks.facet},
    }


def _filled(item: Item) -> Iterator[tuple[Asked, Any]]:
    """The fields of its type in which something stands."""
    for asks in fields_of(item.type_code):
        value = item.fields.get(asks.name)
        if is_filled(value):
            yield asks, value


def _pieces(ids: Sequence[int] | None) -> Iterator[Sequence[Item]]:
    last = 0
    while True:
        rows = _whole_items().where(Item.id > last).limit(_AT_ONCE)
        items = session.scalars(rows if ids is None else rows.where(Item.id.in_(ids))).unique().all()
        if not items:
            return
        yield items
        last = items[-1].id


def _whole_items() -> Select[Item]:
    return (
        select(Item)
        .where(Item.deleted.is_(None))
        .order_by(Item.id)
        .options(
            defer(Item.text),
            joinedload(Item.owner),
            joinedload(Item.authority),
            selectinload(Item.domains),
            selectinload(Item.tags),
            selectinload(Item.files).options(load_only(File.item_id, File.name)),
        )
    )


def _file_texts(items: Sequence[Item]) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    rows = (
        select(File.item_id, FileText.part, FileText.text)
        .join(FileText, FileText.file_id == File.id)
        .where(File.item_id.in_([item.id for item in items]))
        .order_by(File.item_id, File.id, FileText.position)
    )
    for item_id, part, text in session.execute(rows):
        found.setdefault(item_id, []).append(f"{part}\n{text}" if part else text)
    return found
