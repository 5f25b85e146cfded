"""The small part of Markdown that sample files are written in."""

from __future__ import annotations

from sample.blocks import Bullet, Heading, PageBreak, Paragraph, Table, read_source, sections


def test_a_text_becomes_headers_and_blocks(tmp_path):
    path = tmp_path / "מפרט.pdf.md"
    path.write_text(
        "---\nscanned: yes\nparts: א.docx; ב.xlsx\n---\n"
        "# כותרת\nפסקה\n- נקודה\n| שם | כמות |\n|---|---|\n| עגלה | |\n---\n## המשך\n",
        encoding="utf-8",
    )

    source = read_source(path)

    assert (source.name, source.title, source.rtl) == ("מפרט.pdf", "כותרת", True)
    assert (source.headers["scanned"], source.parts) == ("yes", ("א.docx", "ב.xlsx"))
    assert source.blocks == (
        Heading("כותרת", 1),
        Paragraph("פסקה"),
        Bullet("נקודה"),
        Table((("שם", "כמות"), ("עגלה", ""))),
        PageBreak(),
        Heading("המשך", 2),
    )


def test_sections_begin_at_headings(tmp_path):
    path = tmp_path / "מצגת.pptx.md"
    path.write_text("# א\nאחת\n---\n# ב\n", encoding="utf-8")

    assert sections(read_source(path)) == [("א", [Paragraph("אחת")]), ("ב", [])]
