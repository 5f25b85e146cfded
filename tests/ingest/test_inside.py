"""Files inside old office files: taken out, and gone from the copy that is parsed."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest

from ingest.extract import inside
from ingest.model import CannotIngest, Reason
from ingest.ole import NotOle, Ole
from tests.ingest import samples

PDF = b"%PDF-1.7 of a stranger" + b"." * 5000


def packaged(name: bytes, content: bytes) -> bytes:
    """What the Windows packager wraps around a file."""
    path = b"C:\\" + name + b"\0"
    body = b"\2\0" + name + b"\0" + path + b"\0\0\3\0" + struct.pack("<I", len(path)) + path
    body += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


def slide_object(content: bytes) -> bytes:
    """An embedded object as PowerPoint keeps it, packed."""
    packed = struct.pack("<I", len(content)) + zlib.compress(content)
    return b"\x10\0\x11\x10" + struct.pack("<I", len(packed)) + packed


@pytest.fixture
def taken_out(tmp_path: Path):
    (tmp_path / "out").mkdir()

    def taken_out(content: bytes, most_bytes: int = 1 << 20) -> tuple[dict[str, bytes], bytes]:
        file, clean = tmp_path / "file", tmp_path / "clean.doc"
        file.write_bytes(content)
        names = inside.take_out(file, clean, tmp_path / "out", most_files=10, most_bytes=most_bytes)
        found = {name: (tmp_path / "out" / str(number)).read_bytes() for number, name in enumerate(names)}
        return found, clean.read_bytes()

    return taken_out


def test_a_stream_that_holds_a_file_is_taken_out(taken_out):
    document = samples.compound_file({"WordDocument": b"words" * 900, "CONTENTS": PDF})

    found, clean = taken_out(document)

    assert found["CONTENTS"].startswith(PDF)
    assert b"%PDF" not in clean
    assert b"words" in clean
    assert len(clean) == len(document)


def test_a_packaged_file_is_unwrapped(taken_out):
    found, clean = taken_out(
        samples.compound_file(
            {"WordDocument": b"", "\x01Ole10Native": packaged("דוח.pdf".encode("cp1255"), PDF)}
        )
    )

    assert found == {"דוח.pdf": PDF}
    assert b"%PDF" not in clean


def test_a_packed_object_of_a_presentation_is_taken_out(taken_out):
    inner = samples.compound_file({"Package": samples.archive({"a.txt": b"a"})})

    found, clean = taken_out(
        samples.compound_file({"PowerPoint Document": b"slides" + slide_object(inner) + b"more"})
    )

    assert found["Package"].startswith(b"PK")
    assert zlib.compress(inner)[:20] not in clean
    assert b"slides" in clean
    assert b"more" in clean


def test_a_pdf_in_the_midst_of_a_stream_is_spoilt(taken_out):
    found, clean = taken_out(samples.compound_file({"Workbook": b"cells" * 100 + PDF, "odd": b"text"}))

    assert found == {}
    assert b"%PDF-" not in clean
    assert b"of a stranger" in clean


def test_objects_and_pictures_of_rtf_are_passed_over(taken_out):
    _, clean = taken_out(rb"{\rtf1 a{\object{\*\objdata 255044}}{\pict\pngblip 89}}")

    assert b"objdata" not in clean
    assert rb"{\pict" not in clean


def test_what_is_taken_out_is_limited(taken_out):
    with pytest.raises(CannotIngest) as refusal:
        taken_out(samples.compound_file({"WordDocument": b"", "CONTENTS": PDF}), most_bytes=1000)

    assert refusal.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("length", [0, 8, 100, 512, 600, 1024, 3000])
def test_a_file_that_is_cut_short_is_no_such_file_or_has_less_in_it(length):
    whole = samples.compound_file({"WordDocument": b"words" * 900, "CONTENTS": PDF})

    try:
        document = Ole(io.BytesIO(whole[:length]))
    except NotOle:
        return

    assert sum(len(document.read(entry)) for entry in document.entries) <= length


def test_a_chain_that_bites_its_tail_ends():
    whole = bytearray(samples.compound_file({"WordDocument": b"words" * 900}))
    struct.pack_into("<I", whole, 512 + 4 * 2, 2)

    document = Ole(io.BytesIO(bytes(whole)))

    assert len(document.read(document.entries[0])) <= 4608
