"""What was hidden, narrowed or deleted is out of every answer at once, whatever the index does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from knowledge.core.db import session, transaction
from knowledge.core.findable import Exclusion, changed, excluded_keys, findable, index, set_findables
from knowledge.core.jobs import run_until_done
from knowledge.discovery.service import look_for
from knowledge.discovery.suggesting import suggest
from knowledge.discovery.wanted import Wanted
from knowledge.library.models import DRAFT, MANAGERS, Item
from tests import make


def answers(actor) -> tuple[int, int, int, int]:
    """How often the item shows: in the total, the hits, the facets and the suggestions."""
    result = look_for(actor, Wanted("אגוזית"))
    counted = sum(value.count for facet in result.facets if facet.name == "tag" for value in facet.values)
    suggested = len(suggest(actor, "אגוז"))
    session.remove()
    return result.total, len(result.hits), counted, suggested


def narrow(item: Item, **to: object) -> None:
    with transaction():
        kept = session.get_one(Item, item.id)
        for name, value in to.items():
            setattr(kept, name, value)
        kept.revision += 1
        changed("item", item.id, narrowed=True)


@pytest.mark.parametrize("to", [{"visibility": DRAFT}, {"visibility": MANAGERS}, {"deleted": True}])
def test_it_is_gone_at_once_while_no_job_has_run(bring, to):
    item, reader = bring("אגוזית", tags=("אגוזית",)), make.actor()
    before = answers(reader)

    narrow(item, **({"deleted": item.created} if "deleted" in to else to))

    assert before == (1, 1, 1, 2)
    assert answers(reader) == (0, 0, 0, 0)


def test_the_index_follows_and_the_exclusion_is_settled(bring):
    item, reader, manager = bring("אגוזית", tags=("אגוזית",)), make.actor(), make.actor(role="manager")
    narrow(item, visibility=MANAGERS)

    run_until_done()

    assert session.scalars(select(Exclusion)).all() == []
    assert answers(reader) == (0, 0, 0, 0)
    assert answers(manager) == (1, 1, 1, 2)


def test_what_is_narrowed_again_while_the_index_follows_stays_out(bring):
    item, manager = bring("אגוזית", tags=("אגוזית",)), make.actor(role="manager")
    narrow(item, visibility=MANAGERS)
    library = findable("item")

    def narrowed_after_reading(ids):
        read = list(library.documents(ids))
        session.remove()
        narrow(item, visibility=DRAFT)
        return read

    set_findables([replace(library, documents=narrowed_after_reading)])
    index([f"item:{item.id}"])
    set_findables([library])

    assert excluded_keys() == {f"item:{item.id}"}
    assert answers(manager) == (0, 0, 0, 0)
    run_until_done()
    assert excluded_keys() == set()
    assert answers(manager) == (0, 0, 0, 0)


def test_an_index_job_that_fails_leaves_it_out(bring, monkeypatch):
    item, reader = bring("אגוזית", tags=("אגוזית",)), make.actor()
    narrow(item, visibility=DRAFT)

    def broken(*_anything):
        raise OSError

    monkeypatch.setattr("knowledge.core.findable._settle_ranks", broken)
    run_until_done()

    assert answers(reader) == (0, 0, 0, 0)
