from datetime import UTC, date, datetime, timedelta

import pytest
from markupsafe import Markup

from knowledge.core import i18n
from knowledge.core.i18n import _, _l, moment, ngettext, number, set_language, since


@pytest.fixture(autouse=True)
def back_to_hebrew():
    set_language("he")
    yield
    set_language("he")


def test_hebrew_is_spoken_first_and_english_when_asked():
    assert _("Please sign in.") == "יש להיכנס למערכת תחילה."
    assert i18n.direction() == "rtl"

    set_language("en")

    assert _("Please sign in.") == "Please sign in."
    assert i18n.direction() == "ltr"


def test_an_unknown_language_is_hebrew():
    set_language("xx")

    assert i18n.language() == "he"


def test_a_sentence_that_nobody_translated_stays_as_it_is():
    assert _("no catalogue has this: 100%") == "no catalogue has this: 100%"


def test_constants_are_translated_when_they_are_shown():
    label = _l("Please sign in.")

    hebrew = str(label)
    set_language("en")

    assert (hebrew, str(label)) == ("יש להיכנס למערכת תחילה.", "Please sign in.")


@pytest.mark.parametrize("count, said", [(1, "כוכב אחד"), (3, "3 כוכבים")])
def test_numbers_choose_their_form(count, said):
    assert ngettext("one star", "%(stars)s stars", count, stars=count) == said


def test_a_persons_percent_sign_is_not_a_placeholder():
    assert "50%" in _("%(name)s wrote to you", name="50% הנחה")


def test_days_are_written_in_words():
    assert i18n.date(date(2026, 3, 12)) == "12 במרץ 2026"
    assert i18n.date(None) == ""

    set_language("en")

    assert i18n.date(date(2026, 3, 12)) == "12 March 2026"


def test_moments_are_told_in_jerusalem_in_winter_and_in_summer():
    assert moment(datetime(2026, 1, 31, 22, 30, tzinfo=UTC)) == "1 בפברואר 2026, 00:30"
    assert moment(datetime(2026, 7, 1, 9, 5, tzinfo=UTC)) == "1 ביולי 2026, 12:05"


def test_how_long_ago_is_told_in_words():
    now = datetime(2026, 3, 12, tzinfo=UTC)

    assert since(now - timedelta(hours=3), now) == "לפני 3 שעות"
    set_language("en")
    assert since(now - timedelta(days=2), now) == "2 days ago"


def test_numbers_have_their_groups():
    assert number(1284) == "1,284"
    assert number(4.6) == "4.6"


def test_safe_html_stays_and_everything_beside_it_is_escaped():
    said = _("Results for <b> %(one)s %(other)s", one=Markup("<bdi>א</bdi>"), other="<i>")

    assert said == Markup("Results for &lt;b&gt; <bdi>א</bdi> &lt;i&gt;")
