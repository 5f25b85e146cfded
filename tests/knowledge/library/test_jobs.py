import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.extract.ocr import ocr_available
from ingest.model import TEXT_LIMIT
from knowledge.core import jobs as core_jobs
from knowledge.core.db import reading, session, transaction
from knowledge.core.jobs import Job, Lane, run_until_done
from knowledge.core.tools import tools
from knowledge.library import files, jobs, pictures, reasons, service, versions
from knowledge.library import reading as library_reading
from knowledge.library.models import READY, UNREADABLE, WAITING, File, FileText, Picture
from knowledge.reader.places import places_of
from search.query import Query
from tests import make
from tests.papers import FONT, require_font

CORPUS = os.environ.get("TEST_CORPUS", "")


def sample(name):
    if not CORPUS:
        pytest.skip("TEST_CORPUS names no folder of files")
    return (Path(CORPUS) / "files" / name).read_bytes()


def file_of(item):
    with reading():
        return session.query(File).filter_by(item_id=item.id).one()


def texts_of(item):
    with reading():
        rows = session.query(FileText).join(File, File.id == FileText.file_id).filter(File.item_id == item.id)
        return [(row.page, row.part, row.text) for row in rows.order_by(FileText.position)]


def found(actor, words):
    return tools().search.search(Query(words, actor.reader_tokens)).total


def picture_of_text(*lines, mode="L"):
    image = Image.new(mode, (1600, 250 * len(lines) + 100), "white")
    require_font()
    font = ImageFont.truetype(FONT, 90)
    for number, words in enumerate(lines):
        ImageDraw.Draw(image).text((80, 80 + 250 * number), words, "black", font=font)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def test_a_waiting_file_is_read_and_its_item_found_by_what_is_inside(app, bring, state_of):
    owner = make.actor()
    item = bring(owner, files={"notes.txt": "צפרדעים במרתף העירייה"})

    before = session.get_one(File, file_of(item).id).item.state
    after = state_of(item)

    assert (before, after) == (WAITING, READY)
    assert found(owner, "צפרדע") == 1
    assert texts_of(item) == [(None, "", "צפרדעים במרתף העירייה")]


def test_pages_are_kept_where_the_format_has_them(app, bring, state_of):
    item = bring(files={"report.pdf": sample("d1.pdf")})

    assert state_of(item) == READY
    file = file_of(item)
    assert (file.media_type, file.page_count, file.language) == ("application/pdf", 6, "he")
    assert [page for page, _part, _text in texts_of(item)] == [1, 2, 3, 4, 5, 6]


def test_what_a_document_calls_itself_is_kept(app, bring, state_of):
    item = bring(files={"a.html": "<title>נוהל חירום</title><p>טקסט"})

    assert state_of(item) == READY
    assert file_of(item).title == "נוהל חירום"


def test_attachments_are_parts_with_their_names(app, bring, state_of):
    item = bring(files={"letter.eml": sample("m1.eml")})

    assert state_of(item) == READY
    assert [part for _page, part, _text in texts_of(item) if part]


