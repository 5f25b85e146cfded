"""Which words are written nearly alike, and how far apart they are."""

from __future__ import annotations

import random

import numpy as np
import pytest

from search.spelling import LONGEST, Spellings, distances, letters_of, sign_of


def spellings(words: list[str]) -> Spellings:
    encoded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)])
    return Spellings(np.frombuffer(b"".join(encoded), np.uint8), ends, np.arange(len(words), 0, -1))


def near(words: list[str], typed: str, most: int, among: int = 1_000_000) -> dict[str, int]:
    letters = letters_of(typed)
    places, rows = spellings(words).resembling(letters, sign_of(letters), most, among)
    found = distances(letters, rows, most)
    return {words[place]: int(apart) for place, apart in zip(places, found, strict=True) if 0 < apart <= most}


@pytest.mark.parametrize(
    "typed, word, apart",
    [
        ("ארנונא", "ארנונה", 1),  # what sounds alike is a half
        ("תכנית", "תוכנית", 1),
        ("מכזר", "מכרז", 2),  # two letters that changed places are a whole
        ("מכרס", "מכרז", 2),
        ("מכרזז", "מכרז", 2),
        ("מכר", "מכרז", 2),
        ("עשפא", "אשפה", 2),
        ("מכרבס", "מכרז", 4),
        ("covd", "covid", 2),
    ],
)
def test_how_far_apart_two_words_are(typed, word, apart):
    assert near([word], typed, 4) == {word: apart}
    assert near([word], typed, apart - 1) == {}


def test_the_word_itself_and_words_of_other_letters_are_not_near():
    assert near(["מכרז", "מכרז1", "דו3ח", "a" * 20, "", "é"], "מכרז", 4) == {}
    assert len(letters_of("מכרז1")) == len(letters_of("א" * (LONGEST + 1))) == len(letters_of("א")) == 0


def test_only_so_many_of_the_most_frequent_words_are_looked_at():
    assert near(["דבר", "מכרז", "מכרט"], "מכרס", 2, among=2) == {"מכרז": 2}


def test_no_near_word_is_missed_by_looking_at_the_signs_first():
    chance = random.Random(5)
    words = sorted({"".join(chance.choices("אהעבוכקחטתסשרמי", k=chance.randint(3, 7))) for _ in range(3000)})

    for typed in words[::500]:
        letters = letters_of(typed)
        _, rows = spellings(words).resembling(letters, sign_of(letters), LONGEST * 4, len(words))
        everything = distances(letters, rows, 4)
        assert len(near(words, typed, 4)) == np.count_nonzero((everything > 0) & (everything <= 4))


def test_many_words_are_read_in_pieces():
    words = [f"{first}{second}{third}מכרז" for first in ABC for second in ABC for third in ABC]

    assert near([*words * 6, "ארנונה"], "ארנונא", 1) == {"ארנונה": 1}


ABC = "אבגדהוזחטיכלמנסעפצקרשת"
