"""The doors to the outside world, opened on first use and once a process."""

from __future__ import annotations

from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

from ingest.extract import TextExtractor, open_extractor
from ingest.sandbox import available
from ingest.storage import FileStorage, open_storage
from knowledge.core.mail import Mailer, open_mailer
from search.engine import SearchEngine, open_engine

if TYPE_CHECKING:
    from config import Config


class Tools:
    """Search, storage, text extraction and mail, as the settings name them."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._lock = RLock()

    @cached_property
    def _search(self) -> SearchEngine:
        return open_engine(self.config.search)

    @cached_property
    def _storage(self) -> FileStorage:
        return open_storage(self.config.storage)

    @cached_property
    def _extractor(self) -> TextExtractor:
        # Without a sandbox only where none is to be had: the setting is a leave, not a wish.
        lacking = bool(self.config.sandbox) and not available().name
        return open_extractor(self.config.tika, sandbox=self.config.sandbox if lacking else "")

    @cached_property
    def _mailer(self) -> Mailer:
        return open_mailer(self.config.mail)

    @property
    def search(self) -> SearchEngine:
        with self._lock:  # two threads may ask first at the same moment
            return self._search

    @property
    def storage(self) -> FileStorage:
        with self._lock:
            return self._storage

    @property
    def extractor(self) -> TextExtractor:
        with self._lock:
            return self._extractor

    @property
    def mailer(self) -> Mailer:
        with self._lock:
            return self._mailer

    def close(self) -> None:
        """Close what was opened."""
        for name in ("_search", "_extractor"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()


_tools: Tools | None = None


def tools() -> Tools:
    """The open tools of this process."""
    if _tools is None:
        raise RuntimeError("create_app() has not been called")
    return _tools


def set_tools(opened: Tools | None) -> None:
    global _tools
    _tools = opened
