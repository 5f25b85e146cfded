"""What a file really is, by its content; and whether we take it."""

from __future__ import annotations

import re
import struct
from pathlib import PurePosixPath
from typing import BinaryIO

from ingest import ole
from ingest.extract import plain
from ingest.model import CannotIngest, Reason, Upload

PDF = "application/pdf"
ZIP = "application/zip"
RTF = "application/rtf"
TIFF = "image/tiff"
MAIL = "message/rfc822"
EPUB = "application/epub+zip"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = (
    f"{_OFFICE}{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
DOC, XLS, PPT, MSG = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", (
    "application/vnd.ms-outlook"
)  # fmt: skip
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
ARCHIVES = frozenset(
    (ZIP, "application/x-tar", "application/gzip", "application/x-bzip2", "application/x-xz")
)
MARKUP = frozenset(("text/html", "application/xml"))

_HEAD = 64 * 1024
_ZIP_DIRECTORY = 4 * 1024 * 1024

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
)
_PACKED = (
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
)
_PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Java, and programs of a Mac for several processors
    b"\xca\xfe\xba\xbf",
    b"dex\n",
    b"\0asm",
    b"#!",
    b"L\0\0\0\x01\x14\x02\0",  # a Windows shortcut
)
_TEXT_ENDINGS = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".eml": MAIL,
    ".mht": MAIL,
    ".mhtml": MAIL,
}
_HTML = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*(?:<\?xml[^>]{0,500}>\s*)?(?:<!doctype html|<html\b)", re.I | re.S
)
_TAG = re.compile(rb"<(?:p|div|body|head|table|span|h[1-6]|br|a)\b", re.I)
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|cc|subject|date|reply-to|return-path|delivered-to|received|message-id|mime-version"
    rb"|content-type|content-transfer-encoding|x-[\w-]+):",
    re.I | re.M,
)
_SURE_MAIL_HEADER = re.compile(rb"^(?:received|message-id|mime-version|return-path):", re.I | re.M)


def media_type(content: BinaryIO, upload: Upload) -> str:
    """The kind of file. Raises CannotIngest for what is empty, broken, locked, a program, or unknown."""
    content.seek(0)
    head = content.read(_HEAD)
    if not head:
        raise CannotIngest(Reason.EMPTY)
    if head.startswith(_PROGRAMS) or _is_windows_program(head):
        raise CannotIngest(Reason.PROGRAM)
    found = _binary(head) or _container(content, head) or _text(head, upload)
    if not found:
        raise CannotIngest(Reason.UNSUPPORTED)
    return found


def _is_windows_program(head: bytes) -> bool:
    return head.startswith(b"MZ") and b"\0" in head[:64]


def _binary(head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return PDF
    for magic, kind in (*_IMAGES, *_PACKED):
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if (
        head.startswith(b"BM")
        and len(head) > 18
        and head[14] in (12, 40, 52, 56, 64, 108, 124)
        and head[15] == 0
    ):
        return "image/bmp"
    if head[257:262] == b"ustar":
        return "application/x-tar"
    return RTF if head.startswith(b"{\\rtf") else ""


def _container(content: BinaryIO, head: bytes) -> str:
    if head.startswith(ole.MAGIC):
        return _old_office(content)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(content, head)
    return ""


def _old_office(content: BinaryIO) -> str:
    try:
        document = ole.Ole(content)
    except ole.NotOle as error:
        raise CannotIngest(Reason.DAMAGED) from error
    streams = {entry.name: entry for entry in document.entries if len(entry.path) == 1}
    if streams.keys() & {"EncryptedPackage", "EncryptedSummary"}:
        raise CannotIngest(Reason.ENCRYPTED)
    for name, kind in (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT)):
        if name in streams:
            if _is_locked(kind, document.read(streams[name], 64)):
                raise CannotIngest(Reason.ENCRYPTED)
            return kind
    return MSG if "__properties_version1.0" in streams else ""


def _is_locked(kind: str, start: bytes) -> bool:
    """A mark in the head of a doc; in an xls a record that follows the first."""
    if kind == DOC and len(start) >= 12:
        return bool(struct.unpack_from("<H", start, 10)[0] & 0x0100)
    if kind == XLS and len(start) >= 4:
        second = 4 + int(struct.unpack_from("<H", start, 2)[0])
        return start[second : second + 2] == b"\x2f\0"
    return False


def _zip(content: BinaryIO, head: bytes) -> str:
    names = _zip_names(content)
    if declared := re.match(rb"PK\x03\x04.{22}\x08\0.{2}mimetype([\w.+/-]+)", head, re.S):
        kind = declared[1].split(b"PK")[0].decode("ascii", "replace")
        if kind == EPUB:
            return EPUB
        if kind.startswith(OPEN_DOCUMENT):
            return kind.removesuffix("-template")
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(folder) for name in names):
                return kind
    if "META-INF/container.xml" in names and "mimetype" in names:
        return EPUB
    if "AndroidManifest.xml" in names or ("META-INF/MANIFEST.MF" in names and _has_classes(names)):
        raise CannotIngest(Reason.PROGRAM)
    return ZIP


def _has_classes(names: list[str]) -> bool:
    return any(name.endswith((".class", ".dex")) for name in names)


def _zip_names(content: BinaryIO) -> list[str]:
    """Names in the archive's directory, of a very large one the first; by hand, to hold little in memory."""
    size = content.seek(0, 2)
    content.seek(max(0, size - 66_000))
    tail = content.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise CannotIngest(Reason.DAMAGED)
    length, place = struct.unpack_from("<II", tail, end + 12)
    if place == 0xFFFFFFFF or length == 0xFFFFFFFF:
        return []  # more than four gigabytes, or 65,535 members: an archive
    content.seek(min(place, size))
    directory = content.read(min(length, _ZIP_DIRECTORY))
    names: list[str] = []
    here = 0
    while directory[here : here + 4] == b"PK\x01\x02" and len(directory) >= here + 46:
        name, extra, comment = struct.unpack_from("<3H", directory, here + 28)
        names.append(directory[here + 46 : here + 46 + name].decode("utf-8", "replace"))
        here += 46 + name + extra + comment
    return names


def _text(head: bytes, upload: Upload) -> str:
    if plain.encoding_of(head[: len(head) // 2 * 2]) is None:
        return ""
    hint = _TEXT_ENDINGS.get(PurePosixPath(upload.name).suffix.lower(), "")
    if not hint and upload.claimed in _TEXT_ENDINGS.values():
        hint = upload.claimed
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) or (hint == "text/html" and _TAG.search(head)):
        return "text/html"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "application/xml"
    if _is_mail(head, hinted=hint == MAIL):
        return MAIL
    return hint if hint in ("text/csv", "text/markdown") else "text/plain"


def _is_mail(head: bytes, *, hinted: bool) -> bool:
    top = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    first = top.split(b"\n", 1)[0]
    if not (_MAIL_HEADER.match(first) or first.startswith(b"From ")):
        return False
    return len(_MAIL_HEADER.findall(top)) >= 2 and (hinted or bool(_SURE_MAIL_HEADER.search(top)))
