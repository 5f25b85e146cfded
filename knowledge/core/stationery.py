"""What letters look like: templates/mail, written in the recipient's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from knowledge.core import i18n, letters
from knowledge.core.letters import Letter

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything within in this language."""
    before = i18n.language()
    i18n.set_language(language)
    try:
        yield
    finally:
        i18n.set_language(before)


def write(
    recipient: str,
    template: str,
    *,
    subject: str,
    reply_to: str = "",
    once: str = "",
    unsubscribe: str = "",
    **values: Any,
) -> Letter:
    """Post a letter made of templates/mail/<template>.html and .txt. To be called within ``speaking``."""
    values |= {
        "unsubscribe": unsubscribe,
        "subject": subject,
        "language": i18n.language(),
        "direction": i18n.direction(),
    }
    return letters.post(
        recipient,
        subject=subject,
        text=_environment().get_template(f"mail/{template}.txt").render(values),
        html=_environment().get_template(f"mail/{template}.html").render(values),
        reply_to=reply_to,
        once=once,
        unsubscribe=unsubscribe,
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=i18n._, ngettext=i18n.ngettext, date=i18n.date, moment=i18n.moment)
    return environment
