"""The folder of an index: which of its generations is the current one, who may write, and what lies about."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.util.filelock import FileLock, try_for

from search.engine import EngineAway, IndexUnusable
from search.engines.whoosh.rows import SCHEMA
from search.engines.whoosh.segment import ARRAYS_EXT

FORMAT = "otzar-search-4"  # also of what documents hold: since 4 they have months
PATIENCE = 4.0  # seconds to wait for another writer
_NAME = "MAIN"


class Folder:
    """Generations are folders inside this one; the file ``current`` names the one in use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ranks = path / "ranks.sqlite"
        self._pointer = path / "current"

    @contextmanager
    def locked(self, patience: float | None = None) -> Iterator[None]:
        """Hold the writers' lock; the system releases it when a process dies."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.path / "lock"))
        if not try_for(lock.acquire, timeout=PATIENCE if patience is None else patience, delay=0.02):
            raise EngineAway("The index is being written to by somebody else.")
        try:
            yield
        finally:
            lock.release()

    def current(self) -> Path | None:
        """The generation in use; None where no index was made yet."""
        try:
            form, _, name = self._pointer.read_text("utf-8").strip().partition(" ")
        except FileNotFoundError:
            if any(self.path.glob(f"index-*/*{ARRAYS_EXT}")):
                raise IndexUnusable(self.path, "does not say which of its parts is current") from None
            return None
        except UnicodeDecodeError:
            form, name = "", ""
        if form != FORMAT or "/" in name:
            raise IndexUnusable(self.path, "is of another version")
        return self.path / name

    def start(self) -> Path:
        """Make an empty generation that is not in use yet."""
        generation = self.path / f"index-{uuid.uuid4().hex[:12]}"
        generation.mkdir(parents=True)
        index.create_in(str(generation), SCHEMA, _NAME)
        return generation

    def use(self, generation: Path) -> None:
        """Make a generation the current one, in one step, and remove all others. The lock is held."""
        part = self._pointer.with_suffix(".part")
        part.write_text(f"{FORMAT} {generation.name}\n", "utf-8")
        part.replace(self._pointer)
        self.sweep(generation)

    def drop_ranks(self) -> None:
        """Forget a damaged file of ranks; its readers see the new one with the next generation."""
        for path in self.path.glob(self.ranks.name + "*"):
            path.unlink(missing_ok=True)

    def sweep(self, current: Path | None) -> None:
        """Remove what a rebuild left behind, whether it was replaced or never finished. The lock is held."""
        for generation in self.path.glob("index-*"):
            if generation != current:
                shutil.rmtree(generation, ignore_errors=True)


def latest(generation: Path) -> int:
    """The number of the last commit of a generation; -1 when it has none."""
    numbers = (path.stem.rpartition("_")[2] for path in generation.glob(f"_{_NAME}_*.toc"))
    return max((int(number) for number in numbers if number.isdecimal()), default=-1)


def is_latest(generation: Path, commit: int) -> bool:
    """Whether a commit is still the last; each writes its list of contents and then removes the old one."""
    return not _contents(generation, commit + 1).exists() and _contents(generation, commit).exists()


def open_index(generation: Path) -> index.FileIndex:
    return index.open_dir(str(generation), _NAME, schema=SCHEMA)


def read_contents(generation: Path, commit: int) -> list[Any]:
    """The segments of a generation as of a commit."""
    storage = _Storage(str(generation))
    try:
        contents: Any = index.TOC.read(storage, _NAME, gen=commit, schema=SCHEMA)  # type: ignore[no-untyped-call]
        return list(contents.segments)
    finally:
        for file in storage.opened:
            file.close()


class _Storage(FileStorage):
    """Remembers what it opened: Whoosh leaves files open when they turn out to be damaged."""

    def __init__(self, path: str) -> None:
        super().__init__(path)  # type: ignore[no-untyped-call]
        self.opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> StructFile:
        file = super().open_file(name, **options)  # type: ignore[no-untyped-call]
        self.opened.append(file.raw_file())
        return file  # type: ignore[no-any-return]


def _contents(generation: Path, commit: int) -> Path:
    return generation / f"_{_NAME}_{commit}.toc"
