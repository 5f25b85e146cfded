import json

import pytest

from knowledge.core.db import reading, session, transaction
from knowledge.core.jobs import run_until_done
from knowledge.library import bin, service
from knowledge.library.models import Item
from tests import make


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "to import"
    (place / "נהלים" / "בטיחות").mkdir(parents=True)
    (place / "נוהל_ראשון.txt").write_text("מילים בנוהל")
    (place / "נהלים" / "שני.txt").write_text("עוד מילים")
    (place / "נהלים" / "בטיחות" / "שלישי.txt").write_text("בטיחות")
    (place / ".hidden").write_text("נסתר")
    (place / "link.txt").symlink_to(place / "נוהל_ראשון.txt")
    return place


def items():
    with reading():
        return {
            item.title: (item.type_code, item.visibility, sorted(tag.name for tag in item.tags))
            for item in session.query(Item)
        }


def test_a_folder_becomes_items_and_its_folders_tags(app, folder):
    owner = make.person()

    answer = app.test_cli_runner().invoke(args=["import", str(folder), "--owner", owner.email.upper()])

    assert answer.exit_code == 0, answer.output
    assert answer.stdout == "3 added, 0 here already, 0 not taken.\n"
    assert items() == {
        "נוהל ראשון": ("information", "network", []),
        "שני": ("information", "network", ["נהלים"]),
        "שלישי": ("information", "network", ["בטיחות", "נהלים"]),
    }
    run_until_done()
    with reading():
        assert {item.state for item in session.query(Item)} == {"ready"}


def test_what_the_owner_already_has_is_skipped_unless_it_is_in_the_bin(app, folder):
    owner, other = make.person(), make.person()
    run = app.test_cli_runner().invoke
    run(args=["import", str(folder), "--owner", owner.email])
    with transaction():
        item = session.query(Item).filter_by(title="שני").one()
        bin.delete(owner.actor, service.find(owner.actor, item.id))

    again = run(args=["import", str(folder), "--owner", owner.email, "--type", "procedure"])
    others = run(args=["import", str(folder), "--owner", other.email, "--visibility", "draft"])

    assert again.stdout == "1 added, 2 here already, 0 not taken.\n"
    assert others.stdout == "3 added, 0 here already, 0 not taken.\n"


def test_what_cannot_be_taken_is_told_and_the_rest_goes_on(app, folder):
    owner = make.person()

    answer = app.test_cli_runner().invoke(
        args=["import", str(folder), "--owner", owner.email, "--type", "poem"]
    )

    assert answer.exit_code == 1
    assert answer.stdout == "0 added, 0 here already, 3 not taken.\n"
    assert answer.stderr.count("Please choose what kind of item this is.") == 3


def test_an_unknown_owner_is_named(app, folder):
    answer = app.test_cli_runner().invoke(args=["import", str(folder), "--owner", "nobody@test.example"])

    assert answer.exit_code == 1
    assert "nobody@test.example" in answer.output


def test_extract_prints_one_line_for_each_file_in_order(app, folder, tmp_path):
    empty = tmp_path / "ריק.pdf"
    empty.write_bytes(b"")
    files = [folder / "נוהל_ראשון.txt", empty, folder / "not there.txt", folder / "נהלים" / "שני.txt"]

    answer = app.test_cli_runner().invoke(args=["extract", *map(str, files)])

    assert answer.exit_code == 0, answer.output
    assert answer.stdout.isascii()
    assert [json.loads(line) for line in answer.stdout.splitlines()] == [
        {"name": "נוהל_ראשון.txt", "media_type": "text/plain", "pages": None, "text": "מילים בנוהל"},
        {"name": "ריק.pdf", "reason": "empty"},
        {"name": "not there.txt", "reason": "missing"},
        {"name": "שני.txt", "media_type": "text/plain", "pages": None, "text": "עוד מילים"},
    ]
