"""The tus protocol over HTTP: a file comes in pieces, and goes on where a connection broke.

https://tus.io/protocols/resumable-upload, version 1.0.0, with creation, expiration, termination and checksum.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.http import http_date

from knowledge.core.api import problem
from knowledge.core.db import session
from knowledge.core.errors import Invalid, TooLarge
from knowledge.core.i18n import _
from knowledge.core.tools import tools
from knowledge.core.web import actor
from knowledge.library import blobs
from knowledge.library.blobs import Kept
from knowledge.uploads import pieces
from knowledge.uploads.models import Upload
from knowledge.uploads.pieces import LARGEST_PIECE, Claim

VERSION = "1.0.0"
CHECKSUM_MISMATCH = 460
_EXTENSIONS = "creation,expiration,termination,checksum"
_MEDIA_TYPE = "application/offset+octet-stream"
_HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_CHUNK = 1 << 16


def options() -> Response:
    """What this server can do."""
    response = named(Response(status=204))
    response.headers["Tus-Version"] = VERSION
    response.headers["Tus-Extension"] = _EXTENSIONS
    response.headers["Tus-Max-Size"] = str(tools().config.max_upload)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(_HASHES)
    return response


def create(address: Callable[[str], str]) -> Response:
    """Make room for a file; ``address`` says where its pieces go."""
    claim = _claim()
    empty = _keep(b"") if claim.size == 0 else None
    upload = pieces.begin(actor(), claim)
    if empty:
        whole = replace(empty, name=upload.name, media_type=upload.media_type)
        upload = pieces.finish(actor(), upload.id, 0, whole)
    response = _answer(201, upload)
    response.headers["Location"] = address(upload.id)
    return response


def state(upload_id: str) -> Response:
    """How much has arrived."""
    upload = pieces.find(actor(), upload_id)
    response = _answer(200, upload)
    response.headers["Upload-Length"] = str(upload.size)
    response.headers["Cache-Control"] = "no-store"
    return response


def take(upload_id: str) -> Response:
    """Take the next piece; with the last one the file is the item's."""
    if request.mimetype != _MEDIA_TYPE:
        raise UnsupportedMediaType
    start = _number("Upload-Offset")
    pieces.require_next(pieces.find(actor(), upload_id), start, request.content_length or 0)
    session.rollback()  # no lock is held while bytes are stored
    piece = _receive()
    if piece is None:
        sentence = _("This part is not what its checksum says. Please send it once more.")
        return problem(CHECKSUM_MISMATCH, sentence, title="Checksum Mismatch")
    upload = pieces.find(actor(), upload_id)
    if start + piece.size < upload.size:
        return _answer(204, pieces.add(actor(), upload_id, start, piece))
    pieces.require_next(upload, start, piece.size)
    whole = pieces.joined(upload, piece)
    return _answer(204, pieces.finish(actor(), upload_id, start, whole))


def cancel(upload_id: str) -> Response:
    pieces.cancel(actor(), upload_id)
    return Response(status=204)


def spoken(view: Callable[..., Response]) -> Callable[..., Response]:
    """For a view that speaks the protocol: another version is refused, and ours is named."""

    @wraps(view)
    def answering(**place: str) -> Response:
        if request.headers.get("Tus-Resumable") == VERSION:
            return named(view(**place))
        response = problem(412, _("Uploads here follow tus %(version)s.", version=VERSION))
        response.headers["Tus-Version"] = VERSION
        return named(response)

    return answering


def named(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    return response


def _answer(status: int, upload: Upload) -> Response:
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(upload.received)
    if not upload.finished:
        response.headers["Upload-Expires"] = http_date(pieces.expires(upload))
    return response


def _claim() -> Claim:
    about = _metadata()
    item = about.get("item", "")
    if not item.isdecimal() or len(item) > 9:
        raise Invalid(_("The upload must name the item it is for."), field="item")
    return Claim(int(item), about.get("filename", ""), _number("Upload-Length"), about.get("filetype", ""))


def _metadata() -> dict[str, str]:
    found = {}
    try:
        for pair in filter(str.strip, request.headers.get("Upload-Metadata", "").split(",")):
            name, _blank, value = pair.strip().partition(" ")
            found[name] = b64decode(value, validate=True).decode()
    except (NotBase64, UnicodeDecodeError):
        raise Invalid(_("What was said of the file could not be understood.")) from None
    return found


def _number(name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isdecimal() or not text.isascii() or len(text) > 15:
        raise Invalid(_("The header %(name)s must be a whole number.", name=name))
    return int(text)


def _receive() -> Kept | None:
    """Store what comes with this request; None when it is not what its checksum says."""
    algorithm, _blank, expected = request.headers.get("Upload-Checksum", "").partition(" ")
    if algorithm and algorithm not in _HASHES:
        raise Invalid(_("This kind of checksum is not known."))
    digest = _HASHES[algorithm]() if algorithm else None
    incoming = tools().storage.receive()
    try:
        while chunk := request.stream.read(_CHUNK):
            if incoming.size + len(chunk) > LARGEST_PIECE:
                raise TooLarge(_("Pieces have at most %(limit)s MB.", limit=LARGEST_PIECE // 2**20))
            incoming.write(chunk)
            if digest:
                digest.update(chunk)
        if digest and digest.digest() != _decoded(expected):
            return None
        return blobs.keep(incoming, "piece")
    finally:
        incoming.discard()


def _decoded(checksum: str) -> bytes:
    try:
        return b64decode(checksum, validate=True)
    except NotBase64:
        return b""


def _keep(content: bytes) -> Kept:
    incoming = tools().storage.receive()
    try:
        incoming.write(content)
        return blobs.keep(incoming, "piece")
    finally:
        incoming.discard()
