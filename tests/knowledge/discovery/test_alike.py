"""What is like a thing: about the same, clearly so, and only what one may see."""

from __future__ import annotations

import pytest

from knowledge.core.errors import Refused
from knowledge.core.permissions import NOBODY
from knowledge.core.tools import tools
from knowledge.discovery.alike import alike
from knowledge.library.models import MANAGERS
from search.engine import EngineAway
from tests import make
from tests.queries import counted

WASTE = "פינוי אשפה ביתית ומיחזור אריזות, משאיות דחס, תחנת מעבר והטמנה"


def test_what_is_about_the_same_is_told_with_its_address(bring):
    tender, procedure = bring("מכרז", plain=WASTE), bring("נוהל", plain=f"{WASTE}. זמני פינוי.")
    bring("הסעות", plain="הסעות תלמידים ומלווים")

    found = alike(make.actor(), f"item:{tender.id}")

    assert [(one.kind, one.title, one.url) for one in found] == [("item", "נוהל", f"/items/{procedure.id}")]


def test_what_one_may_not_see_is_not_alike(bring):
    tender, _hidden = bring("מכרז", plain=WASTE), bring("סוד", plain=WASTE, visibility=MANAGERS)

    assert alike(make.actor(), f"item:{tender.id}") == []
    assert [one.title for one in alike(make.actor(role="manager"), f"item:{tender.id}")] == ["סוד"]


def test_nothing_is_alike_to_what_one_may_not_see(bring):
    hidden, _tender = bring("סוד", plain=WASTE, visibility=MANAGERS), bring("מכרז", plain=WASTE)

    assert alike(make.actor(), f"item:{hidden.id}") == []
    with pytest.raises(Refused):
        alike(NOBODY, f"item:{hidden.id}")


def test_no_more_than_asked_for_and_in_few_queries(bring):
    items = [bring(f"מכרז {number}", plain=WASTE) for number in range(8)]
    actor = make.actor()

    with counted() as queries:
        found = alike(actor, f"item:{items[0].id}", 3)

    assert len(found) == 3
    assert len(queries) <= 5


def test_a_page_lives_without_search(bring, monkeypatch):
    tender = bring("מכרז", plain=WASTE)

    def away(*_args, **_named):
        raise EngineAway("gone")

    monkeypatch.setattr(tools().search, "similar", away)

    assert alike(make.actor(), f"item:{tender.id}") == []
