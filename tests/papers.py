"""Real files for the journeys, made when they are needed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from fpdf import FPDF

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def word(*paragraphs: str) -> bytes:
    """A docx of these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet(rows: Sequence[Sequence[object]]) -> bytes:
    """An xlsx of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF with one paragraph a page, Hebrew in its logical order."""
    require_font()
    paper = FPDF()
    paper.add_font("DejaVu", fname=FONT)
    paper.set_font("DejaVu", size=14)
    paper.set_text_shaping(True, direction="rtl")
    for text in pages:
        paper.add_page()
        paper.multi_cell(0, 10, text, align="R")
    return bytes(paper.output())


def require_font() -> None:
    """Skip where the font is missing that Hebrew is drawn with."""
    if not FONT.exists():
        pytest.skip("no DejaVu font on this machine (fonts-dejavu-core): no Hebrew can be drawn")
