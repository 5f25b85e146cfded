"""Lines from letters and their places."""

from __future__ import annotations

from ingest.extract.lines import Letter, brackets_are_mirrored, read_page, turn_stray_brackets

WIDTH = 6.0


def letters(*lines: str) -> list[Letter]:
    """Letters of lines as they are seen, one beside the other; a blank leaves room."""
    return [
        Letter(letter, WIDTH * column, WIDTH * (column + 1), -20.0 * row, 10.0)
        for row, line in enumerate(lines)
        for column, letter in enumerate(line)
        if letter != " "
    ]


def test_lines_are_read_from_right_to_left_whatever_order_they_were_drawn_in():
    page = letters("םלוע םולש", "ןאכ")

    assert read_page(page, mirror=True) == "שלום עולם\nכאן"
    assert read_page(page[:8][::-1] + page[8:], mirror=True) == "שלום עולם\nכאן"


def test_an_english_page_with_a_hebrew_word_is_read_from_left_to_right():
    assert read_page(letters("peace is םולש here"), mirror=True) == "peace is שלום here"


def test_points_belong_to_the_letter_they_stand_at():
    shin = Letter("ש", 6, 12, 0, 10)
    lamed = Letter("ל", 0, 6, 0, 10)
    point = Letter("\u05b8", 8, 10, 0, 10)

    assert read_page([shin, point, lamed], mirror=True) == "שָל"
    assert read_page([lamed, shin, point], mirror=True) == "שָל"


def test_points_drawn_beside_their_letter_leave_no_gap():
    drawn = [Letter("ש", 10, 12, 0, 10), Letter("\u05c1", 8, 10, 0, 10), Letter("\u05b4", 6, 8, 0, 10)]

    assert read_page([*drawn, Letter("ל", 0, 6, 0, 10)], mirror=True) == "שׁ\u05b4ל"


def test_a_line_of_numbers_on_a_hebrew_page_keeps_its_mark_at_the_end():
    assert read_page(letters("ךיראתב", ".12/05/2023"), mirror=True) == "בתאריך\n12/05/2023."


def test_brackets_show_whether_they_were_mirrored():
    assert brackets_are_mirrored("א )ב( ג")
    assert not brackets_are_mirrored("א (ב) ג")
    assert not brackets_are_mirrored("צוער(ת)")


def test_a_stray_bracket_is_turned():
    assert turn_stray_brackets("נוהל )ראו נספח)") == "נוהל (ראו נספח)"
