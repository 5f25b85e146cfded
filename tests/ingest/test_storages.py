"""What every file storage promises, held against each of them."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from pathlib import Path

import pytest

from ingest.storage import BadName, FileStorage, open_storage

CONTENT = "מסמך".encode()
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> FileStorage:
    return open_storage(str(tmp_path / "files"))


def test_what_was_saved_can_be_read_under_the_hash_of_its_bytes(storage):
    name = storage.save(io.BytesIO(CONTENT))

    with storage.open(name) as content:
        assert content.read() == CONTENT
    assert (name, storage.size(name)) == (NAME, len(CONTENT))


def test_an_empty_file_is_a_file_too(storage):
    name = storage.save(io.BytesIO(b""))

    assert storage.size(name) == 0


def test_the_same_bytes_are_kept_once(storage):
    storage.save(io.BytesIO(CONTENT))
    storage.save(io.BytesIO(CONTENT))

    assert list(storage.names()) == [NAME]


def test_a_file_is_not_there_before_it_is_kept(storage):
    incoming = storage.receive()
    incoming.write(CONTENT[:3])
    incoming.write(CONTENT[3:])

    name = incoming.finish()

    assert (name, incoming.size, list(storage.names())) == (NAME, len(CONTENT), [])
    incoming.keep()
    assert list(storage.names()) == [NAME]


def test_what_was_discarded_leaves_nothing(storage):
    incoming = storage.receive()
    incoming.write(CONTENT)

    incoming.discard()
    incoming.discard()

    assert list(storage.names()) == []


def test_discarding_after_keeping_is_harmless(storage):
    incoming = storage.receive()
    incoming.write(CONTENT)
    incoming.finish()
    incoming.keep()

    incoming.discard()

    assert storage.size(NAME) == len(CONTENT)


def test_what_is_not_there_cannot_be_opened_or_measured(storage):
    with pytest.raises(FileNotFoundError):
        storage.open(NAME)
    with pytest.raises(FileNotFoundError):
        storage.size(NAME)
    with pytest.raises(FileNotFoundError), storage.path(NAME):
        pass


def test_deleting_twice_is_fine(storage):
    storage.save(io.BytesIO(CONTENT))

    storage.delete(NAME)
    storage.delete(NAME)

    assert list(storage.names()) == []


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", NAME.upper(), NAME + "0", NAME[:-1] + "\n", "." * 64]
)
def test_no_other_string_is_a_name(storage, name):
    for use in (storage.open, storage.size, storage.delete):
        with pytest.raises(BadName):
            use(name)


def test_a_program_gets_a_local_file(storage):
    storage.save(io.BytesIO(CONTENT))

    with storage.path(NAME) as path:
        assert path.read_bytes() == CONTENT


def test_many_threads_may_save_the_same_bytes_at_once(storage):
    threads = [threading.Thread(target=storage.save, args=(io.BytesIO(CONTENT * 1000),)) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with storage.open(next(iter(storage.names()))) as content:
        assert content.read() == CONTENT * 1000


def test_a_storage_this_version_does_not_know_is_refused():
    with pytest.raises(ValueError, match="s3://"):
        open_storage("s3://bucket/files")


def test_only_old_leftovers_are_swept_away(tmp_path):
    interrupted = open_storage(str(tmp_path)).receive()
    (old,) = (tmp_path / "incoming").iterdir()
    os.utime(old, (time.time() - 90_000,) * 2)
    fresh = open_storage(str(tmp_path)).receive()

    open_storage(str(tmp_path))

    assert not old.exists()
    assert len(list((tmp_path / "incoming").iterdir())) == 1
    interrupted.discard()
    fresh.discard()
