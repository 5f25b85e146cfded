"""How often something may be tried, and how often a token may ask."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from knowledge.accounts import limits
from knowledge.accounts.limits import PORTION, Allowance, give_back, limited
from knowledge.accounts.models import Attempt
from knowledge.accounts.session import ASKS_PER_TOKEN
from knowledge.core.db import session
from knowledge.core.errors import TooMany
from tests import make


def test_so_many_and_no_more_until_the_window_is_over(app, later_on):
    for _time in range(3):
        limited("3/hour", "letters", 7)

    with pytest.raises(TooMany) as refused:
        limited("3/hour", "letters", 7)

    assert refused.value.wait == 3600
    limited("3/hour", "letters", 8)
    later_on(hours=1)
    limited("3/hour", "letters", 7)


def test_what_is_given_back_does_not_count(app):
    for _time in range(10):
        limited("2/hour", "letters", 7)
        give_back("2/hour", "letters", 7)


def test_of_many_at_once_exactly_so_many_pass(app):
    def attempt(_number):
        try:
            limited("10/hour", "letters")
            return 1
        except TooMany:
            return 0
        finally:
            session.remove()

    with ThreadPoolExecutor(8) as threads:
        passed = sum(threads.map(attempt, range(40)))

    assert passed == 10


def test_windows_that_are_over_are_swept(app, later_on):
    limited("3/hour", "old")
    later_on(hours=2)
    limited("3/hour", "new")

    limits.sweep()

    assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_an_allowance_is_exact_in_one_process(app, later_on):
    allowance = Allowance("50/minute")
    for _time in range(50):
        allowance.spend("token", 1)

    with pytest.raises(TooMany):
        allowance.spend("token", 1)

    allowance.spend("token", 2)
    later_on(minutes=1)
    allowance.spend("token", 1)


def test_an_allowance_is_shared_by_processes(app):
    here, there = Allowance("50/minute"), Allowance("50/minute")
    for _time in range(50):
        here.spend("token", 1)

    passed = 0
    with pytest.raises(TooMany):
        for _time in range(PORTION + 1):
            there.spend("token", 1)
            passed += 1

    assert passed < PORTION


def test_an_allowance_seldom_writes(app):
    allowance = Allowance("1200/minute")

    for _time in range(100):
        allowance.spend("token", 1)

    told = session.scalar(select(Attempt.count))
    assert 80 <= told <= 100


def test_a_token_may_ask_1200_times_a_minute(app, browser):
    headers = {"Authorization": f"Bearer {make.token(make.person())}"}
    app.extensions["otzar-allowance"] = Allowance("25/minute")

    answers = [browser().get("/api/v1/domains", headers=headers) for _time in range(26)]

    assert ASKS_PER_TOKEN == "1200/minute"
    assert [answer.status_code for answer in answers] == [200] * 25 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert answers[-1].mimetype == "application/problem+json"


def test_wrong_tokens_are_limited_by_network_address_and_right_ones_are_not(app, browser):
    right = {"Authorization": f"Bearer {make.token(make.person())}"}

    wrong = [
        browser().get("/api/v1/domains", headers={"Authorization": f"Bearer guess{number}"}).status_code
        for number in range(61)
    ]

    assert wrong == [401] * 60 + [429]
    assert browser().get("/api/v1/domains", headers=right).status_code == 200


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("a socket", ""),
        (None, ""),
    ],
)
def test_all_addresses_of_one_subscriber_count_as_one(address, counted_as):
    assert limits.network(address) == counted_as
