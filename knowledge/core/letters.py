"""Letters: mails as rows, written in the same transaction as their cause and sent by a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, make_msgid
from typing import Any

from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.core import clock
from knowledge.core.db import Base, session, transaction
from knowledge.core.jobs import JobKind, Lane, later
from knowledge.core.tools import tools

_DOMAIN = "otzar.invalid"  # of message ids alone: where the platform stands is nobody's business there


class _OneLine(UnstructuredHeader):
    """A header that mail programs read to the letter; folded, a long address in it would be encoded."""

    def fold(self, *, policy: Policy[Any]) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


class Letter(Base):
    """A mail to one person: kept until it was sent, and afterwards without its words."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    unsubscribe: Mapped[str] = mapped_column(String(300), default="")  # a link that ends such mails
    created: Mapped[datetime]
    sent: Mapped[datetime | None]


def post(
    recipient: str,
    *,
    subject: str,
    text: str,
    html: str,
    reply_to: str = "",
    once: str = "",
    unsubscribe: str = "",
) -> Letter:
    """Write a letter in this transaction; it goes out after the commit.

    ``once`` names what it is about, for causes that may come twice: what was written under that name is not
    written again. ``unsubscribe`` takes a POST without any sign-in (RFC 8058).
    """
    if once and (known := written(once)):
        return known
    letter = Letter(
        recipient=recipient,
        reply_to=reply_to,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        message_id=_id_of(once) if once else make_msgid(domain=_DOMAIN),
        unsubscribe=unsubscribe,
        created=clock.now(),
    )
    session.add(letter)
    session.flush()
    later(send, letter.id)
    return letter


def written(once: str) -> Letter | None:
    """The letter that was written under this name."""
    return session.scalar(select(Letter).where(Letter.message_id == _id_of(once)))


def lately(recipient: str, about: str, since: datetime) -> int:
    """How many letters under names that begin so went to this address since then."""
    named = Letter.message_id.startswith(f"<{about}-", autoescape=True)
    counted = select(func.count()).where(Letter.recipient == recipient, Letter.created > since, named)
    return session.scalar(counted) or 0


def send(letter_ids: Sequence[str]) -> None:
    """Hand a letter over. Run twice, it goes once, unless the first run died just before noting it."""
    for letter_id in letter_ids:
        with transaction():
            letter = session.get(Letter, int(letter_id))
        if letter is None or letter.sent:
            continue
        tools().mailer.send(_message(letter, tools().config.mail_from))
        with transaction():
            kept = session.get_one(Letter, letter.id)
            kept.sent, kept.text, kept.html = clock.now(), "", ""


def _id_of(once: str) -> str:
    return f"<{once}@{_DOMAIN}>"


def _policy() -> EmailPolicy[Any]:
    headers = HeaderRegistry()
    headers.map_to_type("list-unsubscribe", _OneLine)  # type: ignore[arg-type]
    return EmailPolicy(header_factory=headers)


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=_policy())
    message["From"], message["To"], message["Subject"] = sender, letter.recipient, letter.subject
    message["Date"], message["Message-ID"] = format_datetime(letter.created), letter.message_id
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


JOBS = (JobKind(send, Lane.QUICK),)
