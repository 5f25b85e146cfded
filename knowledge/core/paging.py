"""One page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from knowledge.core.db import session

Row = TypeVar("Row")
PER_PAGE = 20
FARTHEST_PAGE = 500  # nobody reads further, and engines refuse 10,000 hits and more


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows, where they stand among all, and how many there are."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def page_of(query: Select[Any], number: int, *, size: int = PER_PAGE) -> Page[Any]:
    """The wanted page of a query for one kind of row: two queries, or one for the last page."""
    number = min(max(number, 1), FARTHEST_PAGE)
    before = (number - 1) * size
    rows = session.scalars(query.limit(size).offset(before)).unique().all()
    if len(rows) < size and (rows or not before):
        return Page(rows, number, before + len(rows), size)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    return Page(rows, number, total, size)
