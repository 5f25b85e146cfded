"""The scores of the recipe, computed by hand and by an engine."""

from __future__ import annotations

import math

import pytest

from search.document import Document
from search.engine import open_engine
from search.hebrew.analyze import alternatives
from search.query import Query
from search.recipe import FIELD_WEIGHTS, K1, B, idf, near_pairs, near_weight, word_weight

EVERYONE = frozenset({"everyone"})
TEXTS = {
    1: "alpha beta gamma",
    2: "alpha gamma alpha delta epsilon",
    3: "beta zeta zeta zeta zeta zeta zeta zeta zeta zeta zeta zeta zeta zeta alpha",
    4: "omega",
}


@pytest.fixture(scope="module")
def scores():
    """Scores by document: words that are not Hebrew are themselves in all three fields."""
    engine = open_engine(":memory:")
    engine.rebuild(Document("item", number, "", text, readers=EVERYONE) for number, text in TEXTS.items())

    def found(text: str) -> dict[int, float]:
        return {hit.id: hit.score for hit in engine.search(Query(text, EVERYONE)).hits}

    yield found
    engine.close()


def by_hand(word: str, number: int) -> float:
    counts = [text.split().count(word) for text in TEXTS.values()]
    containing = sum(count > 0 for count in counts)
    words = TEXTS[number].split()
    mean = sum(len(text.split()) for text in TEXTS.values()) / len(TEXTS)
    frequency = words.count(word)
    saturated = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * len(words) / mean))
    return word_weight(len(TEXTS), containing) * sum(FIELD_WEIGHTS) * idf(len(TEXTS), containing) * saturated


def test_a_word_scores_as_the_recipe_says(scores):
    found = scores("alpha")

    assert found == {number: pytest.approx(by_hand("alpha", number), rel=1e-5) for number in (1, 2, 3)}


def test_words_that_stand_close_together_score_more(scores):
    found = scores("alpha gamma")

    weights = word_weight(4, 3), word_weight(4, 2)
    gain = 1.5 * near_weight((idf(4, 3), idf(4, 2)), weights, 1)
    apart, around = 1 / 2, 1 + 1  # one pair two places apart; gamma has alpha on either side
    assert found[1] == pytest.approx(
        by_hand("alpha", 1) + by_hand("gamma", 1) + gain * apart / (apart + 1), rel=1e-5
    )
    assert found[2] == pytest.approx(
        by_hand("alpha", 2) + by_hand("gamma", 2) + gain * around / (around + 1), rel=1e-5
    )


def test_words_that_stand_far_apart_gain_nothing(scores):
    assert scores("beta alpha")[3] == pytest.approx(by_hand("alpha", 3) + by_hand("beta", 3), rel=1e-5)


def test_a_word_that_no_document_has_as_such_keeps_its_weight():
    assert word_weight(100, 0) == 1
    assert word_weight(100, 1) == 1
    assert word_weight(100, 50) < word_weight(100, 5) < 1
    assert word_weight(1, 1) == 1


def test_only_words_near_in_the_question_and_unrelated_are_pairs():
    question = [alternatives(form) for form in ("מכרז", "המכרזימ", "אשפה", "גינה", "מימ", "חשמל")]

    pairs = set(near_pairs(question))

    assert (0, 1) not in pairs
    assert (0, 3) in pairs
    assert (0, 4) not in pairs


def test_the_weight_of_two_words_falls_with_their_distance():
    assert near_weight((2.0, 3.0), (1.0, 0.25), 1) == pytest.approx(5 * math.sqrt(0.25))
    assert near_weight((2.0, 3.0), (1.0, 1.0), 2) == 2.5
