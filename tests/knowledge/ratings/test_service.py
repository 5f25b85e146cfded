import threading

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Refused
from knowledge.core.jobs import Job
from knowledge.library.models import DRAFT, MANAGERS, Item
from knowledge.ratings.models import Rating
from knowledge.ratings.service import best_of_the_month, rate, recount, stars_of, take_back
from tests import make

pytestmark = pytest.mark.usefixtures("app")


def there(item):
    """The item as this session sees it."""
    return session.get_one(Item, item.id)


def numbers(item):
    return item.stars_total, item.ratings, item.stars


def test_a_rating_counts_towards_the_item():
    first, second = make.actor(), make.actor()
    item = there(make.item())

    rate(first, item, 5)
    rate(second, item, 2)

    assert numbers(item) == (7, 2, 3.5)


def test_rating_again_replaces_the_first_rating():
    reader, item = make.actor(), there(make.item())

    rate(reader, item, 1)
    rate(reader, item, 4)

    assert numbers(item) == (4, 1, 4)
    assert stars_of(reader, item) == 4


def test_a_rating_can_be_taken_back():
    reader, item = make.actor(), there(make.item())
    rate(reader, item, 1)

    take_back(reader, item)
    take_back(reader, item)

    assert numbers(item) == (0, 0, None)
    assert stars_of(reader, item) == 0


@pytest.mark.parametrize("stars", [0, 6, -1, 2.5, "5", True, None])
def test_stars_go_from_one_to_five(stars):
    reader, item = make.actor(), there(make.item())

    with pytest.raises(Invalid) as wrong:
        rate(reader, item, stars)

    assert set(wrong.value.errors) == {"stars"}
    assert numbers(item) == (0, 0, None)


def test_nobody_rates_an_item_of_their_own():
    owner = make.actor()
    item = make.item(owner=owner)

    with pytest.raises(Refused):
        rate(owner, item, 5)
    with pytest.raises(Refused):
        take_back(owner, item)


@pytest.mark.parametrize("visibility", [MANAGERS, DRAFT])
def test_what_one_may_not_see_cannot_be_rated(visibility):
    with pytest.raises(Refused):
        rate(make.actor(), make.item(visibility=visibility), 5)


def test_a_rating_asks_for_the_rank_and_never_for_the_text():
    reader, item = make.actor(), there(make.item())
    revision = item.revision

    rate(reader, item, 5)

    assert {job.name for job in session.query(Job).filter(Job.subject == f"item:{item.id}")} == {
        "core.findable.rank"
    }
    assert item.revision == revision


def test_recounting_mends_wrong_numbers():
    reader, item = make.actor(), there(make.item())
    rate(reader, item, 3)
    item.stars_total, item.ratings = 999, 7

    recount(item)

    assert numbers(item) == (3, 1, 3)


def test_many_people_rate_at_the_same_moment_and_every_star_counts():
    item_id = make.item().id
    readers = [make.actor() for _each in range(8)]

    def one(reader):
        with transaction():
            rate(reader, session.get_one(Item, item_id), 4)

    threads = [threading.Thread(target=one, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers(session.get_one(Item, item_id)) == (32, 8, 4)
    assert session.query(Rating).count() == 8


def test_the_best_of_the_month_are_what_many_rated_well_lately(later_on):
    old, single, loved, bad = (make.item(title) for title in ("ישן", "חמישה אחד", "אהוב", "גרוע"))
    readers = [make.actor() for _each in range(12)]
    with transaction():
        for reader in readers:
            rate(reader, there(old), 5)
    later_on(days=31)
    with transaction():
        rate(readers[0], there(single), 5)
        rate(readers[0], there(bad), 1)
        for number, reader in enumerate(readers):
            rate(reader, there(loved), 5 if number % 2 else 4)

    best = best_of_the_month(readers[0], 4)

    assert [item.title for item in best] == ["אהוב", "חמישה אחד"]


def test_the_best_of_the_month_show_nothing_hidden():
    reader, item = make.actor(), make.item("סודי")
    with transaction():
        rate(reader, there(item), 5)
    with transaction():
        there(item).visibility = DRAFT

    assert best_of_the_month(reader, 4) == []
