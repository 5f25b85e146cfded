import os
import threading
import time
from datetime import timedelta

import pytest

from knowledge.core import clock
from knowledge.core.db import reading, session, transaction
from knowledge.core.tools import tools
from knowledge.library import bin, blobs, files, service
from knowledge.library.drafts import Draft
from knowledge.library.models import Blob, PageWords, Picture
from tests import make

DAY = timedelta(days=1, seconds=1)


def stored():
    return list(tools().storage.names())


def rows():
    with reading():
        return sorted(session.query(Blob.name).all())


def test_the_same_bytes_are_stored_once(app, store):
    one, other = store("a.txt", "אותו תוכן"), store("b.txt", "אותו תוכן")

    assert one.blob == other.blob
    assert stored() == [one.blob]


@pytest.mark.parametrize(
    "sent, kept",
    [
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\me\\דוח.docx", "דוח.docx"),
        ("../../..", "file"),
        ("", "file"),
        ("שם\u202e\u0000txt.exe\n", "שםtxt.exe"),
        ("  הרבה   רווחים .pdf ", "הרבה רווחים .pdf"),
        ("א" * 300 + ".pdf", "א" * 251 + ".pdf"),
        ("א" * 300, "א" * 255),
        ("a" * 10 + "." + "b" * 300, "a" * 10 + "." + "b" * 244),
    ],
)
def test_file_names_are_tidied(sent, kept):
    assert blobs.clean_name(sent) == kept


def test_what_nothing_names_is_cleared_away_after_a_day(app, store, later_on):
    store("a.txt", "נשכח")

    blobs.clear_away([""])
    assert len(stored()) == 1
    later_on(seconds=DAY.total_seconds())
    blobs.clear_away([""])

    assert (stored(), rows()) == ([], [])


def test_what_an_item_names_stays_also_in_the_bin_until_the_bin_is_emptied(app, bring, later_on):
    owner = make.actor()
    item = bring(owner, files={"a.txt": "חשוב"})
    with transaction():
        bin.delete(owner, service.find(owner, item.id))

    later_on(days=29)
    blobs.clear_away([""])
    assert len(stored()) == 1
    later_on(days=2)
    bin.empty_bin([""])
    blobs.clear_away([""])

    assert (stored(), rows()) == ([], [])


def test_pictures_stay_with_their_file_and_go_with_it(app, bring, store, later_on):
    owner = make.actor()
    item = bring(owner, files={"a.txt": "חשוב"})
    image = store("page.webp", b"a picture").blob
    with transaction():
        source = service.find(owner, item.id).files[0].blob
        session.add(Picture(blob=source, page=1, size="small", image=image, width=1, height=1))

    later_on(days=2)
    blobs.clear_away([""])
    assert len(stored()) == 2
    with transaction():
        file = service.find(owner, item.id).files[0]
        files.remove_file(owner, file)
    blobs.clear_away([""])
    blobs.clear_away([""])

    assert (stored(), rows()) == ([], [])


def test_clearing_away_survives_bytes_that_are_gone_already(app, store, later_on):
    kept = store("a.txt", "נעלם")
    tools().storage.delete(kept.blob)

    later_on(days=2)
    blobs.clear_away([""])

    assert rows() == []


def test_what_an_interrupted_upload_left_behind_is_swept(app, config):
    assert stored() == []
    rest = config.instance / "files" / "incoming" / "half"
    rest.write_bytes(b"half a file")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(rest, (two_days_ago, two_days_ago))

    blobs.clear_away([""])

    assert not rest.exists()


@pytest.mark.parametrize("step", ["before looking", "before deleting", "after deleting", "at the end"])
def test_an_upload_of_the_same_bytes_at_that_moment_is_never_lost(app, store, later_on, monkeypatch, step):
    """The clean-up is held at each of its steps while another thread uploads the same bytes."""
    store("a.txt", "אותם בתים")
    later_on(days=2)
    owner = make.actor()
    there, go_on = threading.Event(), threading.Event()
    delete = tools().storage.delete

    def slow_delete(name):
        if step == "before deleting":
            there.set()
            go_on.wait(0.5)
        delete(name)
        if step == "after deleting":
            there.set()
            go_on.wait(0.5)

    def upload():
        there.wait(5)
        kept = store("b.txt", "אותם בתים")
        with transaction():
            service.create(owner, make_draft(), [kept])
        go_on.set()

    monkeypatch.setattr(tools().storage, "delete", slow_delete)
    thread = threading.Thread(target=upload)
    thread.start()
    if step == "before looking":
        there.set()
        assert go_on.wait(5)
    blobs.clear_away([""])
    there.set()
    thread.join(10)
    blobs.clear_away([""])

    assert len(stored()) == 1
    assert len(rows()) == 1
    with tools().storage.open(stored()[0]) as content:
        assert content.read().decode() == "אותם בתים"


def test_a_kept_file_is_touched_when_its_form_comes_back(app, store, later_on):
    kept = store()

    later_on(hours=20)
    assert blobs.still_there(kept.blob)
    later_on(hours=20)
    blobs.clear_away([""])

    assert stored() == [kept.blob]
    assert session.get_one(Blob, kept.blob).touched == clock.now() - timedelta(hours=20)


def make_draft():
    return Draft(type="tender", title="אותם בתים")


def test_pictures_and_words_of_pages_go_with_the_bytes_they_are_about(app, store, later_on):
    about, picture = store("a.pdf", "קובץ"), store("page.webp", "תמונה")
    with transaction():
        session.add(PageWords(blob=about.blob, page=1, words=b"{}"))
        session.add(Picture(blob=about.blob, page=1, size="small", image=picture.blob, width=1, height=1))
    later_on(seconds=DAY.total_seconds())

    blobs.clear_away([""])
    blobs.clear_away([""])

    assert stored() == []
    assert session.query(PageWords).count() == session.query(Picture).count() == 0
