"""Passwords: hashed with Argon2, and which ones are good enough."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.core.errors import Invalid
from knowledge.core.i18n import _

SHORTEST, LONGEST = 10, 200
# OWASP's least: 19 MiB a sign-in, so that eight at once stay small.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What people choose first when ten characters are asked for; the last lines are the same keys in Hebrew.
_COMMON = """
1234567890 0123456789 12345678910 123456789a 1234567891 1q2w3e4r5t 1qaz2wsx3edc 1q2w3e4r5t6y qwertyuiop
qwerty1234 qwerty12345 qwerty123456 asdfghjkl1 asdfghjkl; password12 password123 password1234 passw0rd123
letmein123 welcome123 iloveyou12 administrator administrator1 superman123 football123 israel1234
israel12345 israel1948 jerusalem1 jerusalem123 telaviv123 shalom1234 shalom12345 abcd123456 abcdefghij
abc1234567 /'קראטוןםפ שדגכעיחלךף שדגכעיחלך 1/2'3ק4ר5א 1/שז2'דס3קגב סיסמה1234 סיסמה12345 סיסמא1234 סיסמא12345
ישראל1234 ישראל12345 ישראל1948 ירושלים1 ירושלים12 ירושלים123 שלום123456 אבגדהוזחטי אבגד123456
"""


def hashed(password: str) -> str:
    """The password's Argon2 hash."""
    return _hasher.hash(_tidy(password))


def matches(password: str, known: str | None) -> bool:
    """Whether this is the password. Without a known hash the same work is done, and the answer is no."""
    try:
        right = _hasher.verify(known or _nobodys(), _tidy(password))
    except InvalidHashError:
        return matches(password, None)
    except VerificationError:
        return False
    return right and bool(known)


def is_outdated(known: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(known)


def require_good(password: str, *, email: str, name: str, field: str = "password") -> None:
    """Raise Invalid, with what to do, unless the password is long enough and not easily guessed."""
    tidy = _tidy(password)
    if len(tidy) < SHORTEST:
        raise Invalid(_("At least 10 characters are needed: a short sentence works well."), field=field)
    if len(tidy) > LONGEST:
        raise Invalid(_("At most 200 characters, please."), field=field)
    lower = tidy.casefold()
    if _letters(lower) in {_letters(known.casefold()) for known in (email, email.partition("@")[0], name)}:
        raise Invalid(
            _("A name or email address is easily guessed. Please choose something else."), field=field
        )
    if lower in _COMMON.split() or len(set(lower)) < 4:
        raise Invalid(
            _("This password is one of the first that are guessed. Please choose another."), field=field
        )


@cache
def _nobodys() -> str:
    """A hash to test against when there is none, so that nobody learns from the time it takes."""
    return _hasher.hash("nobody's password")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _tidy(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
