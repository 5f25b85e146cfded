"""Files that come with a form: stored before anything else, and not lost when the form is shown again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from knowledge.core import clock, web
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.core.uploads import incoming_of
from knowledge.library import blobs
from knowledge.library.blobs import Kept

VALID_FOR = timedelta(hours=20)  # less than the day after which nobody's bytes are cleared away


def keep_files(name: str = "files") -> list[Kept]:
    """Publish the files of this request. To be called before the request's own changes."""
    sent = web.sent_files(name)
    if len(sent) > web.MOST_FILES:
        raise Invalid(_("At most %(limit)s files at once, please.", limit=web.MOST_FILES), field=name)
    return [blobs.keep(incoming_of(file), file.filename or "", file.mimetype) for file in sent]


def keep_some(name: str = "files") -> list[Kept]:
    """The files this request is about. Raises Invalid when there are none."""
    files = keep_files(name)
    if not files:
        raise Invalid(_("Please choose a file."), field=name)
    return files


def kept_before(actor: Actor) -> list[Kept]:
    """The files of an earlier try that the form still names."""
    found = []
    for token in request.form.getlist("kept")[: web.MOST_FILES]:
        kept = _read(actor, token)
        if kept and blobs.still_there(kept.blob):
            found.append(kept)
    return found


def tokens_of(actor: Actor, files: Sequence[Kept]) -> list[tuple[str, Kept]]:
    """What a form carries so that its files need not be sent again."""
    expires = (clock.now() + VALID_FOR).timestamp()
    return [
        (
            _signer().dumps([actor.id, expires, kept.blob, kept.name, kept.size, kept.media_type]),
            kept,
        )
        for kept in files
    ]


def _read(actor: Actor, token: str) -> Kept | None:
    try:
        user_id, expires, *about = _signer().loads(token)
    except BadData:
        return None
    return Kept(*about) if user_id == actor.id and expires > clock.now().timestamp() else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="a file that was kept")
