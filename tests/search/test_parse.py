"""What people type, and what is understood of it."""

from __future__ import annotations

import random

import pytest

from search.parse import MOST_WORDS, Named, Part, parse


def required(text: str) -> list[list[tuple[str, ...]]]:
    return [[term.forms for term in group] for group in parse(text).required]


def test_words_are_alternatives_and_nothing_is_required():
    parsed = parse("תקציב החינוך")

    assert parsed.words == ("תקציב", "החינוכ")
    assert parsed.required == parsed.without == parsed.named == ()


@pytest.mark.parametrize("typed", ['תב"ע', "תב״ע", "תב''ע", "תב”ע", "תב“ע", "„תב״ע"])
def test_a_quote_inside_a_word_is_gershayim(typed):
    parsed = parse(f"{typed} מאושרת")

    assert parsed.words == ("תבע", "מאושרת")
    assert parsed.required == ()


@pytest.mark.parametrize("typed", ['"קול קורא"', "״קול קורא״", "“קול קורא”", "„קול קורא”", '("קול קורא")'])
def test_quotes_around_words_make_a_phrase(typed):
    assert required(typed) == [[("קול", "קורא")]]


def test_a_phrase_may_hold_gershayim():
    assert required('"תב"ע מאושרת" רמת גן') == [[("תבע", "מאושרת")]]
    assert required('"המנכ"ל והדו"ח"') == [[("המנכל", "והדוח")]]


def test_inches_are_no_phrase():
    assert required('צינור 5" צינור 6" חדש') == []


def test_phrases_are_all_required_and_or_makes_alternatives():
    assert required('"כוח אדם" "קול קורא"') == [[("כוח", "אדמ")], [("קול", "קורא")]]
    assert required('"כוח אדם" OR "קול קורא" OR גיוס תקציב') == [[("כוח", "אדמ"), ("קול", "קורא"), ("גיוס",)]]


def test_or_between_words_changes_nothing_for_they_are_alternatives_already():
    assert parse("אגרה OR היטל").words == parse("אגרה היטל").words
    assert parse("אגרה OR היטל").required == ()


@pytest.mark.parametrize("text", ["OR", "OR אגרה", "אגרה OR", "אגרה OR OR היטל", "| אגרה |"])
def test_an_or_without_two_neighbours_is_no_error(text):
    assert set(parse(text).words) <= {"אגרה", "היטל"}


def test_minus_leaves_out_words_and_phrases():
    parsed = parse('תקציב -אגרה -"קול קורא" -בית-ספר בית-אבות')

    assert [(term.forms, term.quoted) for term in parsed.without] == [
        (("אגרה",), False),
        (("קול", "קורא"), True),
        (("בית", "ספר"), True),
    ]
    assert parsed.words == ("תקציב", "בית", "אבות")


def test_a_lonely_minus_is_punctuation():
    assert parse("תקציב - חינוך").without == ()


def test_named_terms_are_told_apart_from_words():
    parsed = parse('תג:תקציב tag:"כוח אדם" -tag:ישן מאת:דנה owner:"דנה כהן" בעלים:7 חינוך')

    assert parsed.words == ("חינוכ",)
    assert parsed.named == (
        Named("tag", "תקציב", False),
        Named("tag", "כוח אדם", False),
        Named("tag", "ישן", True),
        Named("owner", "דנה", False),
        Named("owner", "דנה כהן", False),
        Named("owner", "7", False),
    )


@pytest.mark.parametrize("text", ["תעריף:5", "http://example.org", "tag: תקציב", "תגית"])
def test_other_colons_are_punctuation(text):
    assert parse(text).named == ()
    assert parse(text).words


def test_question_words_are_dropped_but_not_from_phrases():
    assert parse("מה גובה הארנונה?").words == ("גובה", "הארנונה")
    assert parse('"מה חדש"').words == ("מה", "חדש")
    assert parse('מה "קול קורא"').words == ("קול", "קורא")
    assert parse("מה").words == ("מה",)


def test_a_word_typed_twice_counts_once():
    assert parse("גן גן ילדים").words == ("גנ", "ילדימ")


def test_plain_text_is_only_words():
    parsed = parse('-אגרה "קול קורא" tag:x OR', plain=True)

    assert parsed.words == ("אגרה", "קול", "קורא", "tag", "x", "or")
    assert parsed.required == parsed.without == parsed.named == ()


def test_tells_what_was_understood():
    parsed = parse('מה תקציב "קול קורא" -אגרה -tag:ישן owner:דנה "כוח אדם" OR גיוס')

    assert parsed.parts == (
        Part("words", ("תקציב",)),
        Part("dropped", ("מה",)),
        Part("phrase", ("קול קורא",)),
        Part("either", ("כוח אדם", "גיוס")),
        Part("without", ("אגרה",)),
        Part("without tag", ("ישן",)),
        Part("owner", ("דנה",)),
    )


@pytest.mark.parametrize("text", ["", "   ", '"', '""', "-", "--", '-"', "\u200f", "?!", "\0"])
def test_nothing_is_asked_for(text):
    assert parse(text).empty


def test_anything_may_be_typed():
    chance = random.Random(3)
    pieces = [
        '"',
        "״",
        "'",
        "-",
        "OR",
        " ",
        " ",
        "tag:",
        "תג:",
        "א",
        "בג",
        "שלום",
        "a",
        "7",
        "|",
        "(",
        "\u200f",
        "ְ",
    ]

    for _ in range(3000):
        text = "".join(chance.choices(pieces, k=chance.randrange(30)))
        parsed = parse(text)
        assert len(parsed.words) <= MOST_WORDS
        assert all(term.forms for group in parsed.required for term in group)


@pytest.mark.parametrize("text", ['"' * 10_000, 'א"' * 5_000, '"א ב ' * 2_500, "-א" * 5_000, "אב" * 5_000])
def test_long_nonsense_is_bounded(text):
    parsed = parse(text)

    assert len(parsed.words) <= MOST_WORDS
    assert len(parsed.without) <= MOST_WORDS


def test_the_number_of_words_is_bounded():
    parsed = parse(" ".join(f"מילה{number}" for number in range(500)))

    assert 0 < len(parsed.words) <= MOST_WORDS
