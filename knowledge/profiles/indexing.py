"""People as things that can be found, so that the search box suggests them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from knowledge.accounts.events import PersonChanged
from knowledge.accounts.models import User
from knowledge.accounts.permissions import VIEW
from knowledge.core.db import session
from knowledge.core.findable import Findable, changed
from knowledge.core.i18n import _l
from knowledge.core.permissions import Actor
from knowledge.core.text import plain
from knowledge.profiles.models import Profile
from knowledge.taxonomy.events import AuthorityChanged
from search.document import Document

AT_ONCE = 500


def documents(ids: Sequence[int] | None) -> Iterable[Document]:
    """The documents of people who have arrived and are not suspended."""
    here = _here().options(selectinload(Profile.domains))
    if ids is not None:
        here = here.where(Profile.user_id.in_(ids))
    for profile in session.scalars(here.order_by(Profile.user_id).execution_options(yield_per=AT_ONCE)):
        yield to_document(profile)


def stamps() -> dict[int, str]:
    """Nothing of a person waits for the index, so all carry the same stamp."""
    return dict.fromkeys(session.scalars(_here().with_only_columns(Profile.user_id)), "")


def to_document(profile: Profile) -> Document:
    user = profile.user
    words = [profile.job, plain(profile.about)]
    words += [f"{user.authority.name} {user.authority.name_en}".strip()] if user.authority else []
    words += [f"{domain.label_he} {domain.label_en}" for domain in profile.domains]
    return Document(
        kind="person",
        id=user.id,
        title=user.name,
        body="\n".join(filter(None, words)),
        readers=frozenset({"network"}),
        created=user.created,
    )


def load(actor: Actor, ids: Sequence[int]) -> dict[int, Profile]:
    """The people of these ids whom the actor may see."""
    people = session.scalars(select(Profile).where(Profile.user_id.in_(ids)))
    return {profile.user_id: profile for profile in people if VIEW.allows(actor, profile.user)}


def on_authority_changed(event: AuthorityChanged) -> None:
    """Its people are found by other words."""
    for user_id in session.scalars(select(User.id).where(User.authority_id == event.authority_id)):
        changed("person", user_id)


def on_person_changed(event: PersonChanged) -> None:
    """Everybody has a page, and the index follows them."""
    if session.get(Profile, event.user_id) is None:
        session.add(Profile(user_id=event.user_id))
        session.flush()
    changed("person", event.user_id, narrowed=event.narrowed)


PERSON = Findable("person", documents, load, label=_l("People"), stamps=stamps, address="/people/{id}")


def _here() -> Select[Profile]:
    return select(Profile).join(Profile.user).where(User.active)
