"""What is told about uploads as JSON: the page's script and programs get the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from knowledge.core.clock import iso
from knowledge.core.db import session
from knowledge.core.errors import Missing
from knowledge.core.permissions import Actor
from knowledge.library import reasons
from knowledge.library.models import DRAFT, WAITING, File, Item, Picture
from knowledge.library.permissions import EDIT
from knowledge.library.pictures import SMALL
from knowledge.profiles import service as profiles
from knowledge.profiles.models import Profile
from knowledge.uploads import likeness, pieces
from knowledge.uploads.models import Unsaved, Upload
from knowledge.uploads.understanding import Guess, understand

Address = Callable[..., str]
PARTS = ("title", "type", "domains", "authority", "tags")


def files_of(actor: Actor, item: Item, address: Address) -> dict[str, Any]:
    """The item's files, what each is like, and what is still on its way. ``address``: of a page's picture."""
    same, near = likeness.same(actor, item), likeness.near(actor, item.files)
    owners = {each.file.item.owner_id for found in near.values() for each in found or ()}
    pages = profiles.of_several(owners)
    drawn = _drawn(item.files)
    arrived = _uploads_of(item.files)
    shown = []
    for file in item.files:
        small = file.blob in drawn
        shown.append(
            {
                "id": file.id,
                "upload": arrived.get(file.id),
                "name": file.name,
                "size": file.size,
                "media_type": file.media_type,
                "state": file.state,
                "reason": reasons.sentence(file),
                "pages": file.page_count,
                "thumbnail": address(file_id=file.id, page=1, size="small") if small else None,
                "same": [_other(other) for other in same[file.id]],
                "near": _near_of(actor, near[file.id], same[file.id], pages),
            }
        )
    return {
        "item": item.id,
        "changed": item.changed.isoformat(),
        "reading": any(file.state == WAITING for file in item.files),
        "files": shown,
        "uploads": [
            {"id": upload.id, "name": upload.name, "size": upload.size, "received": upload.received}
            for upload in pieces.unfinished(item.id)
            if upload.user_id == actor.id
        ],
    }


def understood(actor: Actor, item: Item, file_id: int = 0) -> dict[str, list[dict[str, Any]]]:
    """What the item seems to be, or one of its files alone. Raises Missing for a file it does not have."""
    file = next((each for each in item.files if each.id == file_id), None)
    if file_id and file is None:
        raise Missing
    found = understand(actor, item, file)
    return {part: [_guess(guess) for guess in getattr(found, part)] for part in PARTS}


def drafts(unsaved: Iterable[Unsaved]) -> list[dict[str, Any]]:
    return [
        {
            "item": each.item_id,
            "title": each.item.title,
            "files": len(each.item.files),
            "touched": iso(each.touched),
        }
        for each in unsaved
    ]


def _near_of(
    actor: Actor,
    found: Sequence[likeness.Near] | None,
    same: Sequence[Item],
    pages: Mapping[int, Profile],
) -> list[dict[str, Any]] | None:
    """Null as long as it is not known: it is asked for again."""
    if found is None:
        return None
    return [
        _near(actor, near, pages.get(near.file.item.owner_id)) for near in found if near.file.item not in same
    ]


def _near(actor: Actor, near: likeness.Near, profile: Profile | None) -> dict[str, Any]:
    item = near.file.item
    by_message = profile and profiles.contact(actor, profile).by_message
    return _other(item) | {
        "file": near.file.id,
        "name": near.file.name,
        "resemblance": near.resemblance,
        "may_edit": EDIT.allows(actor, item),
        "contact": (
            url_for("messages.write", user_id=item.owner_id, item=item.id)
            if by_message
            else url_for("profiles.show", user_id=item.owner_id)
        ),
    }


def _other(item: Item) -> dict[str, Any]:
    owner = {"name": item.owner.name, "url": url_for("profiles.show", user_id=item.owner_id)}
    return {
        "item": item.id,
        "title": item.title,
        "draft": item.visibility == DRAFT,
        "url": url_for("library.show", item_id=item.id),
        "owner": owner,
    }


def _guess(guess: Guess) -> dict[str, Any]:
    return {"value": guess.value, "label": guess.label, "why": guess.why, "sure": round(guess.sure, 2)}


def _drawn(files: Sequence[File]) -> set[str]:
    """The bytes of which there is a picture of the first page."""
    first = (Picture.page == 1) & (Picture.size == SMALL)
    blobs = [file.blob for file in files]
    return set(session.scalars(select(Picture.blob).where(first, Picture.blob.in_(blobs))))


def _uploads_of(files: Sequence[File]) -> dict[int, str]:
    """The upload each file came by, as long as that is remembered."""
    rows = select(Upload.file_id, Upload.id).where(Upload.file_id.in_([file.id for file in files]))
    return {file_id: upload_id for file_id, upload_id in session.execute(rows) if file_id}
