"""Authorities and professional domains: naming and finding them; and what makes two spellings one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, or_, select

from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.events import announce
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.text import line
from knowledge.taxonomy.events import AuthorityChanged
from knowledge.taxonomy.models import AUTHORITY_KINDS, REGIONS, SIZES, Authority, Domain
from knowledge.taxonomy.permissions import MANAGE_AUTHORITIES

LONGEST_NAME = 120
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_ONE_SIGN = str.maketrans("״“”„«»׳‘’‚`´־–—", '""""""' + "''''''" + "---")


def authorities() -> Sequence[Authority]:
    """All authorities, by name."""
    return session.scalars(select(Authority).order_by(Authority.name)).all()


def domains() -> Sequence[Domain]:
    """The professional domains, in their own order."""
    return session.scalars(select(Domain).order_by(Domain.position)).all()


def authority(authority_id: int) -> Authority:
    """Raises Missing."""
    kept = session.get(Authority, authority_id)
    if kept is None:
        raise Missing
    return kept


def chosen_authority(sent: object) -> int | None:
    """The id of the authority that a form or a program names; None for none. Raises Invalid."""
    if sent in (None, ""):
        return None
    number = int(sent) if isinstance(sent, str) and sent.isdecimal() and len(sent) < 10 else sent
    # A bool is an int, but no number of a row.
    if type(number) is not int or not 0 < number < 2**31 or session.get(Authority, number) is None:
        raise Invalid(_("This authority is not on the list."))
    return number


def add_authority(actor: Actor, sent: Mapping[str, object]) -> Authority:
    """Add an authority to the list."""
    MANAGE_AUTHORITIES.require(actor)
    new = Authority(**_read(None, sent))
    session.add(new)
    session.flush()
    return new


def change_authority(actor: Actor, kept: Authority, sent: Mapping[str, object]) -> None:
    """Change what ``sent`` names of an authority."""
    MANAGE_AUTHORITIES.require(actor)
    before = {name: getattr(kept, name) for name in _FIELDS}
    values = _read(kept, before | dict(sent))
    for name, value in values.items():
        setattr(kept, name, value)
    session.flush()
    if values != before:
        announce(AuthorityChanged(kept.id))


def fold(name: str) -> str:
    """What makes two spellings one: no points, one kind of quote and dash, lower case, single blanks."""
    plain = unicodedata.normalize("NFKC", _POINTS.sub("", unicodedata.normalize("NFKC", name)))
    return " ".join(plain.translate(_ONE_SIGN).casefold().split())


def named(typed: str, names: Mapping[str, str]) -> frozenset[str]:
    """The keys of those names in which every word typed occurs."""
    words = fold(typed).split()
    return frozenset(
        key for key, name in names.items() if words and all(word in fold(name) for word in words)
    )


def authority_labels(values: Collection[str]) -> dict[str, str]:
    """Names of authorities by their ids, as the facet ``authority`` has them."""
    ids = [int(value) for value in values if value.isdecimal() and len(value) < 10]
    return {
        str(each.id): each.label for each in session.scalars(select(Authority).where(Authority.id.in_(ids)))
    }


def authorities_named(typed: str) -> frozenset[str]:
    return named(typed, {str(each.id): f"{each.name} {each.name_en}" for each in authorities()})


def kind_labels(values: Collection[str]) -> dict[str, str]:
    return {value: str(AUTHORITY_KINDS[value]) for value in values if value in AUTHORITY_KINDS}


def kinds_named(typed: str) -> frozenset[str]:
    return named(typed, kind_labels(AUTHORITY_KINDS))


def domain_labels(values: Collection[str]) -> dict[str, str]:
    return {each.code: each.label for each in domains() if each.code in values}


def domains_named(typed: str) -> frozenset[str]:
    return named(typed, {each.code: f"{each.label_he} {each.label_en}" for each in domains()})


_FIELDS = ("name", "name_en", "kind", "region", "size")


def _read(kept: Authority | None, sent: Mapping[str, object]) -> dict[str, str]:
    values = {name: _line(sent.get(name)) for name in _FIELDS}
    errors = {}
    if not values["name"]:
        errors["name"] = _("A name is needed.")
    for name in ("name", "name_en"):
        if len(values[name]) > LONGEST_NAME:
            errors[name] = _("At most %(num)s characters, please.", num=LONGEST_NAME)
    for name, choices in (("kind", AUTHORITY_KINDS), ("region", REGIONS), ("size", SIZES)):
        if values[name] not in choices:
            errors[name] = _("Please choose one of the list.")
    same = or_(Authority.name == values["name"], func.lower(Authority.name) == values["name"].lower())
    twin = session.scalar(select(Authority.id).where(same))
    if twin and (kept is None or twin != kept.id):
        errors["name"] = _("An authority of this name is on the list already.")
    if errors:
        raise Invalid(errors=errors)
    return values


def _line(sent: object) -> str:
    return line(sent, limit=LONGEST_NAME + 1) if isinstance(sent, str) else ""
