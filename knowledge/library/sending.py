"""The doors through which files and pictures leave: each asks VIEW first, and shows nothing as a page."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from knowledge.core import web
from knowledge.core.errors import Missing
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.library.files import find_file
from knowledge.library.pictures import LARGE, picture_of


def send_file(actor: Actor, file_id: int) -> Response:
    """The file as it was brought, to be saved; a part of it when a part is asked for."""
    file = find_file(actor, file_id)
    try:
        content = tools().storage.open(file.blob)
    except FileNotFoundError:
        raise Missing from None
    response = web.attachment(content, name=file.name, media_type=file.media_type, size=file.size)
    response.set_etag(file.blob)
    response.cache_control.private = response.cache_control.no_cache = True
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable:
        content.close()
        raise
    return response


def send_picture(actor: Actor, file_id: int, page: int) -> Response:
    """The picture of a page of the file, ``?size=small`` or large."""
    file = find_file(actor, file_id)
    picture = picture_of(file, page, request.args.get("size", LARGE))
    response = Response(mimetype="image/webp")
    response.set_etag(picture.image)
    response.cache_control.private = response.cache_control.no_cache = True
    if response.make_conditional(request).status_code == 304:
        return response
    try:
        with tools().storage.open(picture.image) as content:
            response.set_data(content.read())
    except FileNotFoundError:
        raise Missing from None
    return response
