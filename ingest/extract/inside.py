"""Files inside office files: taken out to be read by our own rules, and missing in the copy Tika reads."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from ingest import ole
from ingest.extract import archive, inside_ole
from ingest.extract.box import Box
from ingest.model import CannotIngest, Reason

# What the parser reads of a document; the rest is pictures, fonts and previews.
_READ_BY_TIKA = frozenset(("xml", "rels", "vml", "bin"))
_HEAD = 4096
# How far in a PDF may begin, for Tika.
_PDF, _PDF_HEAD = b"%PDF", 1024
# Flat documents hold other files as text, and Tika would unpack them.
_FLAT = (
    b"schemas.microsoft.com/office/2006/xmlPackage",
    b"schemas.microsoft.com/office/word/2003/wordml",
    b"urn:oasis:names:tc:opendocument:xmlns:office",
)
_FOREIGN_IN_BIN = (b"PK\x03\x04", ole.MAGIC)

# Unknown groups are skipped by whoever reads RTF; of the same length, for raw bytes are counted in it.
_RTF_FILES = ((b"\\objdata", rb"\*\oxdat"), (b"{\\pict", rb"{\*\px"))


def take_out(file: Path, clean: Path, out: Path, *, most_files: int, most_bytes: int) -> list[str]:
    """Write a copy without the files inside to ``clean``, and these, numbered, to ``out``; returns names."""
    with file.open("rb") as content:
        magic = content.read(8)
    box = Box(out, most_files, most_bytes)
    if magic.startswith(b"PK"):
        _from_zip(file, clean, box)
    elif magic == ole.MAGIC:
        shutil.copyfile(file, clean)
        inside_ole.take_out(clean, box)
    else:
        _without_rtf_objects(file, clean)
    return box.names


def _from_zip(file: Path, clean: Path, box: Box) -> None:
    opened = clean.with_suffix(".member")
    try:
        with zipfile.ZipFile(file) as source, zipfile.ZipFile(clean, "w") as target:
            for member in source.infolist():
                path = PurePosixPath(member.filename)
                inside = "embeddings" in path.parts
                if not inside and path.name.rpartition(".")[2].lower() not in _READ_BY_TIKA:
                    target.writestr(member.filename, b"")
                    continue
                with source.open(member) as content:
                    box.bytes_left -= archive.copy(content, opened, box.bytes_left)
                if inside:
                    box.bytes_left += opened.stat().st_size
                    inside_ole.add(path.name, opened.read_bytes(), box)
                if inside or _is_foreign(opened):
                    target.writestr(member.filename, b"")
                else:
                    target.write(opened, member.filename)
    except RuntimeError as error:  # what zipfile says of a member with a password
        raise CannotIngest(Reason.ENCRYPTED) from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise CannotIngest(Reason.DAMAGED) from error


def _is_foreign(file: Path) -> bool:
    with file.open("rb") as content:
        head = content.read(_HEAD)
    letters = head.replace(b"\0", b"")  # XML may be UTF-16
    pdf = _PDF in head[:_PDF_HEAD]
    return pdf or head.startswith(_FOREIGN_IN_BIN) or any(flat in letters for flat in _FLAT)


def _without_rtf_objects(file: Path, clean: Path) -> None:
    text = file.read_bytes()
    for word, replacement in _RTF_FILES:
        text = text.replace(word, replacement)
    clean.write_bytes(text)
