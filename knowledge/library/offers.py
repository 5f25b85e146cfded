"""What the form of an item offers and what was typed into it, be the item new or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.core.permissions import Actor
from knowledge.library import arrivals, lists
from knowledge.library.audience import visibilities
from knowledge.library.blobs import Kept
from knowledge.library.drafts import Draft
from knowledge.library.fields import basics_of
from knowledge.library.values import form_fields
from knowledge.taxonomy import service as taxonomy


def offers(
    actor: Actor, draft: Draft, kept: Sequence[Kept] = (), errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The variables of templates/library/_form.html."""
    types = lists.types(draft.type)
    return {
        "draft": draft,
        "errors": errors or {},
        "kept": arrivals.tokens_of(actor, kept),
        "asked": form_fields(draft.type, draft.fields),
        "basics": basics_of(draft.type),
        "types": types,
        "domains": [(domain.code, domain.label) for domain in taxonomy.domains()],
        "authorities": [(authority.id, authority.label) for authority in taxonomy.authorities()],
        "visibilities": visibilities(),
    }
