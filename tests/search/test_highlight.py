"""Snippets: the right window, the right words marked, and nothing of a hostile text let through."""

from __future__ import annotations

import html
import random
import re
import time

import pytest

from search.hebrew.analyze import words as all_words
from search.highlight import mark, marked_words, snippet
from search.occurrences import Likeness, Sought

FILLER = "דברים שאינם נוגעים לעניין ועומדים כאן בין פסקה לפסקה כדי למלא מקום "


@pytest.fixture(scope="module")
def big_text() -> str:
    """Words of related and unrelated roots in many forms, some with points and gershayim."""
    chance = random.Random(11)
    bases = ("בית", "ספר", "ילד", "שמר", "הלך", "תכנ", "תוכנית", "עבוד", "שנה", "בנה", "בנייה", "מכרז", "קול")
    fronts, backs = ("", "ה", "ו", "ב", "שה", "כש", "וב"), ("", "ים", "ות", "ה", "ו", "יהם", "ית", "תי", "ן")
    made = (chance.choice(fronts) + chance.choice(bases) + chance.choice(backs) for _ in range(6000))
    return " ".join(word if chance.random() < 0.9 else f'({word[:2]}"{word[2:]},' for word in made)


def marked(text: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", text)


@pytest.mark.parametrize(
    "query, text, expected",
    [
        ("מכרז", "פורסמו המכרזים לניקיון", ["המכרזים"]),
        ("תב״ע", 'לפי תב"ע מאושרת', ["תב&quot;ע"]),
        ("שלום", "אמר שָׁלוֹם והלך", ["שָׁלוֹם"]),
        ("תכנית", "התוכניות החדשות", ["התוכניות"]),
        ("covid", "נגיף ה-COVID19 בעיר", ["COVID"]),
        ("בית ספר", "בית־ספר יסודי", ["בית", "ספר"]),
        ('"קול קורא"', "קול קורא", ["קול", "קורא"]),
        ("-אגרה תקציב", "אגרה ותקציב", ["ותקציב"]),
        ("בית", "בתים", ["בתים"]),
    ],
)
def test_marks_every_form_of_the_words(query, text, expected):
    assert marked(mark(text, query)) == expected
    assert marked(snippet([text], query).html) == expected


def test_letters_alone_are_marked_only_when_nothing_better_is_there():
    assert marked(mark("סיפר בספר", "ספר")) == ["בספר"]
    assert marked(mark("השני והשנה", "שני")) == ["השני"]


def test_function_words_are_marked_only_when_nothing_else_was_asked_for():
    assert marked(mark("אישור של הוועדה", "אישור של")) == ["אישור"]
    assert marked(mark("אישור של הוועדה", "של")) == ["של"]


def test_takes_the_page_with_most_of_the_words_close_together():
    pages = ["פינוי " + FILLER * 20 + "אשפה", FILLER * 5 + "פינוי אשפה " + FILLER * 5, "אשפה"]

    found = snippet(pages, "פינוי אשפה")

    assert found.page_index == 1
    assert marked(found.html) == ["פינוי", "אשפה"]


def test_a_phrase_beats_its_words():
    pages = ["הקול קורא ועוד הקול קורא ועוד קול", "כאן נאמר קול קורא"]

    assert snippet(pages, '"קול קורא"').page_index == 1


def test_the_window_lies_in_the_middle_of_a_long_page():
    page = FILLER * 100 + "מכרז פומבי " + FILLER * 100

    found = snippet([page], "מכרז", width=200)

    plain = html.unescape(re.sub("<.*?>", "", found.html))
    assert marked(found.html) == ["מכרז"]
    assert plain.startswith("… ") and plain.endswith(" …")
    assert 150 < len(plain) < 300
    assert set(plain.strip("… ").split()) <= set(page.split())


@pytest.mark.parametrize("query", ["", "חתול", "-תקציב", '"'])
def test_without_a_match_shows_how_the_text_begins(query):
    found = snippet(["", "  תחילת הטקסט " + FILLER * 20], query)

    assert found.page_index is None
    assert found.html.startswith("תחילת הטקסט")
    assert found.html.endswith(" …")


def test_no_pages_and_empty_pages():
    assert snippet([], "תקציב").html == ""
    assert snippet(["", " "], "תקציב").html == ""
    assert mark("", "תקציב") == ""


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('תקציב')</script> תקציב",
        '<img src=x onerror="תקציב">',
        "תקציב</mark><b>",
        "&lt;תקציב&amp;",
        "<תקציב>",
    ],
)
def test_hostile_text_is_escaped(text):
    for found in (mark(text, "תקציב"), snippet([text], "תקציב").html):
        bare = re.sub("</?mark>", "", found)
        assert "<" not in bare and ">" not in bare
        assert html.unescape(bare) == text
        assert "תקציב" in marked(found)


def test_marks_that_cannot_be_seen_are_dropped():
    found = snippet(["\u202eתק\u200fציב\u202c\x00\x07 העיר"], "תקציב").html

    assert found == "<mark>תקציב</mark> העיר"


