"""People's pages: who they are, how they may be reached, and finding them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from knowledge.accounts import service as accounts
from knowledge.accounts.models import User
from knowledge.accounts.permissions import CHANGE_OWN, SEE_ALL, VIEW
from knowledge.core import findable
from knowledge.core.db import session
from knowledge.core.errors import Invalid, Missing
from knowledge.core.i18n import _
from knowledge.core.paging import Page, page_of
from knowledge.core.permissions import Actor
from knowledge.core.text import block, line
from knowledge.profiles.models import Profile
from knowledge.taxonomy.models import Domain
from knowledge.taxonomy.service import domains

WAYS = ("by_message", "by_email", "by_phone", "by_whatsapp")
OF_ACCOUNT = ("name", "authority", "language", "theme")
SWITCHES = (*WAYS, "mail_replies")
OF_PROFILE = ("job", "about", "phone", "domains", *SWITCHES)
LONGEST_JOB, LONGEST_ABOUT = 120, 10_000
_PHONE = re.compile(r"[+*]?\(?[0-9](?:\)?[ -]?\(?[0-9]){2,14}")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody, ready for a link."""

    kind: str  # email, phone or whatsapp
    url: str
    label: str
    shown: str  # the address or number itself


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person may be reached, as they allow."""

    user_id: int
    by_message: bool
    ways: tuple[Way, ...]

    def way(self, kind: str) -> Way | None:
        return next((each for each in self.ways if each.kind == kind), None)


def find(actor: Actor, user_id: int) -> Profile:
    """A person's page. Raises Missing for people the actor may not know of."""
    profile = of(user_id)
    if profile is None or not VIEW.allows(actor, profile.user):
        raise Missing
    return profile


def of(user_id: int) -> Profile | None:
    """The page of somebody whose name the actor sees anyway, such as an item's owner."""
    return session.get(Profile, user_id)


def of_several(user_ids: Collection[int]) -> Mapping[int, Profile]:
    """The pages of several such people, by their ids: one query."""
    if not user_ids:
        return {}
    wanted = select(Profile).where(Profile.user_id.in_(user_ids))
    return {profile.user_id: profile for profile in session.scalars(wanted)}


def own(actor: Actor) -> Profile:
    """The actor's own page. The session holds on to it, so that all parts of a page read it once."""
    profile = session.info["own-profile"] = find(actor, actor.id)
    return profile


def people(actor: Actor, *, q: str = "", authority_id: int | None = None, page: int = 1) -> Page[Profile]:
    """Who is here, by words of their name or job. Suspended and invited people show to managers."""
    listed = select(Profile).join(Profile.user).order_by(User.name, User.id)
    listed = listed.options(selectinload(Profile.domains))
    if not SEE_ALL.allows(actor):
        listed = listed.where(User.active)
    for word in line(q).split():
        listed = listed.where(
            or_(User.name.icontains(word, autoescape=True), Profile.job.icontains(word, autoescape=True))
        )
    if authority_id is not None:
        listed = listed.where(User.authority_id == authority_id)
    return page_of(listed, page)


def contact(actor: Actor, profile: Profile) -> Contact:
    """How this actor may reach the person. Nobody is offered to reach themselves."""
    user = profile.user
    if not user.active or user.id == actor.id:
        return Contact(user.id, by_message=False, ways=())
    return open_ways(profile)


def open_ways(profile: Profile) -> Contact:
    """How colleagues may reach the person: what their own page shows them too."""
    ways = []
    if profile.by_whatsapp and profile.phone:
        number = international(profile.phone)
        ways.append(Way("whatsapp", f"https://wa.me/{number}", _("WhatsApp"), profile.phone))
    if profile.by_email:
        ways.append(Way("email", f"mailto:{profile.user.email}", _("Email"), profile.user.email))
    if profile.by_phone and profile.phone:
        dialled = re.sub(r"[^0-9+*]", "", profile.phone)
        ways.append(Way("phone", f"tel:{dialled}", _("Telephone"), profile.phone))
    return Contact(profile.user_id, by_message=profile.by_message, ways=tuple(ways))


def international(phone: str) -> str:
    """The number as it is dialled from abroad, in digits alone; a number without a country is Israel's."""
    digits = re.sub(r"[^0-9]", "", phone)
    if phone.lstrip().startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return "972" + digits[1:] if digits.startswith("0") else digits


def change(actor: Actor, profile: Profile, sent: Mapping[str, object]) -> None:
    """Change what ``sent`` names of one's page and account, all of it or nothing."""
    CHANGE_OWN.require(actor, profile.user)
    of_account = {name: sent[name] for name in OF_ACCOUNT if name in sent}
    of_profile = {name: sent[name] for name in OF_PROFILE if name in sent}
    unknown = {
        name: _("This cannot be changed here.") for name in sent if name not in OF_ACCOUNT + OF_PROFILE
    }
    values, errors = _read(profile, of_profile)
    errors = unknown | accounts.read_account(of_account)[1] | errors
    if errors:
        raise Invalid(errors=errors)
    for name, value in values.items():
        setattr(profile, name, value)
    accounts.change(actor, profile.user, of_account)
    session.flush()
    findable.changed("person", profile.user_id)


def follow(actor: Actor, profile: Profile, code: str, *, follows: bool) -> None:
    """Count a professional domain among one's own, or no longer."""
    left = [domain.code for domain in profile.domains if domain.code != code]
    change(actor, profile, {"domains": [*left, code] if follows else left})


def _read(profile: Profile, sent: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for name, value in sent.items():
        kind = bool if name in SWITCHES else str
        if name == "domains":
            values[name] = _domains(value, errors)
            continue
        if not isinstance(value, kind):
            errors[name] = _("This must be true or false.") if kind is bool else _("This must be text.")
        elif isinstance(value, str):
            values[name] = block(value) if name == "about" else line(value, limit=LONGEST_JOB + 1)
        else:
            values[name] = value
    for name, longest in (("job", LONGEST_JOB), ("about", LONGEST_ABOUT)):
        if len(str(values.get(name, ""))) > longest:
            errors[name] = _("At most %(num)s characters, please.", num=longest)
    merged = {name: values.get(name, getattr(profile, name)) for name in OF_PROFILE}
    phone = str(merged["phone"])
    if "phone" in values and phone and (len(phone) > 30 or not _PHONE.fullmatch(phone)):
        errors["phone"] = _("This does not look like a telephone number, such as 050-1234567.")
    elif not phone and (merged["by_phone"] or merged["by_whatsapp"]):
        errors["phone"] = _("A telephone number is needed to be reached by telephone or WhatsApp.")
    return values, errors


def _domains(sent: object, errors: dict[str, str]) -> list[Domain]:
    """The domains of these codes, in their own order."""
    wanted = set(sent) if isinstance(sent, list) and all(isinstance(code, str) for code in sent) else {""}
    known = [domain for domain in domains() if domain.code in wanted]
    if len(known) < len(wanted):
        errors["domains"] = _("Please choose one of the list.")
    return known
