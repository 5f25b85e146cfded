"""Files made to harm: each ends with a reason, harms nothing, and good files are read before and after."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from ingest.extract import open_extractor
from ingest.model import CannotIngest, Reason
from tests import papers
from tests.ingest import samples
from tests.ingest.samples import TEXT

SECRET = "SECRETOFTHEHOUSE"
WORD = papers.word(TEXT)
ENOUGH = 600 << 20  # more than one file may open to


@pytest.fixture(autouse=True)
def good_files_are_read_afterwards(read):
    yield
    assert read(WORD).text == TEXT


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


@pytest.fixture
def unconfined():
    """Our own rules must hold without a sandbox too."""
    extractor = open_extractor(sandbox="none")
    yield extractor
    extractor.close()


def everything(found) -> str:
    return found.text + "".join(part.name for part in found.parts)


def reason_for(read, content, name="file") -> Reason:
    with pytest.raises(CannotIngest) as refusal:
        read(content, name)
    return refusal.value.reason


def test_the_spying_form_of_these_tests_really_spies(secret, tmp_path):
    """Else the tests below would prove nothing."""
    file = tmp_path / "form.pdf"
    file.write_bytes(samples.spying_pdf(secret))
    code = "import extractous, sys; print(extractous.Extractor().extract_file_to_string(sys.argv[1])[0])"

    told = subprocess.run(
        [sys.executable, "-c", code, str(file)],
        env={**os.environ, "PATH": ""},
        capture_output=True,
        text=True,
    )

    assert SECRET in told.stdout


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda spy: spy, id="as it is"),
        pytest.param(lambda spy: b"\n" * 500 + spy, id="beginning late"),
        pytest.param(lambda spy: samples.archive({"a.docx": spy}), id="in a zip, as docx"),
        pytest.param(lambda spy: samples.mail("a", {"a.doc": spy}), id="in a mail, as doc"),
        pytest.param(lambda spy: samples.embedding(WORD, "a.bin", spy), id="in a docx"),
        pytest.param(lambda spy: samples.embedding(WORD, "a.xml", spy), id="in a docx, as xml"),
        pytest.param(
            lambda spy: samples.embedding(WORD, "a.docx", samples.embedding(WORD, "b.pdf", spy)),
            id="in a docx in a docx",
        ),
        pytest.param(
            lambda spy: samples.embedding(WORD, "a.bin", samples.compound_file({"CONTENTS": spy})),
            id="in OLE in a docx",
        ),
        pytest.param(
            lambda spy: samples.compound_file({"WordDocument": b"", "CONTENTS": spy}), id="in a doc"
        ),
        pytest.param(lambda spy: samples.compound_file({"Workbook": b"", "odd": spy}), id="in an xls"),
        pytest.param(
            lambda spy: (
                rb"{\rtf1 a {\object\objemb{\*\objdata 0105000002000000080000005061636b61676500"
                + b"0000000000000000%08x" % len(spy)
                + spy.hex().encode()
                + b"}}}"
            ),
            id="in an rtf",
        ),
        pytest.param(
            lambda spy: b"<!doctype html><iframe src='data:application/pdf;base64,JVBERi0='></iframe>",
            id="html",
        ),
    ],
)
def test_a_spying_pdf_learns_nothing_however_it_comes(read, unconfined, secret, wrap):
    content = wrap(samples.spying_pdf(secret))

    for by in (None, unconfined):
        try:
            found = read(content, "file.docx", **({"by": by} if by else {}))
        except CannotIngest:
            continue

        assert SECRET not in everything(found)


def entity(path) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "file://{path}">]>'.encode()


@pytest.mark.parametrize("kind", ["docx", "xlsx", "odt", "html", "xml", "epub"])
def test_external_entities_are_not_followed(read, unconfined, secret, kind):
    head = entity(secret)
    body = samples.member_of(WORD, "word/document.xml").split(b"?>", 1)[1].replace(TEXT.encode(), b"&e;")
    sheet = papers.sheet([["text"]])
    cells = samples.member_of(sheet, "xl/worksheets/sheet1.xml").split(b"?>")[-1].replace(b"text", b"&e;")
    odt = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": head + b"<office:body><text:p>&e;</text:p></office:body>",
    }
    epub = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": head + b"<rootfile full-path='a.opf'/>",
        "a.opf": head + b"<item id='a' href='a.xhtml'/><itemref idref='a'/>",
        "a.xhtml": head + b"<html>&e;</html>",
    }
    content = {
        "docx": samples.with_member(WORD, "word/document.xml", head + body),
        "xlsx": samples.with_member(sheet, "xl/worksheets/sheet1.xml", head + cells),
        "odt": samples.archive(odt),
        "html": head + b"<html><p>&e;",
        "xml": head + b"<r>&e;</r>",
        "epub": samples.archive(epub),
    }[kind]

    for by in (None, unconfined):
        try:
            found = read(content, **({"by": by} if by else {}))
        except CannotIngest:
            continue

        assert SECRET not in everything(found)


@pytest.mark.slow
def test_a_zip_bomb_is_too_large(read):
    assert reason_for(read, samples.bomb(ENOUGH)) is Reason.TOO_LARGE


@pytest.mark.slow
def test_a_zip_bomb_in_a_zip_is_too_large(read):
    assert reason_for(read, samples.archive({"a.zip": samples.bomb(ENOUGH)})) is Reason.TOO_LARGE


def test_many_bombs_each_below_the_limit_are_too_large_together(read):
    small = samples.bomb(200 << 20)

    assert reason_for(read, samples.archive({f"{n}.zip": small for n in range(9)})) is Reason.TOO_LARGE


@pytest.mark.slow
def test_a_bomb_in_a_mail_does_not_hide_the_mail(read):
    found = read(samples.mail("שלום רב", {"a.zip": samples.bomb(ENOUGH), "b.docx": WORD}))

    assert found.text.endswith(TEXT)
    assert found.cut


@pytest.mark.slow
def test_a_document_that_opens_to_hundreds_of_megabytes_is_too_large(read):
    xml = samples.member_of(WORD, "word/document.xml")
    before, _, after = xml.partition(b"<w:body>")
    bomb = samples.swollen(WORD, "word/document.xml", before + b"<w:body>", after, ENOUGH)

    assert reason_for(read, bomb) is Reason.TOO_LARGE


def test_a_zip_in_a_zip_in_a_zip_ends_somewhere(read):
    content = samples.archive({"deep.txt": TEXT.encode()})
    for _ in range(30):
        content = samples.archive({"a.zip": content})

    found = read(content)

    assert found.cut
    assert len(found.parts) < 10


@pytest.mark.slow
def test_a_hundred_thousand_members_are_not_all_read(read):
    found = read(samples.archive({f"{n}.txt": b"a" for n in range(100_000)}))

    assert found.cut
    assert len(found.parts) == 1000


def test_names_that_lead_elsewhere_lead_nowhere(read, tmp_path):
    names = ("../../escaped.txt", "/tmp/escaped.txt", "C:\\escaped.txt", "a\n\u202etxt.exe", "nul\0.txt")

    found = read(samples.archive({name: TEXT.encode() for name in names}))

    assert [part.text for part in found.parts] == [TEXT] * len(names)
    assert not any("\n" in part.name or "\u202e" in part.name or "\0" in part.name for part in found.parts)
    assert not list(tmp_path.parent.rglob("escaped.txt"))


def test_links_in_an_archive_are_not_followed(read, secret):
    packed = samples.tar({"a.txt": b"a"}, links={"b.txt": str(secret)})

    assert SECRET not in read(packed).text


@pytest.mark.parametrize("depth", [20, 3000])
def test_mail_in_mail_in_mail_ends_somewhere(read, depth):
    try:
        found = read(samples.nested_mail(depth), "a.eml")
    except CannotIngest as refusal:
        assert refusal.reason in (Reason.TOO_LARGE, Reason.DAMAGED, Reason.TIMEOUT)
    else:
        assert len(found.parts) < 10


@pytest.mark.parametrize("name", ["a\nb.txt", "a\0.txt", "\u202etxt.exe", "../a", "", "a" * 5000])
def test_the_name_of_a_file_is_only_a_name(read, name):
    assert read(TEXT.encode(), name).text == TEXT
    assert read(WORD, name).text == TEXT


def test_random_bytes_end_with_a_reason_quickly(read):
    began = time.monotonic()

    for head in (
        b"%PDF-1.7\n",
        b"PK\3\4",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        rb"{\rtf1",
        b"\x1f\x8b\x08",
        b"II*\0",
    ):
        try:
            read(head + bytes(byte * 7 % 256 for byte in range(60_000)))
        except CannotIngest:
            continue

    assert time.monotonic() - began < 25


def test_locked_files_are_named_as_such(read):
    locked_zip = bytearray(samples.archive({"a.txt": b"a"}))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked_zip[locked_zip.find(mark) + flags] |= 1
    locked_book = samples.archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": b"<manifest:encryption-data/>",
            "content.xml": b"",
        }
    )

    assert reason_for(read, bytes(locked_zip)) is Reason.ENCRYPTED
    assert reason_for(read, locked_book) is Reason.ENCRYPTED
    assert reason_for(read, samples.locked_pdf()) is Reason.ENCRYPTED
