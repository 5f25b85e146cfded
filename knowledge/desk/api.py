"""The desk for programs: types, fields and tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from knowledge.core.api import blueprint, listed, sent
from knowledge.core.errors import Invalid
from knowledge.core.i18n import _
from knowledge.core.web import actor, page_number
from knowledge.desk import fields, tags, types
from knowledge.desk.tags import TagRow
from knowledge.library.models import ItemType, TypeField

api = blueprint("desk", __name__)


@api.get("/desk/types")
def all_types() -> dict[str, Any]:
    return {"types": [{**_type(row.type), "items": row.items} for row in types.all_types(actor())]}


@api.post("/desk/types")
def add_type() -> tuple[dict[str, Any], int]:
    return _whole(types.add(actor(), sent())), 201


@api.get("/desk/types/<code>")
def show_type(code: str) -> dict[str, Any]:
    return _whole(types.find(actor(), code))


@api.patch("/desk/types/<code>")
def change_type(code: str) -> dict[str, Any]:
    item_type, body = types.find(actor(), code), sent()
    if body.keys() & {"label_he", "label_en", "basics"}:
        types.change(actor(), item_type, body)
    if (retired := _flag(body, "retired")) is not None:
        types.retire(actor(), item_type, retired=retired)
    return _whole(item_type)


@api.put("/desk/types")
def order_types() -> dict[str, Any]:
    types.order(actor(), sent().get("order"))
    return all_types()


@api.post("/desk/types/<code>/merge")
def merge_type(code: str) -> dict[str, Any]:
    item_type = types.find(actor(), code)
    into = types.find(actor(), str(sent().get("into", "")))
    return {"moved": types.merge(actor(), item_type, into), "type": _whole(into)}


@api.post("/desk/types/<code>/fields")
def add_field(code: str) -> tuple[dict[str, Any], int]:
    return _field(fields.add(actor(), types.find(actor(), code), sent())), 201


@api.put("/desk/types/<code>/fields")
def order_fields(code: str) -> dict[str, Any]:
    item_type = types.find(actor(), code)
    fields.order(actor(), item_type, sent().get("order"))
    return _whole(item_type)


@api.patch("/desk/fields/<int:field_id>")
def change_field(field_id: int) -> dict[str, Any]:
    field, body = fields.find(actor(), field_id), sent()
    if body.keys() - {"retired"}:
        fields.change(actor(), field, body)
    if (retired := _flag(body, "retired")) is not None:
        fields.retire(actor(), field, retired=retired)
    return _field(field)


@api.get("/desk/tags")
def all_tags() -> dict[str, Any]:
    found = tags.tags(actor(), q=request.args.get("q", ""), page=page_number())
    groups = [[_tag(row) for row in group] for group in tags.proposed(actor())]
    return {**listed("tags", found, _tag), "alike": groups}


@api.post("/desk/tags/merge")
def merge_tags() -> dict[str, Any]:
    body = sent()
    into = tags.merge(
        actor(),
        _numbers(body.get("tags")),
        next(iter(_numbers([body.get("into")]))),
        keep_old=_flag(body, "keep_old") is not False,
    )
    return _tag(tags.find(actor(), into.id))


@api.patch("/desk/tags/<int:tag_id>")
def change_tag(tag_id: int) -> dict[str, Any]:
    tags.change(actor(), tags.find(actor(), tag_id), sent())
    return _tag(tags.find(actor(), tag_id))


@api.delete("/desk/tags/<int:tag_id>")
def remove_tag(tag_id: int) -> tuple[str, int]:
    tags.remove(actor(), tags.find(actor(), tag_id))
    return "", 204


def _type(item_type: ItemType) -> dict[str, Any]:
    return {
        "code": item_type.code,
        "label_he": item_type.label_he,
        "label_en": item_type.label_en,
        "retired": item_type.retired,
        "basics": item_type.basics,
    }


def _whole(item_type: ItemType) -> dict[str, Any]:
    return {**_type(item_type), "fields": [_field(field) for field in fields.fields_of(actor(), item_type)]}


def _field(field: TypeField) -> dict[str, Any]:
    return {
        "id": field.id,
        "type": field.type_code,
        "name": field.name,
        "label_he": field.label_he,
        "label_en": field.label_en,
        "kind": field.kind,
        "choices": field.choices,
        "required": field.required,
        "searchable": field.searchable,
        "facet": field.facet,
        "shown": field.shown,
        "retired": field.retired,
    }


def _tag(row: TagRow) -> dict[str, Any]:
    return {"id": row.tag.id, "name": row.tag.name, "items": row.items, "synonyms": list(row.synonyms)}


def _flag(body: Mapping[str, Any], name: str) -> bool | None:
    """None when it was not sent."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise Invalid(_("This must be true or false."), field=name)
    return value


def _numbers(value: object) -> list[int]:
    if not isinstance(value, list) or any(type(each) is not int or not 0 < each < 2**31 for each in value):
        raise Invalid(_("This must be a list of ids."), field="tags")
    return value
