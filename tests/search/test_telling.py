"""Which words tell what a text is about."""

from __future__ import annotations

from search.telling import LONGEST_TEXT, counted, needed, telling


def spread(**known: int):
    return lambda forms: [known.get(form, 1) for form in forms]


def test_frequent_words_that_are_rare_elsewhere_come_first():
    counts = {"רשות": 9, "אשפה": 5, "קרטון": 1}

    found = telling(counts, 100, spread(רשות=99, אשפה=10))

    assert [word.form for word in found] == ["אשפה", "קרטון", "רשות"]
    assert max(word.weight for word in found) == 1


def test_forms_of_one_word_count_together():
    found = telling({"מכרז": 2, "מכרזימ": 2, "אשפה": 3}, 100, spread())

    assert [word.form for word in found] == ["מכרז", "אשפה"]


def test_function_words_numbers_and_single_letters_tell_nothing():
    assert counted("של את 2026 א מה the מכרז מכרז") == {"מכרז": 2}


def test_of_a_long_text_the_beginning_tells():
    assert "סופ" not in counted("מילה " * LONGEST_TEXT + "סוף")


def test_a_tenth_of_the_words_and_at_least_one_is_needed():
    assert [needed(words) for words in (0, 1, 10, 25)] == [1, 1, 1, 3]
