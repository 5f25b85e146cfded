"""Mail: its head, its text, and its attachments as files."""

from __future__ import annotations

import contextlib
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import Any, cast

from ingest.extract import markup, plain
from ingest.model import CannotIngest, Reason

_HEAD = ("Subject", "From", "To", "Cc", "Date")


def work(file: Path, out: Path, *, limit: int, most_files: int, most_bytes: int) -> dict[str, Any]:
    """Writes the attachments to ``out``; their names are in the answer, in the same order."""
    try:
        with file.open("rb") as content:
            message = email.message_from_binary_file(content, policy=email.policy.default)
        text = "\n".join((*_head(message, *_HEAD), "", _body(message)))
        names, cut = _write_attachments(message, out, most_files, most_bytes)
    except RecursionError as error:
        raise CannotIngest(Reason.TOO_LARGE) from error
    title = next(_head(message, "Subject"), "")
    return {"pages": [text[:limit]], "names": names, "cut": cut or len(text) > limit, "title": title}


def _head(message: EmailMessage, *names: str) -> Iterator[str]:
    for name in names:
        with contextlib.suppress(Exception):  # the standard library stumbles over many a broken header
            if value := message[name]:
                yield str(value)


def _body(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    return markup.read(_bytes(body)) if body.get_content_subtype() == "html" else _text(body)


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, ValueError):
        try:
            return plain.decode(_bytes(part))
        except ValueError:
            return ""


def _bytes(part: MIMEPart) -> bytes:
    if part.get_content_maintype() == "text":
        with contextlib.suppress(LookupError, UnicodeError, ValueError):
            return str(part.get_content()).encode()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _write_attachments(
    message: EmailMessage, out: Path, most_files: int, most_bytes: int
) -> tuple[list[str], bool]:
    names: list[str] = []
    for part in message.iter_attachments() if message.is_multipart() else ():
        if len(names) == most_files:
            return names, True
        name, content = _attachment(part)
        most_bytes -= len(content)
        if most_bytes < 0:
            return names, True
        (out / str(len(names))).write_bytes(content)
        names.append(name)
    return names, False


def _attachment(part: MIMEPart) -> tuple[str, bytes]:
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        inner = cast(MIMEPart, part.get_payload(0))
        return f"{inner['Subject'] or 'message'}.eml", inner.as_bytes()
    if part.is_multipart():
        return "message.eml", part.as_bytes()
    payload = part.get_payload(decode=True)
    return part.get_filename() or part.get_content_type(), payload if isinstance(payload, bytes) else b""
