"""What stars and age do to an item's place."""

from __future__ import annotations

from itertools import pairwise

import pytest

from search.ranking import rank


def test_one_vote_of_five_does_not_beat_twelve_of_four_and_a_half():
    few, many = rank(5, 1, 0), rank(55, 12, 0)

    assert many.rating > few.rating
    assert many.boost > few.boost


def test_what_nobody_rated_stands_between_good_and_bad():
    bad, none, good = rank(2, 2, 0), rank(0, 0, 0), rank(9, 2, 0)

    assert bad.rating < none.rating < good.rating
    assert bad.boost < none.boost < good.boost


def test_a_well_rated_item_passes_a_slightly_better_text():
    assert rank(55, 12, 30).boost > 1.1 * rank(0, 0, 30).boost


def test_every_further_good_vote_lifts_and_lifts_less():
    boosts = [rank(5 * votes, votes, 0).boost for votes in range(30)]
    steps = [after - before for before, after in pairwise(boosts)]

    assert all(step > 0 for step in steps)
    assert steps == sorted(steps, reverse=True)


def test_age_takes_a_little_and_never_decides_against_stars():
    assert rank(0, 0, 0).boost > rank(0, 0, 400).boost > rank(0, 0, 40_000).boost
    assert rank(55, 12, 40_000).boost > rank(0, 0, 0).boost
    assert rank(55, 12, 0).rating == rank(55, 12, 40_000).rating


@pytest.mark.parametrize("stars, ratings", [(0, 0), (1, 1), (5_000_000, 1_000_000), (1_000_000, 1_000_000)])
@pytest.mark.parametrize("age", [-3, 0, 1e9])
def test_a_boost_is_above_zero_and_at_most_one(stars, ratings, age):
    assert 0 < rank(stars, ratings, age).boost <= 1
