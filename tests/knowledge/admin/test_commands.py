"""What administrators do in a terminal: the index anew, checking and mending, backup and restoring."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.findable import Exclusion, changed
from knowledge.core.jobs import Job, run_until_done
from knowledge.core.tools import tools
from knowledge.discovery.service import look_for
from knowledge.discovery.wanted import Wanted
from knowledge.library.models import Blob, File, Item, Picture
from knowledge.ratings.models import Rating
from knowledge.uploads.models import Piece, Upload
from tests import make
from tests.conftest import settings


@pytest.fixture
def run(app: Flask) -> Any:
    """Runs a command: ``run("check", "--mend")``."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def item(app: Flask) -> Item:
    """An item with a file, in the index."""
    item = make.item("מכרז לפינוי אשפה")
    name = tools().storage.save(io.BytesIO("פינוי אשפה".encode()))
    with transaction():
        session.add(Blob(name=name, size=19, touched=clock.now()))
        session.flush()
        session.add(
            File(item_id=item.id, blob=name, name="א.txt", size=19, state="ready", created=clock.now())
        )
        changed("item", item.id)
        changed("person", item.owner_id)
    run_until_done()
    return item


def file_of(item: Item) -> str:
    found = session.scalars(select(File.blob).where(File.item_id == item.id)).one()
    session.remove()
    return found


def total(text: str = "אשפה") -> int:
    found = look_for(make.actor(), Wanted(text)).total
    session.remove()
    return found


def test_reindexing_finds_what_the_index_had_lost(item, run):
    tools().search.rebuild([])

    said = run("reindex")

    assert (said.exit_code, said.stdout) == (0, "2 documents in the index.\n")
    assert total() == 1


def test_reindexing_mends_a_damaged_index(item, run):
    tools().search.close()
    for file in Path(tools().config.search).rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")

    said = run("reindex")

    assert said.exit_code == 0, said.output
    assert total() == 1


def test_setting_up_makes_an_index_of_another_version_anew(item, run):
    tools().search.close()
    (Path(tools().config.search) / "current").write_text("an-older-form index-1\n", encoding="utf-8")

    said = run("setup")

    assert "it is made anew" in said.output
    assert total() == 1


def test_reindexing_settles_exclusions(item, run):
    with transaction():
        session.add(Exclusion(key=f"item:{item.id}"))
    before = total()

    run("reindex")

    assert (before, total()) == (0, 1)


def test_all_is_well_in_a_tended_installation(item, run):
    said = run("check", "--bytes")

    assert (said.exit_code, said.stdout) == (0, "All is well.\n")


def spoil_index(item: Item) -> None:
    tools().search.remove([f"item:{item.id}"])


def spoil_stamp(item: Item) -> None:
    with transaction():
        session.get_one(Item, item.id).revision += 1


def add_too_much(item: Item) -> None:
    with transaction():
        session.get_one(Item, item.id).deleted = clock.now()


def exclude(item: Item) -> None:
    with transaction():
        session.add(Exclusion(key=f"item:{item.id}"))


def forget_reading(item: Item) -> None:
    with transaction():
        session.scalars(select(File)).one().state = "waiting"


def miscount(item: Item) -> None:
    with transaction():
        session.get_one(Item, item.id).stars_total = 5


def fail(item: Item) -> None:
    with transaction():
        changed("item", item.id)
        session.scalars(select(Job).where(Job.subject == f"item:{item.id}")).one().failed = clock.now()


def add_a_stray(item: Item) -> None:
    tools().storage.save(io.BytesIO(b"stray"))


def lose_a_picture(item: Item) -> None:
    with transaction():
        image = Blob(name="a" * 64, size=3, touched=clock.now())
        session.add(image)
        session.flush()
        session.add(Picture(blob=file_of_now(), page=1, size="small", image=image.name, width=1, height=1))


def lose_a_piece(item: Item) -> None:
    with transaction():
        now = clock.now()
        lost = Blob(name="b" * 64, size=3, touched=now)
        session.add(lost)
        session.flush()
        upload = Upload(user_id=item.owner_id, item_id=item.id, name="a", size=9, created=now, touched=now)
        upload.received, upload.pieces = 3, [Piece(start=0, size=3, blob=lost.name)]
        session.add(upload)


def file_of_now() -> str:
    return session.scalars(select(File.blob)).one()


SPOILED = {
    "Missing in the index": spoil_index,
    "Out of date in the index": spoil_stamp,
    "Too much in the index": add_too_much,
    "Hidden from search": exclude,
    "Files that wait": forget_reading,
    "counts of stars": miscount,
    "Jobs that failed": fail,
    "without the database knowing": add_a_stray,
    "Pictures that are not in storage": lose_a_picture,
    "Uploads that lost a piece": lose_a_piece,
}


@pytest.mark.parametrize("sentence", SPOILED)
def test_what_is_wrong_is_said_and_mended(item, run, sentence):
    SPOILED[sentence](item)

    said = run("check")
    mended = run("check", "--mend")
    run_until_done()
    after = run("check")

    assert said.exit_code == 1 and sentence in said.output
    assert mended.exit_code == 0, mended.output
    assert (after.exit_code, after.output) == (0, "All is well.\n")


@pytest.mark.parametrize("how", ["lost", "shorter", "changed"])
def test_a_file_that_is_lost_or_damaged_is_for_people(item, run, how):
    storage, name = tools().storage, file_of(item)
    place = storage.place(name)
    before = place.read_bytes()
    place.unlink() if how == "lost" else place.write_bytes(before[:-1] if how == "shorter" else before[::-1])

    said = run("check", "--mend", "--bytes")

    assert said.exit_code == 1
    assert name in said.output and "restore a backup" in said.output


