"""Measures what is guessed of uploads: python -m bench.understanding. Each sample item is held out in turn.

An item's files are understood as if it were new: nothing of the item itself is known, only all the others.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app import create_app
from config import from_environment
from knowledge.core import schema
from knowledge.core.db import reading, session
from knowledge.core.jobs import Lane, run_until_done
from knowledge.core.tools import set_tools, tools
from knowledge.library.models import Item
from knowledge.uploads.understanding import Guess, understand
from sample import content, loader

_LANES = (Lane.READ, Lane.OCR, Lane.INDEX, Lane.QUICK)  # pictures are not needed


@dataclass
class Accepted:
    """How many values were offered, how many of them the item really has, and how many it has in all."""

    offered: int = 0
    right: int = 0
    had: int = 0

    def count(self, offered: Sequence[Guess], had: Collection[str]) -> None:
        self.offered += len(offered)
        self.right += len({guess.value for guess in offered} & set(had))
        self.had += len(had)

    @property
    def precision(self) -> float:
        return self.right / max(self.offered, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.had, 1)


@dataclass
class Figures:
    """What came of understanding all sample items that have files."""

    items: int = 0
    first_type: int = 0
    type: Accepted = field(default_factory=Accepted)
    domains: Accepted = field(default_factory=Accepted)
    authority: Accepted = field(default_factory=Accepted)
    tags: Accepted = field(default_factory=Accepted)
    milliseconds: list[float] = field(default_factory=list)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(from_environment({"INSTANCE": str(Path(folder)), "SECRET_KEY": "bench"}))
        schema.upgrade(app.extensions["otzar-database"])
        schema.seed()
        with app.app_context():
            load()
            for line in _table(measured()):
                print(line)
        tools().close()
        set_tools(None)


def load() -> None:
    """The sample content, read and indexed, into the platform that is open."""
    loader.load_people()
    for item in content.items():
        loader.load_item(item)
    while sum(run_until_done([lane]) for lane in _LANES):
        pass


def measured() -> Figures:
    found = Figures()
    with reading():
        for item in session.scalars(select(Item).order_by(Item.id)).unique().all():
            if item.files:
                _count(found, item)
    return found


def _count(found: Figures, item: Item) -> None:
    started = time.perf_counter()
    guessed = understand(item.owner.actor, item)
    found.milliseconds.append(1000 * (time.perf_counter() - started))
    found.items += 1
    found.first_type += bool(guessed.type and guessed.type[0].value == item.type_code)
    found.type.count(guessed.type, [item.type_code])
    found.domains.count(guessed.domains, [domain.code for domain in item.domains])
    found.authority.count(guessed.authority, [str(item.authority_id)])
    found.tags.count(guessed.tags, [tag.name for tag in item.tags])


def _table(found: Figures) -> Iterator[str]:
    yield f"{found.items} items with files, each held out"
    yield f"{'type, the first guess right':40} {found.first_type / found.items:.0%}"
    for name in ("type", "domains", "authority", "tags"):
        part: Accepted = getattr(found, name)
        yield (
            f"{name:12} {part.offered:4} offered, {part.right:4} right: "
            f"precision {part.precision:.2f}, recall {part.recall:.2f}"
        )
    times = sorted(found.milliseconds)
    yield f"{'milliseconds, median / slowest':40} {statistics.median(times):.0f} / {times[-1]:.0f}"


if __name__ == "__main__":
    main()
