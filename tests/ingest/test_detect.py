"""What a file is, by its content."""

from __future__ import annotations

import gzip

import pytest

from ingest import detect
from ingest.model import CannotIngest, Reason
from tests import papers
from tests.ingest import samples
from tests.ingest.conftest import media_type

WORD = papers.word(samples.TEXT)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (WORD, detect.DOCX),
        (papers.sheet([[1]]), detect.XLSX),
        (samples.page_of_size(100, 100), detect.PDF),
        (samples.archive({"a.txt": b"a"}), detect.ZIP),
        (samples.tar({"a.txt": b"a"}), "application/x-tar"),
        (gzip.compress(b"a", mtime=0), "application/gzip"),
        (samples.png(1, 1), "image/png"),
        (samples.mail(samples.TEXT), detect.MAIL),
        (rb"{\rtf1 a}", detect.RTF),
        (b"<!DOCTYPE html><p>a", "text/html"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (samples.TEXT.encode("cp1255"), "text/plain"),
        (samples.TEXT.encode("utf-16-le"), "text/plain"),
        (samples.compound_file({"WordDocument": b""}), detect.DOC),
        (samples.compound_file({"Workbook": b""}), detect.XLS),
        (samples.compound_file({"PowerPoint Document": b""}), detect.PPT),
    ],
)
def test_content_decides_whatever_the_name_says(content, kind):
    assert media_type(content, "פרוטוקול.jpg", "image/jpeg") == kind


@pytest.mark.parametrize(
    ("name", "claimed", "kind"),
    [
        ("a.csv", "", "text/csv"),
        ("a", "text/csv", "text/csv"),
        ("a.md", "application/pdf", "text/markdown"),
        ("a.pdf", "application/pdf", "text/plain"),
        ("a.eml", "message/rfc822", "text/plain"),
    ],
)
def test_names_and_claims_tell_kinds_of_text_apart(name, claimed, kind):
    assert media_type(b"one,two\n3,4\n", name, claimed) == kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\x7fELF\x02\x01", Reason.PROGRAM),
        (b"MZ\x90\0\x03\0\0\0", Reason.PROGRAM),
        (b"\xcf\xfa\xed\xfe", Reason.PROGRAM),
        (b"#!/bin/sh\nrm -rf /", Reason.PROGRAM),
        (b"\xca\xfe\xba\xbe\0\0", Reason.PROGRAM),
        (samples.archive({"META-INF/MANIFEST.MF": b"", "Main.class": b""}), Reason.PROGRAM),
        (samples.archive({"AndroidManifest.xml": b""}), Reason.PROGRAM),
        (bytes(range(256)) * 20, Reason.UNSUPPORTED),
        (b"ftyp\0\0\0 mp4", Reason.UNSUPPORTED),
        (WORD[:2000], Reason.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(700), Reason.DAMAGED),
        (samples.compound_file({"EncryptedPackage": b"", "EncryptionInfo": b""}), Reason.ENCRYPTED),
        (samples.compound_file({"WordDocument": bytes(11) + b"\1"}), Reason.ENCRYPTED),
        (
            samples.compound_file({"Workbook": b"\x09\x08\x10\0" + bytes(16) + b"\x2f\0\6\0"}),
            Reason.ENCRYPTED,
        ),
        (samples.compound_file({"PowerPoint Document": b"", "EncryptedSummary": b""}), Reason.ENCRYPTED),
    ],
)
def test_what_we_do_not_take_is_refused_with_a_reason(content, reason):
    with pytest.raises(CannotIngest) as refusal:
        media_type(content)

    assert refusal.value.reason is reason


def test_a_text_about_mail_is_not_mail():
    assert media_type(b"Subject: lunch\nFrom: me\n\nSee you there") == "text/plain"
