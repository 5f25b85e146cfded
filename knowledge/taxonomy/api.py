"""Authorities and domains as JSON."""

from __future__ import annotations

from typing import Any

from knowledge.core.api import blueprint, sent
from knowledge.core.web import actor
from knowledge.taxonomy import service
from knowledge.taxonomy.models import Authority

api = blueprint("taxonomy", __name__)


@api.get("/authorities")
def authorities() -> dict[str, Any]:
    return {"authorities": [shown(each) for each in service.authorities()]}


@api.post("/authorities")
def add_authority() -> tuple[dict[str, Any], int]:
    return shown(service.add_authority(actor(), sent())), 201


@api.patch("/authorities/<int:authority_id>")
def change_authority(authority_id: int) -> dict[str, Any]:
    authority = service.authority(authority_id)
    service.change_authority(actor(), authority, sent())
    return shown(authority)


@api.get("/domains")
def domains() -> dict[str, Any]:
    return {"domains": [{"code": each.code, "label": each.label} for each in service.domains()]}


def shown(authority: Authority) -> dict[str, Any]:
    """An authority as the API shows it."""
    return {
        "id": authority.id,
        "name": authority.name,
        "name_en": authority.name_en,
        "kind": authority.kind,
        "region": authority.region,
        "size": authority.size,
    }
