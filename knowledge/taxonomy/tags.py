"""Tags and their synonyms: naming them, keeping two spellings one, and what managers do with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import delete, select, update

from knowledge.core.db import insert, session
from knowledge.core.errors import Invalid
from knowledge.core.events import announce
from knowledge.core.i18n import _, ngettext
from knowledge.core.permissions import Actor
from knowledge.core.text import line
from knowledge.taxonomy.events import TagChanged
from knowledge.taxonomy.models import Tag, TagSynonym
from knowledge.taxonomy.permissions import MANAGE_TAGS
from knowledge.taxonomy.service import fold

LONGEST_TAG, MOST_TAGS, MOST_SYNONYMS = 60, 20, 20


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names or synonyms in their order, each once; new ones are made. Raises Invalid."""
    wanted: dict[str, str] = {}
    for name in names:
        if tidy := _tidy(name, "tags"):
            wanted.setdefault(fold(tidy)[:LONGEST_TAG], tidy)
    wanted.pop("", None)
    if len(wanted) > MOST_TAGS:
        sentence = ngettext("At most one tag, please.", "At most %(num)s tags, please.", MOST_TAGS)
        raise Invalid(sentence, field="tags")
    if not wanted:
        return []
    others = select(TagSynonym.folded, Tag).join(Tag, Tag.id == TagSynonym.tag_id)
    kept = dict(list(session.execute(others.where(TagSynonym.folded.in_(wanted)))))
    rows = [{"name": name, "folded": folded} for folded, name in wanted.items() if folded not in kept]
    if rows:
        # Another may make the same tag at this moment; then theirs is used.
        session.execute(insert(Tag).values(rows).on_conflict_do_nothing(index_elements=[Tag.folded]))
        kept |= {tag.folded: tag for tag in session.scalars(select(Tag).where(Tag.folded.in_(wanted)))}
    return list(dict.fromkeys(kept[folded] for folded in wanted))


def synonyms() -> Mapping[int, Sequence[str]]:
    """The other names of all tags that have some, by the tag's id."""
    found: dict[int, list[str]] = defaultdict(list)
    for tag_id, name in session.execute(
        select(TagSynonym.tag_id, TagSynonym.name).order_by(TagSynonym.folded)
    ):
        found[tag_id].append(name)
    return found


def rename(actor: Actor, tag: Tag, typed: str, *, keep_old: bool = True) -> None:
    """Call a tag something else; the old name goes on as a synonym, if it was more than another spelling."""
    MANAGE_TAGS.require(actor)
    name, folded = _read(typed, "name")
    if tag.name == name:
        return
    _require_free(tag, folded, "name")
    before = tag.name, tag.folded
    session.execute(delete(TagSynonym).where(TagSynonym.folded == folded))
    tag.name, tag.folded = name, folded
    session.flush()
    if keep_old and before[1] != folded:
        _add_synonym(tag, *before)
    announce(TagChanged(tag.id))


def set_synonyms(actor: Actor, tag: Tag, typed: Sequence[str]) -> None:
    """Give a tag these other names, and no others."""
    MANAGE_TAGS.require(actor)
    wanted: dict[str, str] = {}
    for each in typed:
        if tidy := _tidy(each, "synonyms"):
            wanted.setdefault(fold(tidy)[:LONGEST_TAG], tidy)
    wanted.pop(tag.folded, None)
    if len(wanted) > MOST_SYNONYMS:
        raise Invalid(_("At most %(num)s other names, please.", num=MOST_SYNONYMS), field="synonyms")
    for folded in wanted:
        _require_free(tag, folded, "synonyms")
    standing = select(TagSynonym.folded, TagSynonym.name).where(TagSynonym.tag_id == tag.id)
    before = dict(list(session.execute(standing)))
    if before == wanted:
        return
    session.execute(delete(TagSynonym).where(TagSynonym.tag_id == tag.id))
    for folded, name in wanted.items():
        _add_synonym(tag, name, folded)
    announce(TagChanged(tag.id))


def absorb(actor: Actor, tag: Tag, others: Sequence[Tag], *, keep_old: bool = True) -> None:
    """Let other tags, which no item bears any more, go on as synonyms of this one."""
    MANAGE_TAGS.require(actor)
    names = [(other.name, other.folded) for other in others]
    ids = [other.id for other in others]
    session.execute(update(TagSynonym).where(TagSynonym.tag_id.in_(ids)).values(tag_id=tag.id))
    session.execute(delete(Tag).where(Tag.id.in_(ids)))
    for name, folded in names if keep_old else ():
        _add_synonym(tag, name, folded)
    announce(TagChanged(tag.id))


def remove(actor: Actor, tag: Tag) -> None:
    """Forget a tag that no item bears."""
    MANAGE_TAGS.require(actor)
    session.execute(delete(TagSynonym).where(TagSynonym.tag_id == tag.id))
    session.delete(tag)
    session.flush()


def tag_labels(values: Collection[str]) -> dict[str, str]:
    """A tag is called by its own name."""
    return {value: value for value in values}


def tag_named(typed: str) -> frozenset[str]:
    """The one tag of this name or synonym, in any spelling."""
    folded = fold(typed)
    of_synonym = select(TagSynonym.tag_id).where(TagSynonym.folded == folded)
    return frozenset(session.scalars(select(Tag.name).where((Tag.folded == folded) | Tag.id.in_(of_synonym))))


def tags_completing(typed: str) -> list[str]:
    """The tags that have a synonym in which a word begins as what was typed."""
    folded = fold(typed)
    if not folded:
        return []
    begins = TagSynonym.folded.startswith(folded, autoescape=True)
    inside = TagSynonym.folded.contains(f" {folded}", autoescape=True)
    found = select(Tag.name).join(TagSynonym, TagSynonym.tag_id == Tag.id).where(begins | inside)
    return list(dict.fromkeys(session.scalars(found.order_by(Tag.name).limit(MOST_TAGS))))


def _add_synonym(tag: Tag, name: str, folded: str) -> None:
    row = insert(TagSynonym).values(folded=folded, name=name, tag_id=tag.id)
    session.execute(row.on_conflict_do_nothing(index_elements=[TagSynonym.folded]))


def _require_free(tag: Tag, folded: str, field: str) -> None:
    """Raises Invalid when another tag is called so already."""
    of_synonym = select(TagSynonym.tag_id).where(TagSynonym.folded == folded)
    called_so = (Tag.folded == folded) | Tag.id.in_(of_synonym)
    other = session.scalar(select(Tag.name).where(Tag.id != tag.id, called_so).limit(1))
    if other:
        sentence = _("The tag “%(name)s” is called so already: the two can be merged.", name=other)
        raise Invalid(sentence, field=field)


def _read(typed: str, field: str) -> tuple[str, str]:
    tidy = _tidy(typed, field)
    folded = fold(tidy)[:LONGEST_TAG]
    if not folded or "," in tidy:
        raise Invalid(_("A name is needed, without commas."), field=field)
    return tidy, folded


def _tidy(typed: str, field: str) -> str:
    tidy = line(typed, limit=LONGEST_TAG + 1).lstrip("#").strip()
    if len(tidy) > LONGEST_TAG:
        raise Invalid(_("A tag has at most %(num)s characters.", num=LONGEST_TAG), field=field)
    return tidy
