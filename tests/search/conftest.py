"""An engine of each kind that this machine has, empty and open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine import SearchEngine, open_engine
from tests.search.engines import ELASTICSEARCH


@pytest.fixture(params=[":memory:", "folder", *filter(None, [ELASTICSEARCH])])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    engine = open_engine(str(tmp_path / "index") if request.param == "folder" else request.param)
    engine.rebuild([])
    yield engine
    engine.close()
