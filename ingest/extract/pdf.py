"""Text of PDF files, page by page (PDFium).

PDFium reads pages well, and right-to-left lines less so: it cuts words at vowel points, turns runs of Latin
words round, and believes the replacement texts that Chromium puts beside letters they do not belong to. So on
pages with right-to-left letters we read the lines ourselves, from the letters' places.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.direction import is_rtl
from ingest.extract.lines import Letter, brackets_are_mirrored, read_page
from ingest.model import CannotIngest, Reason

# A sheet of a map can hold millions; a full page of small print holds ten thousand.
_MOST_LETTERS_ON_A_PAGE = 60_000
_MOST_PAGES = 10_000
_NOT_CHARACTERS = range(0xFFFE, 0x10000)
# A page with less text than this, and a picture over this share of it, is a scan.
_SCAN_LETTERS = 20
_SCAN_SHARE = 0.3


def work(file: Path, out: Path, *, limit: int) -> dict[str, Any]:
    """The pages' texts, at most so many characters, and which pages are pictures without text."""
    with open_document(file) as document:
        pages: list[str] = []
        scanned: list[int] = []
        for number in range(min(len(document), _MOST_PAGES)):
            text = ""
            if limit > 0:
                page = document[number]
                text = _read_page(page)[:limit]
                if len(text) < _SCAN_LETTERS and _has_large_picture(page):
                    scanned.append(number + 1)
                page.close()
            limit -= len(text)
            pages.append(text)
        return {"pages": pages, "scanned": scanned, "cut": limit <= 0 or len(document) > _MOST_PAGES}


@contextmanager
def open_document(file: Path) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF file; forms are not opened, so nothing in it runs or asks for anything."""
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise CannotIngest(Reason.ENCRYPTED if locked else Reason.DAMAGED) from error
    try:
        if len(document) == 0:
            raise CannotIngest(Reason.DAMAGED)
        yield document
    finally:
        document.close()


def _read_page(page: pypdfium2.PdfPage) -> str:
    text, letters = _read(page)
    if not is_rtl(text):
        return text
    if _remove_replacement_texts(page):
        # Letters go missing where the replacements are wrong; where they are right none do.
        bare = _read(page)[1]
        if _words_hold(bare) > _words_hold(letters):
            letters = bare
    lines = read_page(letters, mirror=True)
    return read_page(letters, mirror=False) if brackets_are_mirrored(lines) else lines


def _read(page: pypdfium2.PdfPage) -> tuple[str, list[Letter]]:
    """PDFium's own text, and its letters with their places when some are right-to-left."""
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range(0, min(textpage.count_chars(), _MOST_LETTERS_ON_A_PAGE))
        return text, list(_letters(textpage.raw)) if is_rtl(text) else []
    finally:
        textpage.close()


def _letters(textpage: Any) -> Iterator[Letter]:
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for place in range(min(pdfium.FPDFText_CountChars(textpage), _MOST_LETTERS_ON_A_PAGE)):
        code = pdfium.FPDFText_GetUnicode(textpage, place)
        if code <= 0x20 or code in _NOT_CHARACTERS:  # those PDFium makes up are blanks too
            continue
        pdfium.FPDFText_GetLooseCharBox(textpage, place, box)
        pdfium.FPDFText_GetCharOrigin(textpage, place, x, y)
        yield Letter(chr(code), box.left, box.right, y.value, box.top - box.bottom)


def _words_hold(letters: list[Letter]) -> int:
    return sum(letter.text.isalpha() for letter in letters)


def _remove_replacement_texts(page: pypdfium2.PdfPage) -> int:
    removed = 0
    for place in range(pdfium.FPDFPage_CountObjects(page.raw)):
        piece = pdfium.FPDFPage_GetObject(page.raw, place)
        for number in range(pdfium.FPDFPageObj_CountMarks(piece)):
            mark = pdfium.FPDFPageObj_GetMark(piece, number)
            removed += pdfium.FPDFPageObjMark_RemoveParam(piece, mark, b"ActualText")
    return removed


def _has_large_picture(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    least = _SCAN_SHARE * width * height
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) >= least:
            return True
    return False
