"""Writes the sample's PDF files: typed ones, and ones that look like a scan and hold no text."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pypdfium2
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image, ImageFilter

from sample.blocks import Block, Bullet, Heading, PageBreak, Source, Table
from sample.office import MADE

FONTS = Path("/usr/share/fonts/truetype/liberation2")  # Debian's fonts-liberation2: free, with Hebrew
SIZES = {1: 24, 2: 18, 3: 16}


def pdf(source: Source) -> bytes:
    return _scanned(_typed(source)) if source.headers.get("scanned") else _typed(source)


def _typed(source: Source) -> bytes:
    paper = _paper()
    paper.set_title(source.title)
    for style, name in (("", "LiberationSans-Regular"), ("B", "LiberationSans-Bold")):
        paper.add_font("sans", style, FONTS / f"{name}.ttf")
    paper.set_text_shaping(use_shaping_engine=True, direction="rtl" if source.rtl else "ltr")
    paper.set_margin(22)
    paper.add_page()
    for before, block in pairwise((None, *source.blocks)):
        _add(paper, before, block)
    return bytes(paper.output())


def _paper() -> FPDF:
    paper = FPDF(format="A4")
    paper.set_creation_date(MADE.replace(tzinfo=UTC))
    return paper


def _add(paper: FPDF, before: Block | None, block: Block | None) -> None:
    if isinstance(block, PageBreak):
        paper.add_page()
    elif isinstance(block, Table):
        _add_table(paper, block)
    elif isinstance(block, Heading):
        paper.ln(0 if before is None or isinstance(before, PageBreak) else 5)
        _add_line(paper, block.text, SIZES[block.level], "B")
    elif block:
        _add_line(paper, f"• {block.text}" if isinstance(block, Bullet) else block.text, 14, "")


def _add_line(paper: FPDF, text: str, size: int, style: str) -> None:
    paper.set_font("sans", style, size)
    paper.multi_cell(0, size * 0.6, text, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(1.5)


def _add_table(paper: FPDF, block: Table) -> None:
    paper.set_font("sans", "", 13)
    with paper.table(text_align="RIGHT", line_height=8) as table:
        for row in block.rows:
            table.row(tuple(reversed(row)))  # the first column of a Hebrew table is the right one
    paper.ln(4)


def _scanned(typed: bytes) -> bytes:
    paper = _paper()
    document = pypdfium2.PdfDocument(typed)
    for page in document:
        picture = page.render(scale=1.8).to_pil().convert("L")
        crooked = picture.rotate(0.4, Image.Resampling.BICUBIC, fillcolor=250)
        made = BytesIO()
        crooked.filter(ImageFilter.GaussianBlur(0.5)).save(made, "JPEG", quality=40)
        paper.add_page()
        paper.image(made, 0, 0, paper.w, paper.h)
    document.close()
    return bytes(paper.output())