@pytest.fixture
def elsewhere(tmp_path: Path, app: Flask) -> Any:
    """Another, empty installation, and a way to run commands in it."""
    opened = []

    def open_it(folder: str = "elsewhere", **changes: object) -> Any:
        session.remove()
        tools().close()
        other = create_app(settings(tmp_path / folder, **changes))
        opened.append(other)
        return lambda *words: other.test_cli_runner().invoke(args=list(words))

    yield open_it
    session.remove()
    for other in opened:
        tools().close()
        other.extensions["otzar-database"].dispose()


@pytest.mark.parametrize("name", ["kept.tar", "kept.tar.gz"])
def test_a_backup_restores_everything_elsewhere(item, run, elsewhere, tmp_path, name):
    rater, blob = make.person("דנה כהן"), file_of(item)
    with transaction():
        session.add(Rating(item_id=item.id, user_id=rater.id, stars=5, changed=clock.now()))
        session.get_one(Item, item.id).fields = {"number": "12/2026"}

    kept = run("backup", str(tmp_path / name))
    other = elsewhere()
    restored = other("restore", str(tmp_path / name))

    assert kept.exit_code == 0, kept.output
    assert restored.exit_code == 0, restored.output
    found = session.get_one(Item, item.id)
    assert (found.title, found.fields, found.created) == (item.title, {"number": "12/2026"}, item.created)
    assert session.scalars(select(Rating.stars)).one() == 5
    session.remove()
    with tools().storage.open(blob) as content:
        assert content.read().decode() == "פינוי אשפה"
    assert other("check", "--bytes", "--mend").output.startswith("Items whose counts")


def test_a_backup_is_for_its_owner_only_and_leaves_no_half_behind(item, run, tmp_path):
    run("backup", str(tmp_path / "kept.tar"))

    assert (tmp_path / "kept.tar").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.glob("*kept*")] == ["kept.tar"]


def test_an_installation_with_people_is_not_written_over(item, run, tmp_path):
    run("backup", str(tmp_path / "kept.tar"))

    refused = run("restore", str(tmp_path / "kept.tar"))

    assert refused.exit_code == 1
    assert "not empty" in refused.output


def test_an_installation_that_was_only_set_up_is_empty(item, run, elsewhere, tmp_path):
    run("backup", str(tmp_path / "kept.tar"))
    other = elsewhere()

    assert other("setup").exit_code == 0
    assert other("restore", str(tmp_path / "kept.tar")).exit_code == 0
    assert total() == 1


def damaged(kept: Path, how: str) -> Path:
    """A copy of the backup with something wrong."""
    wrong = kept.with_name("wrong.tar")
    if how == "cut":
        wrong.write_bytes(kept.read_bytes()[:2000])
        return wrong
    if how == "another file":
        wrong.write_bytes(b"no backup at all")
        return wrong
    with tarfile.open(kept) as source, tarfile.open(wrong, "w") as copy:
        for member in source:
            content = source.extractfile(member).read()
            if how == "changed bytes" and member.name.startswith("files/"):
                content = content[::-1]
            if how == "a file less" and member.name.startswith("files/"):
                continue
            if how == "a way out" and member.name.startswith("files/"):
                member.name = "files/../../outside"
            if how == "another version" and member.name == "manifest.json":
                content = json.dumps(json.loads(content) | {"format": 99}).encode()
            member.size = len(content)
            copy.addfile(member, io.BytesIO(content))
    return wrong


@pytest.mark.parametrize(
    "how", ["cut", "another file", "changed bytes", "a file less", "a way out", "another version"]
)
def test_a_damaged_backup_changes_nothing(item, run, elsewhere, tmp_path, how):
    run("backup", str(tmp_path / "kept.tar"))
    wrong = damaged(tmp_path / "kept.tar", how)
    other = elsewhere()

    refused = other("restore", str(wrong))

    assert refused.exit_code == 1
    assert "backup" in refused.output or "version" in refused.output
    assert other("restore", str(tmp_path / "kept.tar")).exit_code == 0


def test_the_secret_key_comes_along_where_the_installation_made_its_own(item, run, elsewhere, tmp_path):
    run("backup", str(tmp_path / "kept.tar"))
    other = elsewhere("own-key", SECRET_KEY="")

    other("restore", str(tmp_path / "kept.tar"))

    assert (tmp_path / "own-key" / "secret_key").read_text() == "a key for tests"


@pytest.mark.parametrize("command", ["reindex", "check", "backup", "restore", "evaluate"])
def test_every_command_explains_itself(app, run, command):
    said = run(command, "--help")

    assert said.exit_code == 0 and "Usage" in said.output


def test_commands_ask_for_a_setup(tmp_path, app, elsewhere):
    other = elsewhere("bare")

    for command in (["reindex"], ["check"], ["backup", str(tmp_path / "x.tar")]):
        assert "flask setup" in other(*command).output


def test_evaluating_needs_no_setup(tmp_path, app, elsewhere):
    passages, queries = tmp_path / "passages.jsonl", tmp_path / "queries.jsonl"
    passages.write_text(
        json.dumps({"id": "a", "title": "אשפה", "text": "פינוי אשפה"})
        + "\n"
        + json.dumps({"id": "b", "title": "מים", "text": "מדידת מים"})
    )
    queries.write_text(json.dumps({"answerable": True, "kw": "המים", "rel": ["b"]}))

    said = json.loads(elsewhere("bare")("evaluate", str(passages), str(queries), "--field", "kw").stdout)

    assert (said["field"], said["queries"], said["mrr10"]) == ("kw", 1, 1.0)
