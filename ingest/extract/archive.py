"""Members of archives, written out to be read one by one, with limits on how many and how large."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from ingest.model import CannotIngest, Reason

_CHUNK = 1 << 20
_ENCRYPTED_FLAG = 0x1
_UTF8_FLAG = 0x800
_NEVER_READ = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


Member = tuple[str, Callable[[], AbstractContextManager[Readable]]]


def work(
    file: Path, out: Path, *, media_type: str, name: str, most_files: int, most_bytes: int
) -> dict[str, Any]:
    """Writes the members to ``out``; their names are the answer, in the same order."""
    names: list[str] = []
    skipped = False
    try:
        for member, open_member in _members(file, media_type, name):
            if len(names) == most_files:
                skipped = True
                break
            try:
                with open_member() as content:
                    most_bytes -= copy(content, out / str(len(names)), most_bytes)
            except (NotImplementedError, zipfile.BadZipFile, zipfile.LargeZipFile):
                (out / str(len(names))).write_bytes(b"")  # one bad member does not spoil the others
            names.append(member)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        EOFError,
        lzma.LZMAError,
        gzip.BadGzipFile,
        OSError,
    ) as error:
        if not names:
            raise CannotIngest(Reason.DAMAGED) from error
        skipped = True
    return {"names": names, "cut": skipped}


def copy(content: Readable, place: Path, most: int) -> int:
    """Copy until the end, or refuse the whole file once it is clear that it is a bomb."""
    size = 0
    with place.open("wb") as file:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise CannotIngest(Reason.TOO_LARGE)
            file.write(chunk)
    return size


def _members(file: Path, media_type: str, name: str) -> Iterator[Member]:
    match media_type:
        case "application/zip":
            yield from _zip_members(file)
        case "application/x-tar":
            yield from _tar_members(file)
        case "application/gzip":
            yield _inner_name(name), partial(gzip.open, file)
        case "application/x-bzip2":
            yield _inner_name(name), partial(bz2.open, file)
        case "application/x-xz":
            yield _inner_name(name), partial(lzma.open, file)


def _zip_members(file: Path) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        files = [member for member in archive.infolist() if not member.is_dir()]
        readable = [member for member in files if not member.flag_bits & _ENCRYPTED_FLAG]
        if files and not readable:
            raise CannotIngest(Reason.ENCRYPTED)
        for member in readable:
            if not member.filename.endswith(_NEVER_READ) and not member.filename.startswith(_NEVER_READ):
                yield _zip_name(member), partial(archive.open, member)


def _zip_name(member: zipfile.ZipInfo) -> str:
    """Names without the mark of UTF-8 are UTF-8 all the same, or the Hebrew of DOS."""
    if member.flag_bits & _UTF8_FLAG or member.filename.isascii():
        return member.filename
    try:
        name = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp862", "replace")


def _tar_members(file: Path) -> Iterator[Member]:
    with tarfile.open(file, "r:") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is not None:
                yield member.name, partial(_opened, content)


def _opened(content: IO[bytes]) -> AbstractContextManager[Readable]:
    return nullcontext(content)


def _inner_name(name: str) -> str:
    """``notes.tar`` for ``notes.tar.gz`` and for ``notes.tgz``."""
    path = PurePosixPath(name)
    return path.stem + (".tar" if path.suffix in (".tgz", ".tbz2", ".txz") else "")
