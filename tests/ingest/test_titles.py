"""What documents call themselves, in every format that has a place for it, and what says nothing."""

from __future__ import annotations

import pytest

from ingest.titles import tidy_title
from tests import papers
from tests.ingest import samples

OFFICE, DC = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "http://purl.org/dc/elements/1.1/"


@pytest.mark.parametrize(
    "found, expected",
    [
        ("נוהל חופש מידע", "נוהל חופש מידע"),
        ("  נוהל\u200f  חופש\nמידע ", "נוהל חופש מידע"),
        ("Microsoft Word - מכרז מים 2023.doc", "מכרז מים 2023"),
        ("Re: FW: השב: הצעת מחיר", "הצעת מחיר"),
        ("C:\\Users\\dana\\Desktop\\תקציב 2026.xlsx", "תקציב 2026"),
        (["כותרת ראשית", "ועוד"], "כותרת ראשית"),
        ("îëøæ ìîéí", "מכרז למים"),  # Hebrew of Windows, taken for Western European letters
        ("Café à la carte", "Café à la carte"),
        ("א" * 500, "א" * 200),
    ],
)
def test_a_title_is_tidied(found, expected):
    assert tidy_title(found) == expected


@pytest.mark.parametrize(
    "found",
    [
        "",
        "Microsoft Word - Document1",
        "untitled",
        "Untitled-2",
        "מסמך1",
        "PowerPoint Presentation",
        "Book 1",
        "Scan_0001",
        "ללא כותרת",
        "12/03/2026",
        "--",
        "ab",
        None,
        7,
        {"title": "מכרז"},
        [],
        [7],
    ],
)
def test_a_title_that_says_nothing_is_none(found):
    assert tidy_title(found) == ""


HTML = "<!doctype html><head><title>נוהל &amp; טופס</title></head><body><svg><title>סמל</title></svg><p>טקסט"


def test_a_web_page_tells_its_title(read):
    assert read(HTML.encode()).title == "נוהל & טופס"


def test_a_pdf_tells_its_title(read):
    title = b"<" + ("\ufeff" + "תכנית רב-שנתית").encode("utf-16-be").hex().encode() + b">"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"

    document = samples.pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            b"<< /Title %s >>" % title,
        ]
    ).replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 4 0 R")

    assert read(document).title == "תכנית רב-שנתית"


def test_an_open_document_tells_its_title(read):
    text = f'<office:document xmlns:office="{OFFICE}"><office:body>טקסט</office:body></office:document>'
    meta = f'<office:document xmlns:office="{OFFICE}" xmlns:dc="{DC}"><dc:title>חוזה הסעות</dc:title>'

    document = samples.archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": text.encode(),
            "meta.xml": f"{meta}</office:document>".encode(),
        }
    )

    assert read(document, "א.odt").title == "חוזה הסעות"


def test_a_book_tells_its_title(read):
    titles = (
        f'<metadata xmlns:dc="{DC}"><dc:title>מדריך לכתיבה</dc:title><dc:title>ועוד</dc:title></metadata>'
    )
    chapters = '<manifest><item id="a" href="a.html"/></manifest><spine><itemref idref="a"/></spine>'

    book = samples.archive(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b'<container><rootfile full-path="book.opf"/></container>',
            "book.opf": f"<package>{titles}{chapters}</package>".encode(),
            "a.html": "<title>פרק</title><p>שלום".encode(),
        }
    )

    found = read(book, "א.epub")
    assert (found.title, found.text) == ("מדריך לכתיבה", "פרק\nשלום")


def test_a_mail_is_called_by_its_subject(read):
    assert read(samples.mail("שלום רב", subject="Re: הצעת מחיר לגינון")).title == "הצעת מחיר לגינון"


def test_a_word_file_tells_its_title(read):
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    title = f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="{DC}"><dc:title>תכנית עבודה</dc:title>'
    properties = f"{title}</cp:coreProperties>"

    document = samples.with_member(papers.word("טקסט"), "docProps/core.xml", properties.encode())

    assert read(document, "א.docx").title == "תכנית עבודה"


def test_plain_text_and_what_has_no_title_have_none(read):
    assert read("שורה ראשונה\nשנייה".encode(), "א.txt").title == ""
    assert read(papers.pdf("עמוד")).title == ""
