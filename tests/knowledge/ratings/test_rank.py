"""A rating moves the item in the next search: no text is read, and no writer of the index is waited for."""

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.findable import changed
from knowledge.core.jobs import run_until_done
from knowledge.core.tools import tools
from knowledge.library.models import Item
from knowledge.ratings.service import rate, take_back
from search.query import Query
from tests import make
from tests.queries import counted
from tests.serving import Client, served, wait_for


def order(words="אשפה"):
    page = tools().search.search(Query(words, readers=frozenset(("network",))))
    return [hit.id for hit in page.hits]


@pytest.fixture
def twins(app):
    """Two items with the same words; the newer one stands first."""
    first, second = make.item("מכרז לפינוי אשפה"), make.item("מכרז לפינוי אשפה")
    with transaction():
        changed("item", first.id)
        changed("item", second.id)
    run_until_done()
    assert set(order()) == {first.id, second.id}
    return sorted((first.id, second.id), key=order().index)


def give(actor, item_id, stars):
    with transaction():
        rate(actor, session.get_one(Item, item_id), stars)


def test_a_good_rating_lifts_an_item_and_a_bad_one_sinks_it(twins):
    upper, lower = twins
    readers = [make.actor() for _each in range(3)]

    for reader in readers:
        give(reader, lower, 5)
    run_until_done()
    lifted = order()
    for reader in readers:
        give(reader, lower, 1)
    run_until_done()

    assert lifted == [lower, upper]
    assert order() == [upper, lower]


def test_a_rating_that_is_taken_back_no_longer_counts(twins):
    upper, lower = twins
    reader = make.actor()
    give(reader, lower, 5)
    run_until_done()

    with transaction():
        take_back(reader, session.get_one(Item, lower))
    run_until_done()

    assert order() == [upper, lower]


def test_ranking_reads_no_text_and_waits_for_no_writer(twins):
    _upper, lower = twins
    give(make.actor(), lower, 5)

    # Somebody writes to the index all the while.
    with tools().search._folder.locked(), counted() as queries:
        run_until_done()

    assert order()[0] == lower
    assert not [query for query in queries if "file_text" in query or "item.text" in query]


@pytest.mark.slow
def test_a_rating_shows_in_the_next_search_of_another_process(tmp_path):
    with served(tmp_path) as place:
        people = [("dana@test.example", "דנה", "member"), ("yossi@test.example", "יוסי", "member")]
        owner, reader = (Client(place, token) for token in place.add_people(people, make.PASSWORD))
        items = [owner.upload("/items", fields("מכרז לפינוי אשפה"), [])[1]["id"] for _each in range(2)]
        for item in items:
            owner.when_read(item)
        last = found(reader)[-1]

        status, answer = reader.ask("PUT", f"/items/{last}/rating", {"stars": 5})

        assert (status, answer["ratings"]) == (200, 1)
        wait_for(lambda: found(reader)[0] == last, "the rated item does not lead", seconds=5)


def fields(title):
    return [("type", "tender"), ("title", title)]


def found(client):
    return [hit["id"] for hit in client.ask("GET", "/search?q=%D7%90%D7%A9%D7%A4%D7%94")[1]["hits"]]
