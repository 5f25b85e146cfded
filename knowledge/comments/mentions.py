"""Speaking to people by name: typed as @name, kept as a link to the person, shown by the name of today."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, delete, exists, or_, select, true
from sqlalchemy.orm import joinedload

from knowledge.accounts.models import User
from knowledge.comments.models import Comment, Mention
from knowledge.core.db import session
from knowledge.core.permissions import ADMINISTRATOR, MANAGER, Actor
from knowledge.core.text import html, line
from knowledge.library.models import MANAGERS, NETWORK, Item
from knowledge.library.permissions import VIEW

MOST = 20  # people a comment speaks to
OFFERED = 8
_NAMESAKES = 500  # people whose names begin alike that are looked at
_KEPT = re.compile(r"@\[([^]\n]{1,130})\]\(/people/(\d{1,9})\)")
_TYPED = re.compile(r"(?<![\w@/.])@(?=\w)")
_SHOWN = re.compile(r'<a (href="/people/\d+" rel="nofollow")>(?=@)')
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()>#+\-.!])")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody a comment speaks to, as they are called now."""

    id: int
    name: str
    suspended: bool = False


def may_be_spoken_to(item: Item) -> ColumnElement[bool]:
    """Of the users, those who are present and may view the item: VIEW from the item's side."""
    circle = [User.id == item.owner_id]
    if item.visibility == NETWORK:
        circle = [true()]
    elif item.visibility == MANAGERS:
        circle.append(User.role.in_((MANAGER, ADMINISTRATOR)))
    return and_(User.active, or_(*circle))


def offered(actor: Actor, item: Item, typed: str) -> Sequence[User]:
    """Whom the beginning of a name may mean: first who is part of the conversation, then by name."""
    VIEW.require(actor, item)
    wanted = line(typed, limit=60)
    took_part = exists().where(Comment.item_id == item.id, Comment.author_id == User.id)
    near = case((or_(took_part, User.id == item.owner_id), 0), else_=1)
    named = or_(
        User.name.istartswith(wanted, autoescape=True), User.name.icontains(f" {wanted}", autoescape=True)
    )
    found = (
        select(User)
        .where(may_be_spoken_to(item), User.id != actor.id, named)
        .order_by(near, User.name, User.id)
        .limit(OFFERED)
        .options(joinedload(User.authority))
    )
    return session.scalars(found).all()


def kept(item: Item, typed: str, chosen: Collection[int] = ()) -> tuple[str, frozenset[int]]:
    """The text as it is kept, and whom it speaks to.

    A whole name that one person alone has is enough; among several, who was chosen is meant.
    """
    spoken_to: set[int] = set()
    allowed = _present(item, {int(number) for _name, number in _KEPT.findall(typed)})
    spoken_to.update(allowed)
    people = _namesakes(item, typed)
    pieces, last = [], 0
    for at in _TYPED.finditer(typed):
        if at.start() < last:
            continue
        found = _meant(typed[at.end() :], people, chosen)
        if found and (found.id in spoken_to or len(spoken_to) < MOST):
            spoken_to.add(found.id)
            pieces += [typed[last : at.start()], _link(found.id, found.name)]
            last = at.end() + len(found.name)
    return "".join([*pieces, typed[last:]]), frozenset(spoken_to)


def addressed(user: User, text: str) -> str:
    """The text, with the person it answers in front."""
    return f"{_link(user.id, user.name)} {text}"


def note(comment: Comment, spoken_to: Collection[int]) -> None:
    """Keep whom the comment speaks to, and nobody else."""
    session.flush()
    session.execute(delete(Mention).where(Mention.comment_id == comment.id))
    session.add_all(Mention(comment_id=comment.id, user_id=user_id) for user_id in sorted(spoken_to))


def named_in(comments: Iterable[Comment]) -> Mapping[int, Mapping[int, Named]]:
    """Whom each comment speaks to, by its id and theirs: one query."""
    found: dict[int, dict[int, Named]] = defaultdict(dict)
    ids = [comment.id for comment in comments if _KEPT.search(comment.text)]
    if not ids:
        return found
    rows = (
        select(Mention.comment_id, User.id, User.name, User.suspended)
        .join(User, User.id == Mention.user_id)
        .where(Mention.comment_id.in_(ids))
        .order_by(User.id)
    )
    for comment_id, user_id, name, suspended in session.execute(rows):
        found[comment_id][user_id] = Named(user_id, name, suspended)
    return found


def as_markdown(text: str, named: Mapping[int, Named]) -> str:
    """A kept text for reading: names lead to their people, while those are here."""

    def shown(match: re.Match[str]) -> str:
        person = named.get(int(match[2]))
        if person is None:
            return match[0]
        words = _MARKDOWN.sub(r"\\\1", f"@{person.name}")
        return words if person.suspended else f"[{words}](/people/{person.id})"

    return _KEPT.sub(shown, text)


def as_html(text: str, named: Mapping[int, Named]) -> str:
    """A kept text as safe HTML. A name has its own direction, and so does not turn the line it stands in."""
    return _SHOWN.sub(r'<a dir="auto" \1>', html(as_markdown(text, named), heading=0))


def as_typed(text: str, named: Mapping[int, Named]) -> str:
    """A kept text as one types it."""

    def shown(match: re.Match[str]) -> str:
        person = named.get(int(match[2]))
        return f"@{person.name}" if person else match[0]

    return _KEPT.sub(shown, text)


def _present(item: Item, ids: Collection[int]) -> frozenset[int]:
    if not ids:
        return frozenset()
    found = select(User.id).where(User.id.in_(sorted(ids)[:MOST]), may_be_spoken_to(item))
    return frozenset(session.scalars(found))


def _namesakes(item: Item, typed: str) -> Sequence[Named]:
    """Everybody whom one of the names in the text could mean, longest name first: one query."""
    first_words = {re.split(r"\W", typed[at.end() :], maxsplit=1)[0] for at in _TYPED.finditer(typed)}
    if not first_words:
        return ()
    alike = [User.name.istartswith(word[:60], autoescape=True) for word in sorted(first_words)[:MOST]]
    rows = select(User.id, User.name).where(may_be_spoken_to(item), or_(*alike)).limit(_NAMESAKES)
    found = [Named(user_id, name) for user_id, name in session.execute(rows)]
    return sorted(found, key=lambda person: (-len(person.name), person.id))


def _meant(rest: str, people: Sequence[Named], chosen: Collection[int]) -> Named | None:
    """Whom the text after an @ begins with; None when that is nobody, or several."""
    length = next((len(person.name) for person in people if _begins(rest, person.name)), 0)
    alike = [person for person in people if len(person.name) == length and _begins(rest, person.name)]
    picked = [person for person in alike if person.id in chosen]
    if picked:
        return picked[0]
    return alike[0] if len(alike) == 1 else None


def _begins(rest: str, name: str) -> bool:
    after = rest[len(name) : len(name) + 1]
    return rest[: len(name)].casefold() == name.casefold() and not re.match(r"\w", after)


def _link(user_id: int, name: str) -> str:
    return f"@[{name.translate(str.maketrans('[]', '()'))}](/people/{user_id})"
