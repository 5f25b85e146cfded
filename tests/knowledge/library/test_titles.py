import pytest

from knowledge.library.titles import title_of


@pytest.mark.parametrize(
    "name, title",
    [
        ("מכרז_מים_2023_סופי(2).docx", "מכרז מים 2023"),
        ("נוהל רכש - עותק.pdf", "נוהל רכש"),
        ("עותק של תקציב 2024.xlsx", "תקציב 2024"),
        ("report.final.v2.pdf", "report"),
        ("Copy of Budget (1).xlsx", "Budget"),
        ("דוח.רבעון.ראשון.docx", "דוח רבעון ראשון"),
        ("מפרט 1.5.pdf", "מפרט 1.5"),
        ("סופי.pdf", "סופי"),
        ("v2.pdf", "v2"),
        ("בלי סיומת", "בלי סיומת"),
        ("___.pdf", "___.pdf"),
        (".pdf", ".pdf"),
        ("archive.tar", "archive"),
        ("א" * 300 + ".pdf", "א" * 200),
    ],
)
def test_a_title_is_made_of_a_files_name(name, title):
    assert title_of(name) == title
