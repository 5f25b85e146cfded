"""What counts as another version of a text."""

from __future__ import annotations

import time

import pytest

from search.resemblance import resemblance

TEXT = (
    "הנוהל מסדיר את הטיפול בפניות שמגיעות למוקד, את זמני המענה ואת חלוקת האחריות בין המחלקות. "
    "כל פנייה נרשמת, מקבלת מספר ומועברת לטיפול בתוך שעה. מנהל המוקד מדווח פעם ברבעון למנכ״ל."
)


def test_the_same_words_are_the_same_whatever_their_signs():
    pointed = TEXT.replace("הנוהל", "הַנוהל").replace("״", '"').replace(".", " –")

    assert resemblance(TEXT, TEXT) == 1
    assert resemblance(TEXT, pointed) == 1


def test_a_version_with_a_few_changes_resembles_the_one_before():
    changed = TEXT.replace("שעה", "שעתיים").replace("ברבעון", "בחודש")

    assert 0.5 < resemblance(TEXT, changed) < 1


@pytest.mark.parametrize("other", ["", "הנוהל מסדיר את החניה במרכז העיר ואת אכיפתה בידי פקחים.", "covid"])
def test_another_text_hardly_resembles(other):
    assert resemblance(TEXT, other) < 0.1
    assert resemblance(other, TEXT) == resemblance(TEXT, other)


def test_nothing_resembles_no_words():
    assert resemblance("", "") == 0
    assert resemblance("?!", "?!") == 0


def test_long_texts_are_compared_in_a_moment():
    text = " ".join(f"מילה{number}" for number in range(60_000))

    started = time.perf_counter()
    assert resemblance(text, text) == 1

    assert time.perf_counter() - started < 1
