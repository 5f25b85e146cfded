"""Words, dates and numbers in the reader's language. Hebrew first; English from the same templates."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import LazyProxy, NullTranslations, Translations
from markupsafe import escape

LANGUAGES = ("he", "en")
TIME_ZONE = ZoneInfo("Asia/Jerusalem")
_LOCALES = {"he": Locale("he", "IL"), "en": Locale("en", "GB")}  # the country decides when the week begins
_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")
_CATALOGUES = Path(__file__).resolve().parents[2] / "translations"

_language: ContextVar[str] = ContextVar("language", default="he")


def language() -> str:
    """The language of whoever is being answered: he or en."""
    return _language.get()


def set_language(code: str) -> None:
    _language.set(code if code in LANGUAGES else "he")


def direction() -> str:
    return "rtl" if language() == "he" else "ltr"


def _(sentence: str, **values: object) -> str:
    """The sentence in the reader's language, with its named placeholders filled."""
    return _filled(_catalogue(language()).ugettext(sentence), values)


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The sentence for this number; ``%(num)s`` is the number itself."""
    return _filled(_catalogue(language()).ungettext(one, many, number), {"num": number, **values})


def pgettext(context: str, sentence: str, **values: object) -> str:
    """The sentence in one of its senses."""
    return _filled(_catalogue(language()).upgettext(context, sentence), values)


def _l(sentence: str) -> str:
    """A sentence that is translated when it is shown, for constants."""
    return LazyProxy(_, sentence, enable_cache=False)  # type: ignore[return-value]


def date(value: datetime.datetime | datetime.date | None) -> str:
    """A day in words, such as 12 במרץ 2026; empty when there is none."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = value.astimezone(TIME_ZONE)
    return format_date(value, format="long", locale=_LOCALES[language()])


def is_month(value: str) -> bool:
    """Whether this names a month of the calendar as addresses and the index do: 2026-03."""
    return bool(_MONTH.fullmatch(value))


def month(value: str) -> str:
    """A month in words, such as מרץ 2026, from its name in addresses."""
    year, number = value.split("-")
    first = datetime.date(int(year), int(number), 1)
    return format_date(first, format="LLLL y", locale=_LOCALES[language()])


def moment(value: datetime.datetime) -> str:
    """A day and its hour, 24-hour."""
    return f"{date(value)}, {value.astimezone(TIME_ZONE):%H:%M}"


def since(value: datetime.datetime, now: datetime.datetime) -> str:
    """How long ago, in words."""
    return str(format_timedelta(value - now, add_direction=True, locale=_LOCALES[language()]))


def number(value: float) -> str:
    return _number(value, language())


@lru_cache(maxsize=2_000)  # a page of results says some two hundred
def _number(value: float, language: str) -> str:
    return str(format_decimal(value, locale=_LOCALES[language]))


def _filled(sentence: str, values: Mapping[str, object]) -> str:
    """The sentence with its values; safe HTML among them stays HTML, and everything else is escaped then."""
    if any(hasattr(value, "__html__") for value in values.values()):
        return escape(sentence) % values
    return sentence % values if values else sentence


@cache
def _catalogue(code: str) -> NullTranslations:
    """The catalogue of a language: one readable file a feature, compiled in memory."""
    merged: Translations | None = None
    for file in sorted((_CATALOGUES / code).glob("*.po")):
        compiled = io.BytesIO()
        with file.open("rb") as source:
            write_mo(compiled, read_po(source, locale=code))
        compiled.seek(0)
        catalogue = Translations(compiled)
        merged = merged.merge(catalogue) if merged else catalogue
    return merged or NullTranslations()
