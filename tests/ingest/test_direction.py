"""From what is seen to what is read."""

from __future__ import annotations

import re

import pytest

from ingest.clean import is_visual, tidy_name, tidy_text
from ingest.direction import rtl_parts_in_logical_order, to_logical


def seen(text: str) -> list[str]:
    """A line as it is given here, from left to right, letters with their points together."""
    return re.findall("(?s).[\u0591-\u05c7]*", text)


# Written as they are read; ``visual`` is what the bidirectional algorithm makes of them.
@pytest.mark.parametrize(
    ("visual", "read"),
    [
        ("םלוע םולש", "שלום עולם"),
        ("1.250 לש ביצקתב", "בתקציב של 1.250"),
        (".2023 תנשב", "בשנת 2023."),
        ("Google Israel ףותישב", "בשיתוף Google Israel"),
        ("ISO 9001:2015 להונ", "נוהל ISO 9001:2015"),
        ("(א בלש) תינכתה", "התכנית (שלב א)"),
        ("(SEL learning) תשר", "רשת (SEL learning)"),
        ("25.5%-ו 50%", "50% ו-25.5%"),
        ("08:00-16:30 תועש", "שעות 08:00-16:30"),
        ("₪ 300 ריחמ", "מחיר 300 ₪"),
    ],
)
def test_a_visual_line_is_turned_round_with_its_numbers_and_latin_words_kept(visual, read):
    assert to_logical(seen(visual)) == read


def test_points_stay_with_their_letters():
    assert to_logical(["ה", "רָ", "י", "שִׁ"]) == "שִׁירָה"


def test_only_the_hebrew_of_an_english_line_is_turned_round():
    turned = rtl_parts_in_logical_order(seen("The word םולש means peace"))

    assert "".join(letter for _place, letter in turned) == "The word שלום means peace"
    assert turned[9:13] == [(12, "ש"), (11, "ל"), (10, "ו"), (9, "ם")]


def test_brackets_that_were_not_mirrored_are_left_alone():
    assert to_logical(seen(")א("), mirror=False) == "(א)"


def test_final_letters_at_the_start_of_words_prove_visual_order():
    visual = ["םולש םלוע ןאכ"[::-1], "ךרד ץרא"]

    assert is_visual(["םלוע םולש ןאכ"])
    assert not is_visual(["שלום עולם כאן"])
    assert not is_visual([visual[0]])
    assert not is_visual(["ם"])
    assert not is_visual(['מנכ"ם ג׳ון'])


def test_text_is_tidied():
    assert tidy_text("א\u200f\x00ב\u202e  \t ג\r\n\n\n\n ד\xa0ה\ufb2a\ufeff") == "אב ג\n\nד השׁ"


def test_names_of_files_fit_on_a_line():
    assert tidy_name("a\n\u202egpj.\0exe\t" + "b" * 300) == "a gpj.exe " + "b" * 245
