"""Files of a form on their way to storage: streamed and hashed, never whole in memory or lying about."""

from __future__ import annotations

from typing import IO, Any

from flask import Request as FlaskRequest
from flask import current_app
from werkzeug.datastructures import FileStorage as SentFile

from ingest.storage import Incoming
from knowledge.core.errors import TooLarge
from knowledge.core.i18n import _
from knowledge.core.tools import tools
from knowledge.core.web import MOST_FILES


class Arriving:
    """What the form parser writes a file into: counts the bytes and refuses more than one file may have."""

    def __init__(self, incoming: Incoming, limit: int) -> None:
        self.incoming, self.limit, self.size = incoming, limit, 0

    def write(self, chunk: bytes) -> int:
        self.size += len(chunk)
        if self.size > self.limit:
            raise TooLarge(
                _("One of the files is larger than %(limit)s MB.", limit=f"{self.limit / 2**20:g}")
            )
        self.incoming.write(chunk)
        return len(chunk)

    def seek(self, *_place: int) -> int:
        return 0  # the parser rewinds what it has written; we read it from storage instead

    def close(self) -> None:
        """Called at the end of the request: bytes nobody kept are dropped."""
        self.incoming.discard()


class Request(FlaskRequest):
    """A request whose files go straight to storage."""

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        others: list[Arriving] = self.__dict__.setdefault("arriving", [])
        if len(others) > 2 * MOST_FILES:  # each is an open file, and a process has not many
            raise TooLarge(_("At most %(limit)s files at once, please.", limit=MOST_FILES))
        arriving = Arriving(tools().storage.receive(), current_app.config["OTZAR"].max_upload)
        others.append(arriving)
        return arriving  # type: ignore[return-value]

    def close(self) -> None:
        for arriving in self.__dict__.get("arriving", ()):
            arriving.close()
        super().close()


def incoming_of(file: SentFile) -> Incoming:
    """The storage's side of a file that was sent."""
    stream: Any = file.stream
    incoming: Incoming = stream.incoming
    return incoming
