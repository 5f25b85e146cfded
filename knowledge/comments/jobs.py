"""Letters to those whom a comment concerns: who is spoken to, who is answered, and whose item it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from knowledge.accounts.models import User
from knowledge.comments import mentions, unsubscribing
from knowledge.comments.models import Comment, Mention
from knowledge.core import clock, letters, stationery, text
from knowledge.core.db import session, transaction
from knowledge.core.i18n import _
from knowledge.core.jobs import JobKind
from knowledge.core.tools import tools
from knowledge.library.permissions import VIEW
from knowledge.profiles.models import Profile

MENTION, REPLY, OWN_ITEM = "mention", "reply", "own_item"
AT_MOST = 10  # letters about comments to one person in an hour; what is beyond waits on the page alone
QUOTED = 600  # characters
NEWS = timedelta(days=1)


def tell(comment_ids: Sequence[str]) -> None:
    """Write each person whom a comment concerns one letter, however often this runs."""
    for comment_id in comment_ids:
        with transaction():
            comment = session.get(Comment, int(comment_id))
            if comment and not comment.deleted and not comment.hidden and _is_news(comment):
                for user_id, reason in _reasons(comment).items():
                    _write(comment, session.get_one(Profile, user_id), reason)


def _is_news(comment: Comment) -> bool:
    """What was said long ago, and comes from elsewhere or late, is told to nobody."""
    return (comment.edited or comment.created) > clock.now() - NEWS


def _reasons(comment: Comment) -> Mapping[int, str]:
    """Whom the comment concerns, and what concerns them most: the later reasons win."""
    found = {comment.item.owner_id: OWN_ITEM}
    first = session.get_one(Comment, comment.parent_id) if comment.parent_id else None
    if first and not first.deleted:
        found[first.author_id] = REPLY
    for user_id in session.scalars(select(Mention.user_id).where(Mention.comment_id == comment.id)):
        found[user_id] = MENTION
    found.pop(comment.author_id, None)
    return found


def _write(comment: Comment, profile: Profile, reason: str) -> None:
    person, item = profile.user, comment.item
    if not person.active or not profile.mail_replies or not VIEW.allows(person.actor, item):
        return
    once = f"comment-{comment.id}-{person.id}"
    hour_ago = clock.now() - timedelta(hours=1)
    if letters.written(once) or letters.lately(person.email, "comment", hour_ago) >= AT_MOST:
        return
    named = mentions.named_in([comment])[comment.id]
    with stationery.speaking(person.language):
        stationery.write(
            person.email,
            "comment",
            subject=_subject(reason, comment.author, text.excerpt(item.title, 80)),
            once=once,
            unsubscribe=unsubscribing.address_for(person.id),
            name=person.name,
            reason=reason,
            author=comment.author.name,
            authority=comment.author.authority.label if comment.author.authority else "",
            item=item.title,
            words=text.excerpt(text.plain(mentions.as_markdown(comment.text, named)), QUOTED),
            url=f"{tools().config.public_url}/comments/{comment.id}",
        )


def _subject(reason: str, author: User, title: str) -> str:
    if reason == MENTION:
        return _("%(name)s mentioned you about “%(title)s”", name=author.name, title=title)
    if reason == REPLY:
        return _("%(name)s replied to you about “%(title)s”", name=author.name, title=title)
    return _("%(name)s commented on “%(title)s”", name=author.name, title=title)


JOBS = (JobKind(tell),)
