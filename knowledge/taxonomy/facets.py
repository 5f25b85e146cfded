"""The facets of search that the taxonomy gives words to."""

from __future__ import annotations

from knowledge.core.feature import Facet
from knowledge.core.i18n import _l
from knowledge.taxonomy import service, tags

FACETS = (
    Facet("authority_kind", _l("Kind of authority"), 20, service.kind_labels, service.kinds_named),
    Facet("authority", _l("Authority"), 30, service.authority_labels, service.authorities_named),
    Facet("domain", _l("Professional domain"), 40, service.domain_labels, service.domains_named),
    Facet(
        "tag", _l("Tag"), 60, tags.tag_labels, tags.tag_named, private=True, completes=tags.tags_completing
    ),
)
