"""An address says all that is wanted, and nothing in it breaks the search."""

from __future__ import annotations

import pytest

from knowledge.core.errors import Invalid
from knowledge.discovery.wanted import Wanted, read


def test_an_address_is_read_and_written_back(app):
    wanted = read({"q": ["מים"], "type": ["tender", "project"], "sort": ["date"], "page": ["3"]})

    assert wanted == Wanted("מים", {"type": ("tender", "project")}, "date", 3)
    assert read({name: _list(value) for name, value in wanted.arguments.items()}) == wanted


def _list(value):
    return value if isinstance(value, list) else [str(value)]


def test_what_is_as_usual_is_not_in_the_address(app):
    assert read({"q": [""], "sort": ["relevance"], "page": ["1"], "tag": [""]}).arguments == {}


def test_other_parameters_are_not_looked_at(app):
    assert read({"utm_source": ["x"], "lang": ["en"]}) == Wanted()


def test_any_change_begins_at_the_first_page(app):
    wanted = Wanted("מים", {"tag": ("א", "ב")}, page=4)

    assert wanted.without("tag", "א") == Wanted("מים", {"tag": ("ב",)})
    assert wanted.without("tag", "א").without("tag", "ב") == Wanted("מים")
    assert wanted.sorted_by("date").page == 1
    assert wanted.on_page(5).page == 5


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1.5", "501", str(10**12), "٣", "1" * 5000])
def test_a_page_that_cannot_be_is_refused(app, page):
    with pytest.raises(Invalid) as refused:
        read({"page": [page]})

    assert list(refused.value.errors) == ["page"]


def test_an_unknown_order_is_refused(app):
    with pytest.raises(Invalid) as refused:
        read({"sort": ["price"]})

    assert list(refused.value.errors) == ["sort"]


def test_endless_filters_are_refused(app):
    with pytest.raises(Invalid):
        read({"tag": [str(number) for number in range(101)]})