def test_a_run_without_blanks_is_bounded():
    found = snippet(["א" * 100_000 + " תקציב " + "ב" * 100_000], "תקציב")

    assert marked(found.html) == ["תקציב"]
    assert len(found.html) < 1000


def test_random_text_always_comes_out_whole_and_safe():
    chance = random.Random(5)
    pieces = ["תקציב", "<b>", "&", '"', " ", " ", "\n", "מכרז", "המכרזים", "\u202e", "קול קורא", "x" * 70]

    for _ in range(300):
        pages = ["".join(chance.choices(pieces, k=chance.randrange(80))) for _ in range(3)]
        found = snippet(pages, 'מכרז "קול קורא" תקציב', width=60).html
        assert re.sub("</?mark>|&(amp|lt|gt|quot|#x27);", "", found).isprintable()
        assert not re.search("[<>]", re.sub("</?mark>", "", found))


def test_finding_without_analysing_everything_finds_all_the_same(big_text):
    for query in ("בניית בתי ספר", "ילד", "שמירה והליכה", "תוכנית עבודה שנתית"):
        sought = Sought(query.split())

        found = {(one.start, one.word) for one in sought.occurrences(big_text)}

        from_all = {
            (word.start, number) for word in all_words(big_text) for number, _ in sought.likenesses(word.form)
        }
        assert found == from_all


def test_likeness_goes_from_letters_to_the_word_itself():
    [(_, same)] = Sought(["מכרז"]).likenesses("המכרז")
    [(_, related)] = Sought(["מכרז"]).likenesses("מכרזימ")
    [(_, letters)] = Sought(["ספר"]).likenesses("סיפר")
    [(_, exact)] = Sought(["ספר"]).likenesses("ספר")

    assert (exact, same, related) == (Likeness.EXACT, Likeness.SAME, Likeness.RELATED)
    assert letters <= Likeness.RELATED


def test_two_bare_letters_in_common_are_not_shown():
    assert "<mark>" not in snippet(["לפני שבוע"], "פינוי").html
    assert "<mark>" in snippet(["תכנית עבודה"], "תוכנית").html


def test_the_word_as_typed_is_shown_rather_than_many_others_like_it():
    loose = "הוא מכריז על מכרזים, ומכרזיהם של המכריזים הוכרזו. " + FILLER * 3
    joined = "במכרז ובמכרז ולמכרז ישב. " + FILLER * 3

    for pages in ([loose, FILLER * 3 + "מכרז אחד"], [loose + joined + "מכרז אחד."]):
        shown = snippet(pages, "מכרז")

        assert "<mark>מכרז</mark> אחד" in shown.html
        assert shown.page_index == len(pages) - 1


# On a picture


@pytest.mark.parametrize(
    "query, page, expected",
    [
        ("מכרז", ["פורסמו", "(המכרזים", "לניקיון),", "במכרז."], [1, 3]),
        ('"קול קורא" תב"ע', ["קול", "קורא:", "תב״ע,", "של"], [0, 1, 2]),
        ("בית ספר", ["בית־ספר", "יסודי"], [0]),
        ("אישור של", ["של", "אישור"], [1]),
        ("מכרז", [], []),
        ("", ["מכרז"], []),
    ],
)
def test_words_of_a_page_are_marked_by_their_places(query, page, expected):
    assert marked_words(page, query) == expected


def test_a_page_and_its_text_are_marked_alike(big_text):
    page = big_text.split()

    places = marked_words(page, "תוכניות בבתי ספר")

    text = re.sub("<mark>|</mark>", "", mark(" ".join(page), "תוכניות בבתי ספר"))
    assert html.unescape(text) == " ".join(page)
    shown = mark(" ".join(page), "תוכניות בבתי ספר").split(" ")
    assert places == [number for number, word in enumerate(shown) if "<mark>" in word]


def test_a_page_is_marked_in_a_moment():
    page = (FILLER * 120).split()[:1000] + ["המכרזים"] * 20
    marked_words(page, "מכרז פומבי לניקיון")

    started = time.perf_counter()
    found = marked_words(page, "מכרז פומבי לניקיון")

    assert time.perf_counter() - started < 0.03
    assert found == list(range(1000, 1020))


def test_a_text_is_marked_with_its_lines_kept():
    assert mark("תקציב\n\nהמים  כאן", "מים", lines=True) == "תקציב\n\n<mark>המים</mark> כאן"
    assert mark("תקציב\n\nהמים  כאן", "מים") == "תקציב <mark>המים</mark> כאן"


def test_a_snippet_begins_with_the_line_that_has_the_word():
    rows = "\n".join(f"{number}.01 הנפת עגלה 312000 9.4" for number in range(40))

    found = snippet([f"{rows}\n41.02 פינוי גזם במנוף 7900 265\n{rows}"], "גזם")

    assert found.html.startswith("… 41.02 פינוי <mark>גזם</mark> במנוף")
