import pytest

from knowledge.core.db import session
from knowledge.core.jobs import run_until_done
from knowledge.core.tools import tools
from knowledge.library import service
from knowledge.library.models import DRAFT, Item, Picture
from tests import make


def test_a_download_has_its_hebrew_name_and_is_never_shown_as_a_page(app, browser, bring):
    owner = make.person()
    item = bring(owner, files={"דוח שנתי.html": "<script>alert(1)</script>"})
    run_until_done()
    kept = service.find(owner.actor, item.id).files[0]

    answer = browser(owner).get(f"/files/{kept.id}")

    assert answer.data == b"<script>alert(1)</script>"
    assert answer.mimetype in ("application/octet-stream", "text/plain")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%D7%93%D7%95%D7%97" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "asked, status, body",
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=6-", 206, b"6789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=20-30", 416, None),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(app, browser, bring, asked, status, body):
    owner = make.person()
    kept = bring(owner, files={"a.txt": "0123456789"}).files[0]

    answer = browser(owner).get(f"/files/{kept.id}", headers={"Range": asked})

    assert answer.status_code == status
    assert body is None or answer.data == body
    answer.close()


def test_the_head_of_a_file_has_no_body(app, browser, bring):
    owner = make.person()
    kept = bring(owner, files={"a.txt": "0123456789"}).files[0]

    answer = browser(owner).client.head(f"/files/{kept.id}")

    assert (answer.status_code, answer.data, answer.content_length) == (200, b"", 10)
    answer.close()


def picture(app, store, item):
    kept = session.get_one(Item, item.id).files[0]
    image = store("page.webp", b"a picture").blob
    session.add(Picture(blob=kept.blob, page=1, size="small", image=image, width=3, height=4))
    session.commit()
    return f"/files/{kept.id}/pages/1?size=small"


def test_a_picture_is_sent_once_and_asked_about_afterwards(app, browser, bring, store):
    owner = make.person()
    address = picture(app, store, bring(owner, files={"a.txt": "א"}))
    page = browser(owner)

    first = page.get(address)
    again = page.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.mimetype, first.data) == (200, "image/webp", b"a picture")
    assert "private" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")


def test_pictures_that_are_not_there_or_not_for_one_are_missing(app, browser, bring, store):
    owner, stranger = make.person(), make.person()
    address = picture(app, store, bring(owner, files={"a.txt": "א"}, visibility=DRAFT))

    assert browser(stranger).get(address).status_code == 404
    assert browser(owner).get(address.replace("/1?", "/2?")).status_code == 404
    assert browser(owner).get(address.replace("small", "huge")).status_code == 404
    for kept in list(tools().storage.names()):
        tools().storage.delete(kept)
    assert browser(owner).get(address).status_code == 404
    assert browser(owner).get(address.partition("/pages")[0]).status_code == 404
