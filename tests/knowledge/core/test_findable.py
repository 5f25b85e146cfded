"""The index follows the database, whoever else is at work at that moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from knowledge.core.db import session, transaction
from knowledge.core.findable import (
    Exclusion,
    changed,
    excluded_keys,
    expected_stamps,
    index,
    rank_changed,
    rank_everything,
    rebuild,
)
from knowledge.core.jobs import Job, Lane, run_due, run_until_done
from knowledge.core.tools import tools
from knowledge.library.models import Item
from search.engine import EngineAway
from search.query import Query
from tests import make

READERS = frozenset({"network"})


@pytest.fixture
def item(app: Flask) -> Item:
    item = make.item("מכרז לפינוי אשפה")
    with transaction():
        changed("item", item.id)
        changed("person", item.owner_id)
    run_until_done()
    return item


def found(text: str = "אשפה") -> list[tuple[str, float]]:
    hits = tools().search.search(Query(text, READERS)).hits
    return [(hit.key, hit.score) for hit in hits]


def alter(item: Item, **to: object) -> None:
    session.remove()
    with transaction():
        kept = session.get_one(Item, item.id)
        for name, value in to.items():
            setattr(kept, name, value)


def before(monkeypatch: pytest.MonkeyPatch, method: str, act: Callable[[], None]) -> None:
    """Let something happen just before the engine's method is called for the first time."""
    real = getattr(tools().search, method)

    def called(*arguments: Any) -> Any:
        monkeypatch.setattr(tools().search, method, real)
        act()
        return real(*arguments)

    monkeypatch.setattr(tools().search, method, called)


def test_what_changed_is_found_anew(item):
    alter(item, title="נוהל תאורה")
    with transaction():
        changed("item", item.id)

    run_until_done()

    assert found() == []
    assert [key for key, _score in found("תאורה")] == [f"item:{item.id}"]


def test_what_is_gone_is_forgotten(item):
    alter(item, deleted=item.created)
    with transaction():
        changed("item", item.id, narrowed=True)

    run_until_done()

    assert f"item:{item.id}" not in tools().search.stamps()
    assert excluded_keys() == set()


def test_the_index_says_what_it_holds(item):
    session.remove()

    assert session.get_one(Item, item.id).indexed == item.revision
    assert tools().search.stamps() == expected_stamps()


def test_an_index_that_is_being_written_to_postpones_the_job(item, monkeypatch, later_on):
    alter(item, title="נוהל תאורה")
    with transaction():
        changed("item", item.id)

    def away() -> None:
        raise EngineAway

    before(monkeypatch, "add", away)
    run_until_done()
    at_first = found("תאורה")
    later_on(seconds=3)
    run_until_done()

    assert (at_first, len(found("תאורה"))) == ([], 1)


def test_a_rating_moves_the_score_and_nothing_else(item, monkeypatch):
    first = found()[0][1]
    monkeypatch.setattr(tools().search, "add", None)
    alter(item, stars_total=25, ratings=5)
    with transaction():
        rank_changed("item", item.id)

    run_due(Lane.RANK, "worker")

    assert found()[0][1] > first * 1.05


def test_a_rating_given_while_the_index_follows_is_not_lost(item, monkeypatch):
    def rated_and_ranked() -> None:
        alter(item, stars_total=25, ratings=5)
        with transaction():
            rank_changed("item", item.id)
        run_due(Lane.RANK, "another")

    before(monkeypatch, "add", rated_and_ranked)
    index([f"item:{item.id}"])
    after = found()
    rank_everything([""])

    assert found() == after


def test_a_rating_given_while_all_ranks_are_refreshed_is_not_lost(item, monkeypatch):
    first = found()[0][1]
    before(monkeypatch, "boost", lambda: alter(item, stars_total=25, ratings=5))

    rank_everything([""])

    assert found()[0][1] > first * 1.05


def test_age_takes_its_toll(item, later_on):
    first = found()[0][1]
    later_on(days=3650)

    rank_everything([""])

    assert found()[0][1] < first


def test_rebuilding_keeps_what_is_hidden_meanwhile_hidden(item, monkeypatch):
    with transaction():
        changed("item", item.id, narrowed=True)

    def narrowed_again() -> None:
        session.remove()
        with transaction():
            changed("item", item.id, narrowed=True)

    real = tools().search.rebuild
    monkeypatch.setattr(tools().search, "rebuild", lambda documents: (real(documents), narrowed_again()))
    rebuild()

    assert len(session.scalars(select(Exclusion)).all()) == 1
    assert excluded_keys() == {f"item:{item.id}"}


def test_what_a_job_wrote_just_before_a_rebuild_is_not_older_afterwards(item, monkeypatch):
    def narrowed_and_indexed() -> None:
        with transaction():
            session.get_one(Item, item.id).visibility = "draft"
            changed("item", item.id, narrowed=True)
        run_until_done()

    def in_another_process() -> None:
        thread = threading.Thread(target=narrowed_and_indexed)
        thread.start()
        thread.join()

    before(monkeypatch, "rebuild", in_another_process)
    rebuild()

    assert (excluded_keys(), found()) == (set(), [])


def test_rebuilding_counts_and_notes_what_the_index_holds(item):
    alter(item, indexed=0)
    seen: list[None] = []

    count = rebuild(seen=lambda: seen.append(None))

    assert count == len(seen) == len(expected_stamps())
    session.remove()
    assert session.get_one(Item, item.id).indexed == item.revision


def test_a_change_and_its_hiding_are_one_transaction(item):
    with pytest.raises(RuntimeError), transaction():
        changed("item", item.id, narrowed=True)
        raise RuntimeError

    assert excluded_keys() == set()
    assert session.scalars(select(Job).where(Job.subject == f"item:{item.id}")).all() == []
