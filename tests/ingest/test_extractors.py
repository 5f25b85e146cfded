"""What every text extractor promises, held against each of them."""

from __future__ import annotations

import gzip
import io
import threading

import pytest

from ingest import detect
from ingest.extract import TextExtractor, open_extractor
from ingest.model import TEXT_LIMIT, CannotIngest, Reason
from tests import papers
from tests.ingest import samples
from tests.ingest.samples import TEXT

WORD = papers.word(TEXT)


def test_a_word_file_is_one_flowing_text(read):
    found = read(papers.word(TEXT, "סעיף 3.2.1 של ISO 9001:2015"), "החלטה.docx")

    assert found.pages == (f"{TEXT}\nסעיף 3.2.1 של ISO 9001:2015",)
    assert (found.media_type, found.page_count, found.language, found.cut) == (detect.DOCX, None, "he", False)


def test_the_pages_of_a_pdf_are_kept(read):
    found = read(papers.pdf("עמוד ראשון", "עמוד שני (סופי)"))

    assert found.pages == ("עמוד ראשון", "עמוד שני (סופי)")
    assert (found.page_count, found.scanned) == (2, ())


def test_the_sheets_of_a_workbook_are_pages(read):
    found = read(papers.sheet([["שם", "סכום"], ["דנה", 12]]))

    assert found.pages == ("Sheet\nשם סכום\nדנה 12",)
    assert found.paged


def test_a_table_of_commas_loses_its_quotes(read):
    found = read('"שם";"סכום"\n"ש""ח";12\n'.encode("cp1255"), "a.csv")

    assert found.text == 'שם סכום\nש"ח 12'


def test_a_web_page_is_read_without_its_scripts(read):
    page = f"<!doctype html><title>כותרת</title><script>var a</script><p>{TEXT}<br>ועוד<td>א<td>ב"

    assert read(page.encode()).text == f"כותרת\n{TEXT}\nועוד א ב"


def test_the_parts_of_a_mail_are_read(read):
    found = read(samples.mail("שלום רב", {"החלטה.docx": WORD, "תמונה.png": samples.png(9, 9)}))

    assert found.pages[0].startswith("פרוטוקול\nדנה <dana@example.org>")
    assert found.pages[0].endswith("שלום רב")
    assert [(part.name, part.text) for part in found.parts] == [("החלטה.docx", TEXT), ("תמונה.png", "")]


@pytest.mark.parametrize(
    "pack", [samples.archive, samples.tar, lambda files: gzip.compress(samples.tar(files))]
)
def test_the_members_of_an_archive_are_read_by_the_same_rules(read, pack):
    found = read(pack({"תיקייה/א.docx": WORD, "ב.txt": TEXT.encode("cp1255"), "ג.pdf": papers.pdf("עמוד")}))

    parts = {part.name: part.text for part in found.parts}
    assert parts.items() >= {"תיקייה/א.docx": TEXT, "ב.txt": TEXT, "ג.pdf": "עמוד"}.items()


def test_hebrew_names_of_old_archives_are_understood(read):
    packed = samples.archive({"aaaa.txt": b"a"}).replace(b"aaaa.txt", "אבגד.txt".encode("cp862"))

    assert [part.name for part in read(packed).parts] == ["אבגד.txt"]


def test_one_bad_member_does_not_spoil_the_others(read):
    members = {"a.docx": WORD[:3000], "b.docx": WORD, "c.exe": b"MZ\0", "d.pdf": b"%PDF-1.4 nothing"}

    found = read(samples.archive(members))

    assert [part.text for part in found.parts] == ["", TEXT, "", ""]


def test_a_file_inside_a_document_is_a_part(read):
    found = read(samples.embedding(WORD, "inner.docx", papers.word("קובץ מוטמע")))

    assert found.pages == (TEXT,)
    assert [(part.name, part.text) for part in found.parts] == [("inner.docx", "קובץ מוטמע")]


def test_an_image_is_a_page_to_be_recognised(read):
    found = read(samples.png(10, 10))

    assert (found.pages, found.page_count, found.scanned, found.language) == (("",), 1, (1,), "")


def test_a_long_text_is_cut_and_says_so(read):
    found = read(("מילה " * 200_000).encode())

    assert found.cut
    assert TEXT_LIMIT - 5 <= len(found.text) <= TEXT_LIMIT


@pytest.mark.parametrize(
    "pack", [papers.word, lambda text: samples.archive({"a.docx": papers.word(text), "b": b"b"})]
)
def test_the_limit_holds_for_parsers_and_parts_too(read, pack):
    found = read(pack("מילה " * 120_000))

    assert found.cut
    assert len(found.text) <= TEXT_LIMIT + 2


def test_text_in_visual_order_is_turned_round(read):
    visual = "\n".join(line[::-1] for line in (TEXT, "שלום לכם מן העירייה", "סוף הדיון ביום רביעי"))

    assert read(visual.encode("iso8859-8")).text.splitlines()[0] == TEXT


def test_several_threads_may_read_at_once(read):
    found = []
    threads = [threading.Thread(target=lambda: found.append(read(WORD).text)) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [TEXT] * 6


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4\n" + bytes(500), Reason.DAMAGED),
        (papers.pdf("עמוד")[:900], Reason.DAMAGED),
        (samples.with_member(WORD, "word/document.xml", b"<w:document"), Reason.DAMAGED),
        (
            samples.archive({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<a/>"}),
            Reason.DAMAGED,
        ),
    ],
)
def test_what_is_broken_is_refused_as_damaged(read, content, reason):
    with pytest.raises(CannotIngest) as refusal:
        read(content)

    assert refusal.value.reason is reason


def test_an_extractor_reads_on_after_being_closed_elsewhere():
    first, second = open_extractor(sandbox="none"), open_extractor(sandbox="none")
    first.close()
    first.close()

    found = second.extract(io.BytesIO(WORD), name="a.docx", media_type=detect.DOCX)
    second.close()

    assert found.text.strip() == TEXT


def test_an_address_or_sandbox_this_version_does_not_know_is_refused():
    with pytest.raises(ValueError, match="Tika server"):
        open_extractor("http://127.0.0.1:9998")
    with pytest.raises(ValueError, match="chroot"):
        open_extractor(sandbox="chroot")


def test_plain_text_needs_no_process(extractor: TextExtractor):
    alone = open_extractor(sandbox="none")

    found = alone.extract(io.BytesIO(TEXT.encode()), name="a.txt", media_type="text/plain")
    alone.close()

    assert found.text == TEXT
