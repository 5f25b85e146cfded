"""Uploads as JSON, and the tus protocol for programs: read, call, answer."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from knowledge.core.api import blueprint, require_form
from knowledge.core.web import accepts_files, actor, public
from knowledge.library import service
from knowledge.library.api import item_json
from knowledge.uploads import drafts, saving, told, tus

api = blueprint("uploads", __name__)


@api.get("/uploads/drafts")
def begun() -> dict[str, Any]:
    return {"drafts": told.drafts(drafts.unfinished(actor()))}


@api.post("/uploads/drafts")
def begin() -> tuple[dict[str, Any], int]:
    item = drafts.begin(actor(), request.form.get("name", ""))
    return {"item": item.id}, 201


@api.get("/uploads/<int:item_id>/files")
def files(item_id: int) -> dict[str, Any]:
    item = service.find_to_edit(actor(), item_id)
    return told.files_of(actor(), item, lambda **more: url_for("library_api.picture", **more))


@api.get("/uploads/<int:item_id>/understood")
def understood(item_id: int) -> dict[str, Any]:
    return told.understood(actor(), service.find_to_edit(actor(), item_id), request.args.get("file", 0, int))


@api.get("/uploads/<int:item_id>/draft")
def typed(item_id: int) -> dict[str, Any]:
    return {"item": item_id, "typed": drafts.find(actor(), item_id).typed}


@api.put("/uploads/<int:item_id>/draft")
def keep(item_id: int) -> tuple[str, int]:
    require_form()
    drafts.keep_typed(actor(), drafts.find(actor(), item_id), request.form.to_dict(flat=False))
    return "", 204


@api.delete("/uploads/<int:item_id>/draft")
def discard(item_id: int) -> tuple[str, int]:
    drafts.discard(actor(), drafts.find(actor(), item_id))
    return "", 204


@api.post("/uploads/<int:item_id>/save")
def save(item_id: int) -> tuple[dict[str, Any], int]:
    require_form()
    items = saving.save_draft(actor(), item_id, request.form)
    return {"items": [item_json(item) for item in items]}, 201


@api.route("/uploads", methods=["OPTIONS"])
@api.route("/uploads/<upload_id>", methods=["OPTIONS"])
@public
def offer(upload_id: str = "") -> Response:
    return tus.options()


@api.post("/uploads")
@tus.spoken
def upload() -> Response:
    return tus.create(lambda upload_id: url_for("uploads_api.take", upload_id=upload_id))


@api.route("/uploads/<upload_id>", methods=["HEAD"])
@tus.spoken
def state(upload_id: str) -> Response:
    return tus.state(upload_id)


@api.patch("/uploads/<upload_id>")
@accepts_files
@tus.spoken
def take(upload_id: str) -> Response:
    return tus.take(upload_id)


@api.delete("/uploads/<upload_id>")
@tus.spoken
def cancel(upload_id: str) -> Response:
    return tus.cancel(upload_id)
