"""Handing mail over: to a mail server, or to a folder of files."""

from __future__ import annotations

import secrets
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from knowledge.core import clock

SMTP_TIMEOUT_S = 20
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Mailer(Protocol):
    """Hands letters over."""

    def send(self, message: EmailMessage) -> None: ...


class FolderMailer:
    """Writes each letter as a file, so that a small installation can be tried without a mail server."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}.eml"
        (self.folder / name).write_bytes(message.as_bytes())


class SmtpMailer:
    """Sends through a server: smtp:// uses STARTTLS where it is offered, smtps:// TLS from the start."""

    def __init__(self, address: str) -> None:
        self.parts = urlsplit(address)

    def send(self, message: EmailMessage) -> None:
        host, context = self.parts.hostname or "", ssl.create_default_context()
        if self.parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.parts.port or 465, timeout=SMTP_TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(host, self.parts.port or 587, timeout=SMTP_TIMEOUT_S)
        with server:
            server.ehlo()
            if self.parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
            elif self.parts.scheme == "smtp" and self.parts.username and host not in _LOOPBACK:
                raise smtplib.SMTPException(
                    f"{host} offers no encryption, and no password is sent without it"
                )
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(message)


def open_mailer(address: str) -> Mailer:
    return SmtpMailer(address) if "://" in address else FolderMailer(address)
