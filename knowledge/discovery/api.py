"""Searching and suggestions for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, request

from knowledge.core import api as json
from knowledge.core.errors import Away
from knowledge.core.web import actor
from knowledge.discovery import hits, service, suggesting
from knowledge.discovery.hits import Found
from knowledge.discovery.home import blocks, front
from knowledge.discovery.service import Result
from knowledge.discovery.wanted import read

api = json.blueprint("discovery", __name__)


@api.get("/home")
def home() -> dict[str, Any]:
    try:
        seen = asdict(front(actor()))
    except Away:
        seen = {}
    return {**seen, **blocks(actor())}


@api.get("/search")
def search() -> dict[str, Any]:
    result = service.look_for(actor(), read(request.args.to_dict(flat=False)))
    meant = service.meant(actor(), result)
    return {
        "total": result.total,
        "page": result.wanted.page,
        "pages": result.pages,
        "took_ms": result.took_ms,
        "understood": _understood(result),
        "meant": meant.wanted.text if meant else None,
        "like": result.like or None,
        "hits": [_hit(found) for found in result.hits],
        "facets": {
            facet.name: [
                {"value": value.value, "label": value.label, "count": value.count} for value in facet.values
            ]
            for facet in result.facets
        },
    }


@api.get("/suggest")
def suggest() -> Response:
    return jsonify(suggestions=suggesting.suggest(actor(), request.args.get("q", "")))


def _hit(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "id": found.id,
        "url": found.url,
        **hits.told(found),
        "score": round(found.score, 6),
        "snippet": str(found.snippet),
        "page": found.page,
        "reasons": list(found.reasons),
    }


def _understood(result: Result) -> dict[str, list[Any]]:
    """Texts by kind of part; ``either`` holds alternatives, ``unknown`` the names that nothing answers to."""
    parts: dict[str, list[Any]] = {"words": [], "phrase": [], "either": [], "without": [], "dropped": []}
    for part in result.parsed.parts:
        texts = [part.texts] if part.kind == "either" else part.texts
        parts.setdefault(part.kind.replace(" ", "_"), []).extend(texts)
    return {**parts, "unknown": list(result.unknown)}
