"""Writing to a member: kept as a row, sent as a mail that is answered directly."""

from __future__ import annotations

from knowledge.accounts.limits import limited
from knowledge.accounts.models import User
from knowledge.core import clock, stationery
from knowledge.core import text as texts
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing, Refused
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.library import service as library
from knowledge.library.models import Item
from knowledge.library.permissions import VIEW, require_view
from knowledge.messages.models import Message
from knowledge.messages.permissions import WRITE
from knowledge.profiles.models import Profile

LONGEST = 5_000  # characters
AT_MOST = "20/hour"  # messages of one sender


def item_named(actor: Actor, item_id: int) -> Item:
    """The item a message is to be about. Raises Missing."""
    if not 0 < item_id < 2**31:  # more than a row's number can be
        raise Missing
    return library.find(actor, item_id)


def require_way(actor: Actor, recipient: Profile, item: Item | None) -> None:
    """Raise Refused, Missing or Invalid unless the actor may write to this person, about this item."""
    if not WRITE.allows(actor, recipient):
        raise Refused(_("No message can be sent to %(name)s.", name=recipient.user.name))
    if item is not None:
        require_view(actor, item)
        if not VIEW.allows(recipient.user.actor, item):  # the mail would tell its title
            raise Invalid(_("This item is not open to the person the message goes to."), field="item")


def write(actor: Actor, recipient: Profile, text: str, *, item: Item | None = None) -> Message:
    """Send the person a message. Its answer goes straight to the sender's mail address."""
    require_way(actor, recipient, item)
    written = texts.written(text, longest=LONGEST)
    limited(AT_MOST, "message", actor.id)
    message = Message(
        sender_id=actor.id,
        recipient_id=recipient.user_id,
        item_id=item.id if item else None,
        text=written,
        created=clock.now(),
    )
    session.add(message)
    session.flush()
    _mail(session.get_one(User, actor.id), recipient.user, written, item)
    return message


def address_of(actor: Actor) -> str:
    """Where answers to the actor's messages go."""
    return session.get_one(User, actor.id).email


def _mail(sender: User, recipient: User, text: str, item: Item | None) -> None:
    address = tools().config.public_url
    with stationery.speaking(recipient.language):
        subject = (
            _(
                "%(name)s wrote to you about “%(title)s”",
                name=sender.name,
                title=texts.excerpt(item.title, 80),
            )
            if item
            else _("%(name)s wrote to you", name=sender.name)
        )
        stationery.write(
            recipient.email,
            "message",
            subject=subject,
            reply_to=sender.email,
            name=recipient.name,
            sender=sender.name,
            authority=sender.authority.label if sender.authority else "",
            sender_url=f"{address}/people/{sender.id}",
            text=text,
            item=item.title if item else "",
            item_url=f"{address}/items/{item.id}" if item else "",
        )
