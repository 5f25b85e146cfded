"""The link at the end of letters that ends such letters, without any sign-in."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from knowledge.core.db import session
from knowledge.core.errors import Missing
from knowledge.core.i18n import _
from knowledge.core.tools import tools
from knowledge.profiles.models import Profile


def address_for(user_id: int) -> str:
    return f"{tools().config.public_url}/no-more-mail/{_serializer().dumps(user_id)}"


def find(secret: str) -> Profile:
    """Whose link this is. Raises Missing."""
    try:
        user_id = _serializer().loads(secret)
    except BadSignature:
        user_id = 0
    profile = session.get(Profile, user_id)
    if profile is None:
        raise Missing(_("This link is not known here. Perhaps a part of it was lost on the way."))
    return profile


def end(secret: str) -> Profile:
    """Whoever holds the link wants no more letters about comments. It may be followed twice."""
    profile = find(secret)
    profile.mail_replies = False
    return profile


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(tools().config.secret_key, salt="no more mail about comments")
