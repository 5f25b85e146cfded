"""Text of PDF files, page by page (PDFium).

PDFium reads pages well, and right-to-left lines less so: it cuts words at vowel points, turns runs of Latin
words round, and believes the replacement texts that Chromium puts beside letters they do not belong to. So on
pages with right-to-left letters we read the lines ourselves, from the letters' places.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.direction import is_rtl
from ingest.extract.lines import Box, Letter, brackets_are_mirrored, read_page, words_of_page
from ingest.model import CannotIngest, Reason

# A sheet of a map can hold millions; a full page of small print holds ten thousand.
_MOST_LETTERS_ON_A_PAGE = 60_000
_MOST_PAGES = 10_000
_LETTERS_ASKED = 60  # of a page, for how they are turned
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
        cut = limit <= 0 or len(document) > _MOST_PAGES
        title = document.get_metadata_value("Title")
        return {"pages": pages, "scanned": scanned, "cut": cut, "title": title}


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


def page_words(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box]]:
    """The words of a page in the order they are read, each with its box on the page as it is shown: left,
    top, right and bottom as shares of its width and height. To be asked after the page was drawn."""
    letters, mirror = _letters_in_order(page, always=True)[1:]
    place = _shown_place(page)
    for text, (left, bottom, right, top) in words_of_page(letters, mirror=mirror):
        yield text, _spanned(place(left, bottom), place(right, top))


def _read_page(page: pypdfium2.PdfPage) -> str:
    text, letters, mirror = _letters_in_order(page)
    return read_page(letters, mirror=mirror) if is_rtl(text) else text


def _letters_in_order(page: pypdfium2.PdfPage, *, always: bool = False) -> tuple[str, list[Letter], bool]:
    """PDFium's own text; the letters with their places, when some are right-to-left or always; and whether
    their brackets are to be taken for what they look like."""
    text, letters = _read(page, always=always)
    if not is_rtl(text):
        return text, letters, False
    if _remove_replacement_texts(page):
        # Letters go missing where the replacements are wrong; where they are right none do.
        bare = _read(page)[1]
        if _words_hold(bare) > _words_hold(letters):
            letters = bare
    return text, letters, not brackets_are_mirrored(read_page(letters, mirror=True))


def _read(page: pypdfium2.PdfPage, *, always: bool = False) -> tuple[str, list[Letter]]:
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range(0, min(textpage.count_chars(), _MOST_LETTERS_ON_A_PAGE))
        return text, list(_letters(textpage.raw)) if always or is_rtl(text) else []
    finally:
        textpage.close()


def _letters(textpage: Any) -> Iterator[Letter]:
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    upright = _UPRIGHT[_quarter_turns(textpage)]
    for place in range(min(pdfium.FPDFText_CountChars(textpage), _MOST_LETTERS_ON_A_PAGE)):
        code = pdfium.FPDFText_GetUnicode(textpage, place)
        if code <= 0x20 or code in _NOT_CHARACTERS:  # those PDFium makes up are blanks too
            continue
        pdfium.FPDFText_GetLooseCharBox(textpage, place, box)
        pdfium.FPDFText_GetCharOrigin(textpage, place, x, y)
        own = (box.left, box.bottom, box.right, box.top)
        left, bottom, right, top = _spanned(upright(box.left, box.bottom), upright(box.right, box.top))
        yield Letter(chr(code), left, right, upright(x.value, y.value)[1], top - bottom, own)


# A place on a page whose lines are turned by so many quarters, as it would be if they ran from side to side.
_UPRIGHT: tuple[Callable[[float, float], tuple[float, float]], ...] = (
    lambda x, y: (x, y),
    lambda x, y: (y, -x),
    lambda x, y: (-x, -y),
    lambda x, y: (-y, x),
)


def _quarter_turns(textpage: Any) -> int:
    """How far most of a page's letters are turned, against the clock."""
    count = min(pdfium.FPDFText_CountChars(textpage), _MOST_LETTERS_ON_A_PAGE)
    some = range(0, count, max(1, count // _LETTERS_ASKED))
    turns = Counter(
        -round(pdfium.FPDFText_GetCharAngle(textpage, place) / (math.pi / 2)) % 4  # told with the clock
        for place in some
        if pdfium.FPDFText_GetUnicode(textpage, place) > 0x20
    )
    return turns.most_common(1)[0][0] if turns else 0


def _shown_place(page: pypdfium2.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """Where a place of the page is on its picture, which may be a part of the page, and turned."""
    left, bottom, right, top = page.get_bbox()
    width, height = max(right - left, 1), max(top - bottom, 1)
    turn = _TURNED[page.get_rotation() // 90 % 4]
    return lambda x, y: turn((x - left) / width, (top - y) / height)


# From the page as it is stored to the page as it is shown, by quarters with the clock.
_TURNED: tuple[Callable[[float, float], tuple[float, float]], ...] = (
    lambda x, y: (x, y),
    lambda x, y: (1 - y, x),
    lambda x, y: (1 - x, 1 - y),
    lambda x, y: (y, 1 - x),
)


def _spanned(one: tuple[float, float], other: tuple[float, float]) -> Box:
    """The box between two of its corners."""
    (x, y), (u, v) = one, other
    return min(x, u), min(y, v), max(x, u), max(y, v)


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
