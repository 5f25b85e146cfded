import pytest
from sqlalchemy import select

from knowledge.core.paging import FARTHEST_PAGE, page_of
from knowledge.taxonomy.models import Authority
from tests import make
from tests.queries import counted


@pytest.fixture
def seven(app):
    for number in range(7):
        make.authority(f"רשות {number}")
    return select(Authority).where(Authority.name.startswith("רשות")).order_by(Authority.name)


def test_a_page_knows_its_place(seven):
    page = page_of(seven, 2, size=3)

    assert [row.name for row in page.rows] == ["רשות 3", "רשות 4", "רשות 5"]
    assert (page.number, page.pages, page.total) == (2, 3, 7)


def test_a_page_costs_two_queries(seven):
    with counted() as queries:
        page_of(seven, 1, size=3)

    assert len(queries) == 2


@pytest.mark.parametrize("number, size", [(1, 20), (3, 3)])
def test_a_page_that_is_not_full_is_the_last_and_costs_one_query(seven, number, size):
    with counted() as queries:
        page = page_of(seven, number, size=size)

    assert (len(queries), page.total) == (1, 7)


def test_a_page_beyond_the_last_knows_how_many_there_are(seven):
    page = page_of(seven, 4, size=3)

    assert (page.rows, page.total) == ([], 7)


@pytest.mark.parametrize("asked, given", [(0, 1), (-5, 1), (10**30, FARTHEST_PAGE)])
def test_pages_that_cannot_be_are_the_nearest_that_can(seven, asked, given):
    assert page_of(seven, asked, size=3).number == given


def test_nothing_is_one_empty_page(seven):
    page = page_of(seven.where(Authority.name == "אין"), 1)

    assert (page.rows, page.pages, page.total) == ([], 1, 0)