@pytest.mark.parametrize(
    "name, content, reason",
    [
        ("empty.pdf", b"", "empty"),
        ("run.exe", b"\x7fELF" + b"\0" * 200, "program"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_its_item_is_found_by_its_fields(
    app, bring, state_of, name, content, reason
):
    owner = make.actor()
    item = bring(owner, title="מפגעי תאורה", files={name: content})

    assert state_of(item) == UNREADABLE
    file = file_of(item)
    assert (file.state, file.reason) == (UNREADABLE, reason)
    assert reasons.sentence(file)
    assert found(owner, "תאורה") == 1


def test_one_readable_file_is_enough_for_an_item_to_be_ready(app, bring, state_of):
    item = bring(files={"empty.pdf": b"", "notes.txt": "מילים"})

    assert state_of(item) == READY


def test_an_item_waits_until_the_engine_holds_what_was_read(app, bring):
    item = bring(files={"notes.txt": "מילים"})

    jobs.read_file([str(file_of(item).id)])

    kept = session.get_one(File, file_of(item).id)
    assert (kept.state, kept.item.state) == (READY, WAITING)


def test_reading_twice_changes_nothing(app, bring, state_of):
    item = bring(files={"notes.txt": "מילים"})
    state_of(item)

    jobs.read_file([str(file_of(item).id)] * 2)

    assert texts_of(item) == [(None, "", "מילים")]
    assert state_of(item) == READY


def test_a_file_that_was_replaced_while_it_was_read_keeps_the_new_text(
    app, bring, store, state_of, monkeypatch
):
    owner = make.actor()
    item = bring(owner, files={"notes.txt": "ישן"})
    kept = store("notes.txt", "חדש")
    read = jobs.ingest

    def replaced_meanwhile(*arguments, **more):
        found = read(*arguments, **more)
        if "ישן" in found.text:
            with transaction():
                versions.replace_file(owner, session.get_one(File, file_of(item).id), kept)
        return found

    monkeypatch.setattr(jobs, "ingest", replaced_meanwhile)

    assert state_of(item) == READY
    assert [text for _page, _part, text in texts_of(item)] == ["חדש"]


def test_a_removed_file_is_forgotten_by_search_and_its_job_does_nothing(app, bring, state_of):
    owner = make.actor()
    item = bring(owner, files={"notes.txt": "צפרדעים"})
    state_of(item)

    with transaction():
        files.remove_file(owner, files.find_file(owner, file_of(item).id))
    state_of(item)
    jobs.read_file(["1"])

    assert found(owner, "צפרדעים") == 0
    assert texts_of(item) == []


def test_what_failed_five_times_is_unreadable_and_can_be_tried_again(app, bring, later_on, state_of):
    owner = make.actor()
    item = bring(owner, files={"notes.txt": "מילים"})
    file = file_of(item)
    with tools().storage.open(file.blob) as content:
        kept = content.read()
    tools().storage.delete(file.blob)

    for _attempt in range(core_jobs.MOST_ATTEMPTS):
        run_until_done()
        later_on(hours=1)
    assert state_of(item) == UNREADABLE
    assert file_of(item).reason == reasons.FAILED
    tools().storage.save(io.BytesIO(kept))
    with transaction():
        files.retry_file(owner, files.find_file(owner, file.id))

    assert state_of(item) == READY


def test_where_parsing_is_not_allowed_files_say_so(app, bring, state_of, monkeypatch):
    def refuse(*_arguments, **_more):
        raise jobs.NoSandbox("none here")

    monkeypatch.setattr(jobs, "ingest", refuse)
    item = bring(files={"a.docx": b"PK"})

    assert state_of(item) == UNREADABLE
    assert file_of(item).reason == reasons.NO_SANDBOX


def test_a_long_text_is_cut_and_says_so(app, bring, state_of):
    item = bring(files={"long.txt": "מילה " * (TEXT_LIMIT // 5 + 10)})

    assert state_of(item) == READY
    assert file_of(item).cut
    assert "500,000" in reasons.sentence(file_of(item))


def test_pictures_of_pages_are_drawn_small_and_large_once_for_the_same_bytes(app, bring, state_of):
    content = sample("d1.pdf")
    first, second = bring(files={"a.pdf": content}), bring(files={"b.pdf": content})

    state_of(first)

    with reading():
        drawn = session.query(Picture).order_by(Picture.page, Picture.size).all()
    assert [(picture.page, picture.size) for picture in drawn] == [
        (page, size) for page in range(1, 7) for size in ("large", "small")
    ]
    for picture in drawn:
        assert max(picture.width, picture.height) == pictures.LONGEST_SIDE[picture.size]
        with tools().storage.open(picture.image) as image, Image.open(image) as opened:
            assert (opened.format, opened.size) == ("WEBP", (picture.width, picture.height))
    assert set(pictures.large_pictures([file_of(second)])) == {file_of(first).blob}


def test_lost_pictures_are_drawn_again(app, bring, state_of):
    item = bring(files={"scan.png": picture_of_text("hello")})
    state_of(item)
    blob = file_of(item).blob

    with transaction():
        pictures.redraw(blob)
        assert session.query(Picture).count() == 0
    run_until_done()

    assert session.query(Picture).count() == 2


def test_pictures_are_not_kept_for_a_file_that_was_removed_meanwhile(app, bring, state_of):
    owner = make.actor()
    item = bring(owner, files={"scan.png": picture_of_text("hello")})
    run_until_done([Lane.READ])
    with transaction():
        files.remove_file(owner, files.find_file(owner, file_of(item).id))

    state_of(item)

    with reading():
        assert session.query(Picture).count() == 0
        assert session.query(Job).filter(Job.failed.is_not(None)).count() == 0


@pytest.mark.parametrize("lossless, alpha", [(True, False), (False, False), (False, True)])
def test_the_size_of_a_picture_is_read_from_its_first_bytes(lossless, alpha):
    written = io.BytesIO()
    Image.new("RGBA" if alpha else "RGB", (123, 45), (9, 8, 7)).save(written, "WEBP", lossless=lossless)

    assert pictures.webp_size(written.getvalue()) == (123, 45)


def test_scanned_pages_are_recognised_while_the_item_stays_ready(app, bring, state_of):
    if not ocr_available():
        pytest.skip("Tesseract with Hebrew is not installed")
    owner = make.actor()
    item = bring(owner, files={"scan.png": picture_of_text("רשות מקומית", "תקציב שנתי")})
    run_until_done([lane for lane in Lane if lane != Lane.OCR])
    waiting = file_of(item)
    assert session.get_one(File, waiting.id).item.state == READY
    assert waiting.scanned == [1]
    assert reasons.sentence(waiting)

    assert state_of(item) == READY

    assert file_of(item).scanned == []
    assert reasons.sentence(file_of(item)) == ""
    assert [page for page, _part, _text in texts_of(item)] == [1]
    assert found(owner, "תקציב") == 1


def test_without_ocr_a_scan_says_that_it_is_not_searchable(app, bring, state_of, monkeypatch):
    for module in (jobs, reasons):
        monkeypatch.setattr(module, "ocr_available", lambda: False)
    item = bring(files={"scan.png": picture_of_text("hello")})

    assert state_of(item) == READY
    assert "תמונה" in reasons.sentence(file_of(item))


def test_empty_pages_keep_their_place_among_the_others(app, bring):
    file = bring(files={"a.txt": ""}).files[0]
    with transaction():
        for page in (2, 4):
            session.add(FileText(file_id=file.id, position=page - 1, page=page, text=f"עמוד {page}"))
        session.add(FileText(file_id=file.id, position=9, part="נספח", text="סוף"))

    assert library_reading.texts_of([file]) == {file.id: ["", "עמוד 2", "", "עמוד 4", "סוף"]}


def test_long_texts_are_shown_in_sections_that_end_between_lines(app, bring, state_of):
    lines = "\n".join(f"שורה {number} של המסמך" for number in range(6000))
    item = bring(files={"long.txt": lines})
    state_of(item)

    file = file_of(item)
    sections = library_reading.sections_of([file])[file.id]
    places = places_of([file], "5500")

    assert len(sections) > 2
    assert all(sum(len(piece.text) for piece in section) <= library_reading.SECTION for section in sections)
    assert "\n".join(piece.text for section in sections for piece in section) == lines
    assert [place.section for place in places.all] == [len(sections)]
    assert "<mark>5500</mark>" in places.snippet
    with reading():
        assert service.find(make.actor(), item.id)
