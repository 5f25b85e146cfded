"""What the files of a new item say: their names and titles, how they begin, and their words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select

from knowledge.core.db import session
from knowledge.library.models import READY, File, FileText
from knowledge.library.titles import title_of
from search.hebrew.analyze import alternatives, forms
from search.telling import LONGEST_TEXT

_OPENING = 800  # characters, about the first half of a page
_HEADINGS = 3  # lines that may be what a document is called
_LONGEST_HEADING = 120
_MOST_PIECES = 100  # pages, of all files together
_TABLE = re.compile("excel|sheet|csv")
_LETTERS = re.compile(r"[^\W\d_]{2}")


class Words:
    """The words of a text, to be asked for others in whatever form they stand there."""

    def __init__(self, text: str) -> None:
        self.forms = forms(text)
        self.number = len(self.forms)
        self._joined: defaultdict[str, int] = defaultdict(int)
        self._loose: defaultdict[str, int] = defaultdict(int)
        for form, count in Counter(self.forms).items():
            own = alternatives(form)
            for part in own.joined:
                self._joined[part] += count
            for part in own.related:
                self._loose[part] += count

    def strictly(self, term: Sequence[str]) -> int:
        """How often the rarest of the term's words stands here, perhaps after particles."""
        return min((self._joined.get(form, 0) for form in term), default=0)

    def loosely(self, term: Sequence[str]) -> int:
        """The same, in any form that shares a lemma or a stem."""
        return min((max(self._loose.get(part, 0) for part in _related(form)) for form in term), default=0)


@dataclass(frozen=True)
class Evidence:
    """All that is known of a new item's files before anybody says anything about it."""

    names: tuple[str, ...]
    titles: tuple[str, ...]
    headings: tuple[str, ...]
    text: str
    table: bool = False  # whether the first file is a sheet of rows

    @cached_property
    def called(self) -> Words:
        """What the files are called, by themselves and by their owner."""
        return Words("\n".join((*self.names, *self.titles, *self.headings[:1])))

    @cached_property
    def opening(self) -> Words:
        return Words(self.text[:_OPENING])

    @cached_property
    def words(self) -> Words:
        return Words(self.text)


def evidence_of(files: Iterable[File]) -> Evidence:
    """The files that could be read tell most; of the others there is at least the name."""
    files = list(files)
    texts = _texts([file.id for file in files if file.state == READY])
    return Evidence(
        names=tuple(title_of(file.name) for file in files),
        titles=tuple(filter(None, (file.title for file in files))),
        headings=tuple(heading for file in files for heading in _headings(texts.get(file.id, ""))),
        text="\n".join(text[: LONGEST_TEXT // len(texts)] for text in texts.values()),
        table=bool(files) and bool(_TABLE.search(files[0].media_type)),
    )


def _texts(file_ids: Sequence[int]) -> Mapping[int, str]:
    found: dict[int, list[str]] = {file_id: [] for file_id in file_ids}
    pieces = (
        select(FileText.file_id, func.substr(FileText.text, 1, LONGEST_TEXT))
        .where(FileText.file_id.in_(file_ids))
        .order_by(FileText.position, FileText.file_id)
        .limit(_MOST_PIECES)
    )
    for file_id, text in session.execute(pieces):
        found[file_id].append(text)
    return {file_id: "\n".join(texts) for file_id, texts in found.items()}


def _headings(text: str) -> list[str]:
    """The first lines that could be what the document is called."""
    lines = (line.strip(" #*_-–:|\t") for line in text[:2_000].split("\n"))
    good = [line for line in lines if 4 < len(line) <= _LONGEST_HEADING and len(_LETTERS.findall(line)) > 1]
    return good[:_HEADINGS]


def _related(form: str) -> Sequence[str]:
    return alternatives(form).related or (form,)
