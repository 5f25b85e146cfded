"""Files inside old Office files and Outlook mail: taken out, and overwritten with zeros where they were."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingest import ole
from ingest.extract.box import Box
from ingest.ole import Entry, NotOle, Ole

# Streams that hold a file of another program.
_HOLD_FILES = frozenset(("CONTENTS", "\x01Ole10Native", "Package", "EmbeddedOdf", "__substg1.0_37010102"))
# Streams that are the document itself, with what may hide in them.
_DOCUMENTS = frozenset(("WordDocument", "0Table", "1Table", "Data", "Workbook", "Book", "Pictures"))
_SLIDES = "PowerPoint Document"
_OWN_PREFIXES = ("\x05", "\x01CompObj", "\x01Ole", "\x03", "__properties", "__substg1.0_", "Current User")
_ATTACHMENT_NAMES = ("__substg1.0_3707001F", "__substg1.0_3704001F")

_PDF = b"%PDF-"
_LARGEST_STREAM = 256 * 1024 * 1024
# An object in a presentation is a record of this type; packed ones begin with their real length.
_OBJECT = re.compile(rb"([\x00\x10])\x00\x11\x10(.{4})", re.S)
# Windows metafiles and Mac pictures, packed; a PDF may hide in either.
_METAFILE = re.compile(rb"(?:[\x40\x50]\x3d\x1a|[\x60\x70]\x21\x1b|[\x20\x30]\x54\x1c)\xf0(.{4})", re.S)


def take_out(file: Path, box: Box) -> None:
    """Blank the files inside this file, and put them into the box."""
    with file.open("r+b") as content:
        document = Ole(content)
        for entry in document.entries:
            if not entry.is_stream or not 0 < entry.size <= _LARGEST_STREAM:
                continue
            stream = document.read(entry)
            if _holds_file(entry, stream):
                box.add(*_unwrapped(document, entry, stream))
                _blank(content, document, entry, 0, len(stream))
                continue
            for name, inner, start, length in _hidden(entry, stream):
                if inner:
                    add(name, inner, box)
                _blank(content, document, entry, start, length)


def add(name: str, content: bytes, box: Box) -> None:
    """Put in a file that was found inside another: of a mere wrapper, what it wraps."""
    try:
        document = Ole(io.BytesIO(content))
    except NotOle:
        box.add(name, content)
        return
    held = [entry for entry in document.entries if entry.is_stream and entry.name in _HOLD_FILES]
    for entry in held:
        inner_name, inner = _unwrapped(document, entry, document.read(entry))
        box.add(inner_name or name, inner)
    if not held:
        box.add(name, content)


def _holds_file(entry: Entry, stream: bytes) -> bool:
    if entry.name in _HOLD_FILES or stream.startswith((b"PK\x03\x04", ole.MAGIC)):
        return True
    own = entry.name in _DOCUMENTS or entry.name == _SLIDES or entry.name.startswith(_OWN_PREFIXES)
    return not own and _PDF in stream


def _unwrapped(document: Ole, entry: Entry, stream: bytes) -> tuple[str, bytes]:
    if entry.name.startswith("__substg"):
        return _attachment_name(document, entry), stream
    if entry.name == "\x01Ole10Native":
        return _package(stream)
    return entry.name, stream


def _attachment_name(document: Ole, entry: Entry) -> str:
    for name in _ATTACHMENT_NAMES:
        for sibling in document.entries:
            if sibling.path == (*entry.path[:-1], name) and sibling.size < 2048:
                return document.read(sibling).decode("utf-16-le", "replace").rstrip("\0")
    return "attachment"


def _package(stream: bytes) -> tuple[str, bytes]:
    """A file as the Windows packager wraps it: label, path, path again, then length and bytes."""
    try:
        label, _path, rest = stream[6:].split(b"\0", 2)
        (skipped,) = struct.unpack_from("<I", rest, 4)
        (length,) = struct.unpack_from("<I", rest, 8 + skipped)
        content = rest[12 + skipped : 12 + skipped + length]
    except (ValueError, struct.error):
        return "", stream[4:]
    return label.decode("cp1255", "replace"), content or stream[4:]


def _hidden(entry: Entry, stream: bytes) -> Iterator[tuple[str, bytes, int, int]]:
    """Files in the midst of a stream: name, bytes if they are worth reading, place and length."""
    if entry.name == _SLIDES:
        for record in _OBJECT.finditer(stream):
            (length,) = struct.unpack("<I", record[2])
            packed = stream[record.end() : record.end() + length]
            content = _unpacked(packed[4:]) if record[1] == b"\x10" else packed
            if content.startswith(ole.MAGIC):
                yield "object", content, record.end(), len(packed)
    if entry.name in _DOCUMENTS:
        for record in _METAFILE.finditer(stream):
            (length,) = struct.unpack("<I", record[1])
            yield "", b"", record.end(), min(length, len(stream) - record.end())
    for found in re.finditer(_PDF, stream):
        yield "", b"", found.start(), len(_PDF)


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _LARGEST_STREAM)
    except zlib.error:
        return b""


def _blank(content: BinaryIO, document: Ole, entry: Entry, start: int, length: int) -> None:
    """Overwrite a stretch of a stream, sector by sector."""
    passed = 0
    for place, size in document.extents(entry):
        first, last = max(start, passed), min(start + length, passed + size)
        if first < last:
            content.seek(place + first - passed)
            content.write(bytes(last - first))
        passed += size
