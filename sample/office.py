"""Writes the sample's Word, Excel and PowerPoint files, right to left unless their text says otherwise."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Pt

from sample.blocks import Block, Bullet, Heading, PageBreak, Source, Table, sections

MADE = datetime(2026, 1, 4, 9, 0)  # fixed, so that making the files again gives the same bytes


def word(source: Source) -> bytes:
    document = Document()
    _sign(document.core_properties, source)
    for block in source.blocks:
        _add_to_document(document, block, rtl=source.rtl)
    return _saved(document)


def sheets(source: Source) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, blocks in sections(source):
        sheet = workbook.create_sheet(title[:31])
        sheet.sheet_view.rightToLeft = source.rtl
        for row in _rows(title, blocks):
            sheet.append(row)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet["A1"].font = Font(bold=True, size=14)
        for column in "ABCDEFGH":
            sheet.column_dimensions[column].width = 22
    _sign(workbook.properties, source)
    made = BytesIO()
    # Not Workbook.save(), which writes the present time into the file.
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).save()
    return repack(made.getvalue())


def slides(source: Source) -> bytes:
    presentation = Presentation()
    _sign(presentation.core_properties, source)
    for title, blocks in sections(source):
        tables = [block for block in blocks if isinstance(block, Table)]
        lines = [block.text for block in blocks if not isinstance(block, Table | PageBreak)]
        slide = presentation.slides.add_slide(presentation.slide_layouts[5 if tables else 1])
        _write_line(slide.shapes.title.text_frame.paragraphs[0], title, rtl=source.rtl)
        for table in tables:
            _add_table_to_slide(slide, table, rtl=source.rtl)
        if tables and lines:
            slide.notes_slide.notes_text_frame.text = "\n".join(lines)
        elif lines:
            _fill(slide.placeholders[1].text_frame, lines, rtl=source.rtl)
    return _saved(presentation)


def repack(content: bytes) -> bytes:
    """The same zip archive with a fixed time on every member."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            member = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            after.writestr(member, before.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _sign(properties: Any, source: Source) -> None:
    properties.title = source.title
    properties.creator = properties.author = ""
    properties.created = properties.modified = MADE


def _saved(document: Any) -> bytes:
    made = BytesIO()
    document.save(made)
    return repack(made.getvalue())


def _add_to_document(document: Any, block: Block, *, rtl: bool) -> None:
    if isinstance(block, PageBreak):
        document.add_page_break()
    elif isinstance(block, Table):
        table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
        if rtl:
            table._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual"))  # Word wants it right after the style
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                _write_run(cell.paragraphs[0], text, rtl=rtl)
    else:
        style = None
        if isinstance(block, Heading):
            style = f"Heading {block.level}"
        elif isinstance(block, Bullet):
            style = "List Bullet"
        _write_run(document.add_paragraph(style=style), block.text, rtl=rtl)


def _write_run(paragraph: Any, text: str, *, rtl: bool) -> None:
    run = paragraph.add_run(text)
    if rtl:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def _rows(title: str, blocks: list[Block]) -> list[list[str | int | float]]:
    rows: list[list[str | int | float]] = [[title]]
    for block in blocks:
        if isinstance(block, Table):
            rows.extend([_number(cell) for cell in row] for row in block.rows)
        elif not isinstance(block, PageBreak):
            rows.append([block.text])
        rows.append([])
    return rows


def _number(cell: str) -> str | int | float:
    plain = cell.replace(",", "")
    if plain.isdecimal():
        return int(plain)
    try:
        return float(plain)
    except ValueError:
        return cell


def _fill(frame: Any, lines: list[str], *, rtl: bool) -> None:
    for number, line in enumerate(lines):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.font.size = Pt(20)
        _write_line(paragraph, line, rtl=rtl)


def _write_line(paragraph: Any, text: str, *, rtl: bool) -> None:
    paragraph.text = text
    if rtl:
        paragraph.alignment = PP_ALIGN.RIGHT
        paragraph._p.get_or_add_pPr().set("rtl", "1")


def _add_table_to_slide(slide: Any, block: Table, *, rtl: bool) -> None:
    place = (Emu(500_000), Emu(1_600_000), Emu(8_100_000), Emu(400_000 * len(block.rows)))
    table = slide.shapes.add_table(len(block.rows), len(block.rows[0]), *place).table
    if rtl:
        table._tbl.tblPr.set("rtl", "1")
    for row, texts in zip(table.rows, block.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            _write_line(cell.text_frame.paragraphs[0], text, rtl=rtl)
            cell.text_frame.paragraphs[0].font.size = Pt(14)
