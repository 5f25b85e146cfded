"""Comparing database, storage and index, and mending what differs, mostly by jobs, while people work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, select, text

from knowledge.adoptions import service as adoptions
from knowledge.comments import service as comments
from knowledge.core import clock, findable, jobs
from knowledge.core.db import reading, session, transaction
from knowledge.core.findable import Exclusion, changed, expected_stamps
from knowledge.core.jobs import Job, later
from knowledge.core.tools import tools
from knowledge.library.jobs import read_file
from knowledge.library.models import WAITING, Blob, File, Item, Picture
from knowledge.library.pictures import draw_later, redraw, without_words
from knowledge.ratings import service as ratings
from knowledge.uploads.models import Piece, Upload
from search.engine import EngineAway

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that differs. ``mend`` repairs it or asks for jobs; without it people decide."""

    sentence: str
    names: Sequence[str]
    mend: Callable[[], None] | None = None


def check(*, every_byte: bool = False) -> Iterator[Finding]:
    """Look everywhere. ``every_byte``: also whether each file still is what its name says."""
    for look in (_database, _index, _exclusions, _files_without_job, _failed_jobs, _counts):
        yield from look()
    yield from _storage(every_byte=every_byte)


def mend(finding: Finding) -> bool:
    """Repair what can be. False when it is for people to decide."""
    if finding.mend is None:
        return False
    finding.mend()
    return True


def _database() -> Iterator[Finding]:
    with reading():
        if session.get_bind().dialect.name == "sqlite":
            wrong = [line for line in session.scalars(text("PRAGMA integrity_check(20)")) if line != "ok"]
            if wrong:
                yield Finding("The database is damaged: restore a backup.", wrong)


def _index() -> Iterator[Finding]:
    try:
        held = tools().search.stamps()
    except EngineAway:
        yield Finding("The index cannot be used.", ["index"], _rebuild)
        return
    with reading():
        expected = expected_stamps()
        asked = _subjects_of(findable.index)
        late = {f"item:{id}" for id in session.scalars(_items_behind())}
    groups = {
        "Missing in the index": expected.keys() - held.keys(),
        "Too much in the index": held.keys() - expected.keys(),
        "Out of date in the index": {
            key for key in expected.keys() & held.keys() if expected[key] != held[key]
        }
        | (late & expected.keys() & held.keys()),
    }
    for sentence, keys in groups.items():
        names = sorted(keys - asked)
        if names:
            yield Finding(f"{sentence}.", names, _asking(names))


def _items_behind() -> Select[int]:
    return select(Item.id).where(Item.indexed < Item.revision, Item.deleted.is_(None))


def _exclusions() -> Iterator[Finding]:
    with reading():
        keys = sorted(set(session.scalars(select(Exclusion.key))) - _subjects_of(findable.index))
    if keys:
        yield Finding("Hidden from search although no job will settle it.", keys, _asking(keys))


def _files_without_job() -> Iterator[Finding]:
    with reading():
        waiting = {str(id) for id in session.scalars(select(File.id).where(File.state == WAITING))}
        names = sorted(waiting - _subjects_of(read_file), key=int)
    if names:
        yield Finding("Files that wait although no job will read them.", names, lambda: _read(names))


def _failed_jobs() -> Iterator[Finding]:
    with reading():
        failed = session.scalars(select(Job).where(Job.failed.is_not(None)).order_by(Job.id)).all()
    if failed:
        yield Finding(
            "Jobs that failed.", [f"{job.name} {job.subject}".strip() for job in failed], _retry_failed
        )


def _counts() -> Iterator[Finding]:
    with reading():
        wrong = (each.miscounted() for each in (ratings, comments, adoptions))
        ids = sorted({id for items in wrong for id in session.scalars(items)})
    if ids:
        yield Finding(
            "Items whose counts of stars, comments or authorities are wrong.",
            [f"item:{id}" for id in ids],
            lambda: _recount(ids),
        )


def _storage(*, every_byte: bool) -> Iterator[Finding]:
    storage = tools().storage
    with reading():
        sizes = {blob.name: blob.size for blob in session.execute(select(Blob.name, Blob.size))}
        named = set(session.scalars(select(File.blob)))
        drawn = set(session.scalars(select(Picture.image))) - named
        coming = [(upload, blob) for upload, blob in session.execute(select(Piece.upload_id, Piece.blob))]
        wordless = session.scalars(without_words()).all()
    kept = set(storage.names())
    if pictures := sorted(drawn - kept):
        yield Finding("Pictures that are not in storage.", pictures, lambda: _draw_again(pictures))
    if wordless:
        yield Finding(
            "Pages whose words have no place on their pictures.", wordless, lambda: _note_words(wordless)
        )
    if broken := sorted({upload for upload, blob in coming if blob not in kept}):
        yield Finding("Uploads that lost a piece: they begin anew.", broken, lambda: _forget(broken))
    if files := sorted(named - kept):
        yield Finding("Files that are not in storage: restore a backup.", files)
    if strays := sorted(kept - sizes.keys()):
        yield Finding("In storage without the database knowing.", strays, lambda: _take_in(strays))
    wrong = [
        name
        for name in sorted(kept & sizes.keys())
        if not _is_whole(name, sizes[name], every_byte=every_byte)
    ]
    if wrong:
        yield Finding("Files that are not what they were: restore a backup.", wrong)


def _is_whole(name: str, size: int, *, every_byte: bool) -> bool:
    try:
        if tools().storage.size(name) != size:
            return False
        if not every_byte:
            return True
        found = hashlib.sha256()
        with tools().storage.open(name) as content:
            while chunk := content.read(_CHUNK):
                found.update(chunk)
        return found.hexdigest() == name
    except FileNotFoundError:
        return True  # cleared away since we looked


def _subjects_of(run: Callable[[Sequence[str]], None]) -> set[str]:
    """What jobs of this kind will still do."""
    coming = select(Job.subject).where(Job.name == jobs.name_of(run), Job.failed.is_(None))
    return set(session.scalars(coming))


def _rebuild() -> None:
    findable.rebuild()


def _asking(keys: Sequence[str]) -> Callable[[], None]:
    def ask() -> None:
        with transaction():
            for key in keys:
                kind, _colon, id = key.partition(":")
                changed(kind, int(id))

    return ask


def _read(file_ids: Sequence[str]) -> None:
    with transaction():
        for file_id in file_ids:
            later(read_file, file_id)


def _retry_failed() -> None:
    with transaction():
        jobs.retry_all()


def _recount(ids: Sequence[int]) -> None:
    for id in ids:
        with transaction():
            item = session.get(Item, id, with_for_update=True)
            if item:
                ratings.recount(item)
                comments.recount(item)
                adoptions.recount(item)
                findable.rank_changed("item", id)


def _draw_again(images: Sequence[str]) -> None:
    with transaction():
        for blob in session.scalars(select(Picture.blob).where(Picture.image.in_(images)).distinct()).all():
            redraw(blob)


def _note_words(blobs: Sequence[str]) -> None:
    with transaction():
        for blob in blobs:
            draw_later(blob)


def _forget(uploads: Sequence[str]) -> None:
    with transaction():
        session.execute(delete(Upload).where(Upload.id.in_(uploads)))


def _take_in(names: Sequence[str]) -> None:
    """Give stray bytes a row: what nothing names is cleared away in a day."""
    with transaction():
        for name in names:
            if session.get(Blob, name) is None:
                session.add(Blob(name=name, size=tools().storage.size(name), touched=clock.now()))
