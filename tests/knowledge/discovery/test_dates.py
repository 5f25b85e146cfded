"""Bars say when things came, and a span of months narrows what is found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from knowledge.core.errors import Invalid
from knowledge.discovery.dates import dates, span_label
from knowledge.discovery.service import look_for
from knowledge.discovery.wanted import Wanted, months_between, read
from tests import make


@pytest.fixture
def years(bring):
    """Items of three months, the first of them two hours before its month began in Greenwich."""
    for title, moment in (
        ("ינואר", datetime(2024, 12, 31, 22, 30, tzinfo=UTC)),
        ("יוני", datetime(2025, 6, 5, tzinfo=UTC)),
        ("פברואר", datetime(2026, 2, 1, tzinfo=UTC)),
    ):
        bring(title, created=moment)


def titles(**span) -> set[str]:
    return {str(hit.title) for hit in look_for(make.actor(), Wanted(**span)).hits}


def test_a_span_includes_both_its_ends(years):
    assert titles(since="2025-01", until="2025-06") == {"ינואר", "יוני"}
    assert titles(since="2025-06") == {"יוני", "פברואר"}
    assert titles(until="2025-01") == {"ינואר"}
    assert titles(since="2025-02", until="2025-05") == set()


def test_a_span_and_a_month_must_both_hold(years):
    assert titles(since="2025-02", filters={"month": ("2025-01", "2025-06")}) == {"יוני"}
    assert titles(since="2025-07", filters={"month": ("2025-06",)}) == set()


def test_the_bars_keep_the_whole_range_when_a_part_is_chosen(years):
    shown = look_for(make.actor(), Wanted(since="2025-06", until="2025-07")).dates

    assert (shown.since, shown.until) == ("2025-01", "2026-02")
    assert [bar.since for bar in shown.bars if bar.chosen] == ["2025-06", "2025-07"]
    assert [bar.since for bar in shown.bars if bar.count] == ["2025-01", "2025-06", "2026-02"]


def test_bars_are_months_and_of_a_long_time_years(app):
    short = dates({"2025-11": 3, "2026-01": 6}, Wanted())
    long = dates({"2019-05": 2, "2019-06": 1, "2026-01": 6}, Wanted(since="2019-02", until="2019-04"))

    assert [(bar.label, bar.count, bar.part) for bar in short.bars] == [
        ("נובמבר 2025", 3, 0.5),
        ("דצמבר 2025", 0, 0.0),
        ("ינואר 2026", 6, 1.0),
    ]
    assert [bar.label for bar in long.bars] == [str(year) for year in range(2019, 2027)]
    assert (long.bars[0].since, long.bars[0].until, long.bars[0].count) == ("2019-05", "2019-12", 3)
    assert [bar.chosen for bar in long.bars[:2]] == [False, False]


def test_there_are_no_bars_where_there_is_no_choice(app):
    assert dates({}, Wanted(since="2025-01")).bars == ()
    assert dates({"2026-03": 40}, Wanted()).bars == ()


def test_months_run_over_the_turn_of_the_year():
    assert months_between("2025-11", "2026-02") == ("2025-11", "2025-12", "2026-01", "2026-02")


def test_a_span_stands_in_the_address_and_is_read_back(app):
    wanted = read({"from": ["2025-01"], "to": ["2026-02"], "q": ["מים"]})

    assert wanted == Wanted("מים", since="2025-01", until="2026-02")
    assert wanted.arguments == {"q": "מים", "from": "2025-01", "to": "2026-02"}
    assert wanted.unfiltered().arguments == {"q": "מים"}


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"from": ["2026-13"]}, "from"),
        ({"to": ["01/2026"]}, "to"),
        ({"from": ["2026"]}, "from"),
        ({"from": ["2026-05"], "to": ["2026-04"]}, "from"),
        ({"from": ["٢٠٢٦-٠١"]}, "from"),
    ],
)
def test_a_span_that_cannot_be_is_refused_in_words(app, arguments, field):
    with pytest.raises(Invalid) as refused:
        read(arguments)

    assert list(refused.value.errors) == [field]


def test_a_span_has_a_name_for_people(app):
    assert span_label(Wanted(since="2025-01", until="2025-01")) == "ינואר 2025"
    assert span_label(Wanted(since="2025-01", until="2025-03")) == "ינואר 2025 עד מרץ 2025"
    assert span_label(Wanted(since="2025-01")) == "החל מינואר 2025"
    assert span_label(Wanted(until="2025-01")) == "עד ינואר 2025"
