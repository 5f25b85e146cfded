"""Items, files, types and tags as JSON: read, call, answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for

from knowledge.core.api import blueprint, listed, require_form, sent
from knowledge.core.clock import iso
from knowledge.core.text import html
from knowledge.core.web import accepts_files, actor, page_number
from knowledge.library import arrivals, bin, files, forms, lists, reading, reasons, sending, service, versions
from knowledge.library.audience import visibilities
from knowledge.library.drafts import draft_of
from knowledge.library.fields import Asked, choices_of, fields_of
from knowledge.library.models import File, Item
from knowledge.library.values import facet_name, told_fields

api = blueprint("library", __name__)


@api.post("/items")
@accepts_files
def create() -> tuple[dict[str, Any], int, dict[str, str]]:
    require_form()
    draft = forms.draft_of_form(request.form, forms.blank(actor()))
    item = service.create(actor(), draft, arrivals.keep_files())
    return item_json(item), 201, {"Location": url_for("library_api.show", item_id=item.id)}


@api.get("/items/<int:item_id>")
def show(item_id: int) -> dict[str, Any]:
    return item_json(service.find_whole(actor(), item_id))


@api.patch("/items/<int:item_id>")
def change(item_id: int) -> dict[str, Any]:
    item = service.find_whole(actor(), item_id)
    service.change(actor(), item, forms.draft_of_json(sent(), draft_of(item)))
    return item_json(item)


@api.delete("/items/<int:item_id>")
def delete(item_id: int) -> tuple[str, int]:
    bin.delete(actor(), service.find(actor(), item_id))
    return "", 204


@api.post("/items/<int:item_id>/restore")
def restore(item_id: int) -> dict[str, Any]:
    item = bin.find_in_bin(actor(), item_id)
    bin.restore(actor(), item)
    return item_json(item)


@api.post("/items/<int:item_id>/erase")
def erase(item_id: int) -> tuple[str, int]:
    bin.erase(actor(), bin.find_in_bin(actor(), item_id))
    return "", 204


@api.get("/my/items")
def mine() -> dict[str, Any]:
    tab, sort = request.args.get("tab", lists.ALL), request.args.get("sort", "newest")
    found = lists.mine(actor(), tab, page=page_number(), sort=sort)
    return listed("items", found, _line)


@api.post("/items/<int:item_id>/files")
@accepts_files
def add_files(item_id: int) -> tuple[dict[str, Any], int]:
    require_form()
    kept = arrivals.keep_some()
    item = service.find_whole(actor(), item_id)
    files.add_files(actor(), item, kept)
    return item_json(item), 201


@api.get("/items/<int:item_id>/text")
def text(item_id: int) -> dict[str, Any]:
    item = service.find_whole(actor(), item_id)
    return {"files": [{"id": id, "pages": texts} for id, texts in reading.texts_of(item.files).items()]}


@api.get("/files/<int:file_id>")
def file(file_id: int) -> Response:
    return sending.send_file(actor(), file_id)


@api.put("/files/<int:file_id>")
@accepts_files
def replace_file(file_id: int) -> dict[str, Any]:
    require_form()
    kept = arrivals.keep_some()[0]
    file = files.find_file(actor(), file_id)
    versions.replace_file(actor(), file, kept)
    return _file(file)


@api.post("/files/<int:file_id>/current")
def make_current(file_id: int) -> dict[str, Any]:
    """Bring an earlier version back."""
    return _file(versions.make_current(actor(), files.find_file(actor(), file_id)))


@api.post("/files/<int:file_id>/retry")
def retry_file(file_id: int) -> dict[str, Any]:
    file = files.find_file(actor(), file_id)
    files.retry_file(actor(), file)
    return _file(file)


@api.delete("/files/<int:file_id>")
def remove_file(file_id: int) -> tuple[str, int]:
    files.remove_file(actor(), files.find_file(actor(), file_id))
    return "", 204


@api.get("/files/<int:file_id>/pages/<int:page>")
def picture(file_id: int, page: int) -> Response:
    return sending.send_picture(actor(), file_id, page)


@api.get("/types")
def types() -> dict[str, Any]:
    return {
        "types": [
            {
                "code": type.code,
                "label": type.label,
                "basics": type.basics,
                "fields": [_type_field(asks) for asks in fields_of(type.code)],
            }
            for type in lists.types()
        ]
    }


@api.get("/visibilities")
def audiences() -> dict[str, Any]:
    """Who sees what, in words and numbers."""
    return {
        "visibilities": [{"value": value, "label": label, "who": who} for value, label, who in visibilities()]
    }


@api.get("/tags")
def tags() -> dict[str, Any]:
    return {"tags": [{"name": name, "count": count} for name, count in lists.tags_in_use(actor())]}


def item_json(item: Item) -> dict[str, Any]:
    """All that is told about an item."""
    earlier = versions.versions_of(item)
    return {
        "id": item.id,
        "url": url_for("library.show", item_id=item.id),
        "type": item.type_code,
        "title": item.title,
        "text": item.text,
        "html": html(item.text),
        "state": item.state,
        "reason": reasons.of_item(item),
        "visibility": item.visibility,
        "domains": [domain.code for domain in item.domains],
        "authority": item.authority_id,
        "authority_name": item.authority.label if item.authority else None,
        "tags": [tag.name for tag in item.tags],
        "owner": {"id": item.owner.id, "name": item.owner.name},
        "stars": item.stars,
        "ratings": item.ratings,
        "adoptions": item.adoptions,
        "created": iso(item.created),
        "changed": iso(item.changed),
        "fields": told_fields(actor(), item),
        "files": [_file(file) | {"versions": _versions(earlier[file.id])} for file in item.files],
    }


def _line(item: Item) -> dict[str, Any]:
    """An item in a list: without its texts."""
    return {
        "id": item.id,
        "url": url_for("library.show", item_id=item.id),
        "type": item.type_code,
        "title": item.title,
        "state": item.state,
        "reason": reasons.of_item(item),
        "visibility": item.visibility,
        "created": iso(item.created),
        "deleted": iso(item.deleted),
        "stars": item.stars,
        "ratings": item.ratings,
        "files": [_file(file) for file in item.files],
    }


def _file(file: File) -> dict[str, Any]:
    return {
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "media_type": file.media_type,
        "pages": file.page_count,
        "state": file.state,
        "reason": reasons.sentence(file),
    }


def _versions(earlier: Sequence[File]) -> list[dict[str, Any]]:
    return [
        {
            "id": version.id,
            "name": version.name,
            "size": version.size,
            "media_type": version.media_type,
            "created": iso(version.created),
        }
        for version in earlier
    ]


def _type_field(asks: Asked) -> dict[str, Any]:
    offered = choices_of(asks)
    return {
        "name": asks.name,
        "label": asks.label,
        "kind": asks.kind,
        "required": asks.required,
        "choices": [value for value, _label in offered],
        "labels": dict(offered),
        "searchable": asks.searchable,
        "facet": facet_name(asks) if asks.facet else None,
        "shown": asks.shown,
    }
