"""The pages on which items are read."""

from __future__ import annotations

import pytest

from knowledge.core.db import session
from knowledge.core.jobs import run_until_done
from knowledge.library.models import DRAFT, PageWords
from tests import make
from tests.client import words_of
from tests.queries import counted


@pytest.fixture
def owner(app):
    return make.person("דנה כהן")


def test_the_preview_opens_at_the_page_that_answers_with_its_words_marked(document, browser, owner):
    item = document({"a.pdf": ["שלום", "תקציב המים"]}, owner=owner)

    page = browser(owner).get(f"/items/{item.id}/preview?q=מים")

    assert f"/files/{item.files[0].id}/pages/2" in page.text
    assert page.text.count('<rect x="') == 1
    assert "data-preview" in page.text
    assert "התאמה 1 מתוך 1" in words_of(page) and "עמ׳ 2 מתוך 2" in words_of(page)


def test_the_preview_steps_to_the_next_match_and_to_the_next_page(document, browser, owner):
    item = document({"a.pdf": ["מים", "אין", "מים"]}, owner=owner)
    file = item.files[0].id

    page = browser(owner).get(f"/items/{item.id}/preview?q=מים&file={file}&page=1").text

    assert f'preview?file={file}&amp;page=3&amp;q=%D7%9E%D7%99%D7%9D" data-preview-step="next-match"' in page
    assert 'data-preview-step="next-page"' in page and 'data-preview-step="previous-page"' not in page


def test_an_item_without_files_or_pictures_is_previewed_by_its_words(document, bring, browser, owner):
    bare = bring(owner, text="תיאור ארוך")
    written = bring(owner, files={"a.txt": "כאן יש צפרדעים"})
    run_until_done()

    assert "תיאור ארוך" in browser(owner).get(f"/items/{bare.id}/preview").text
    assert "<mark>צפרדעים</mark>" in browser(owner).get(f"/items/{written.id}/preview?q=צפרדע").text


def test_the_reader_shows_every_page_and_marks_those_that_match(document, browser, owner):
    item = document({"a.pdf": ["שלום", "תקציב המים", "מים ועוד מים"]}, owner=owner)

    page = browser(owner).get(f"/items/{item.id}/read?q=מים").text

    assert [f'id="page-{number}"' in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert page.count('data-place="') == 2 and page.count('<rect x="') == 3


def test_a_form_leads_to_the_page_itself(document, browser, owner):
    item = document({"a.pdf": ["שלום", "תקציב המים"]}, owner=owner)
    file = item.files[0].id

    answer = browser(owner).get(f"/items/{item.id}/read?file={file}&q=מים&go=match")
    far = browser(owner).get(f"/items/{item.id}/read?file={file}&page=99&go=page")

    assert answer.location.endswith(f"/read?file={file}&page=2&q=%D7%9E%D7%99%D7%9D#page-2")
    assert far.location.endswith(f"/read?file={file}&page=2#page-2")


def test_text_stands_beside_the_pages_when_it_is_asked_for(document, browser, owner):
    item = document({"a.pdf": ["שלום", "תקציב המים"]}, owner=owner)

    page = browser(owner).get(f"/items/{item.id}/read?q=מים&view=both").text

    assert "תקציב <mark>המים</mark>" in page
    assert "תקציב <mark>" not in browser(owner).get(f"/items/{item.id}/read?q=מים").text


def test_a_file_without_pictures_opens_as_text(bring, browser, owner):
    item = bring(owner, files={"a.txt": "כאן יש צפרדעים"})
    run_until_done()

    answer = browser(owner).get(f"/items/{item.id}/read?q=צפרדע")

    assert f"/items/{item.id}/text?file={item.files[0].id}" in answer.location
    assert "<mark>צפרדעים</mark>" in browser(owner).get(answer.location).text


def test_an_item_without_files_has_nothing_to_read(bring, browser, owner):
    item = bring(owner)

    assert browser(owner).get(f"/items/{item.id}/read").location == f"/items/{item.id}"
    assert browser(owner).get(f"/items/{item.id}/text").status_code == 404


def test_marks_are_told_for_one_page(document, browser, client, owner):
    item = document({"a.pdf": ["שלום", "תקציב המים"]}, owner=owner)
    address = f"/files/{item.files[0].id}/pages"

    asked = browser(owner)
    here, none = asked.get(f"{address}/2/marks?q=מים").json, asked.get(f"{address}/1/marks?q=מים").json

    assert here == {"marks": [{"left": 7000, "top": 1000, "width": 800, "height": 400}]}
    assert none == {"marks": []}
    assert client(owner).get(f"/api/v1{address}/2/marks?q=מים").json == here
    assert asked.get(f"{address}/3/marks?q=מים").status_code == 404


def test_places_are_told_to_programs(document, client, owner):
    item = document({"a.pdf": ["שלום", "תקציב המים"]}, owner=owner)

    found = client(owner).get(f"/api/v1/items/{item.id}/places?q=מים").json

    assert (found["best"], [(place["file"], place["page"]) for place in found["places"]]) == (
        0,
        [(item.files[0].id, 2)],
    )
    assert client(owner).get(f"/api/v1/items/{item.id}/places").json == {
        "places": [],
        "best": None,
        "snippet": "",
    }


@pytest.mark.parametrize(
    "address",
    [
        "/items/{item}/preview",
        "/items/{item}/read",
        "/items/{item}/text",
        "/files/{file}/pages/1/marks?q=מים",
    ],
)
def test_nobody_reads_what_is_not_there_for_them(document, browser, owner, address):
    item = document({"a.pdf": ["מים"]}, owner=owner, visibility=DRAFT)
    address = address.format(item=item.id, file=item.files[0].id)

    assert browser(owner).get(address).status_code == 200
    assert browser(make.person()).get(address).status_code == 404
    assert browser().get(address).status_code in (302, 401)


def test_pages_that_were_drawn_before_their_words_were_noted_can_still_be_read(document, browser, owner):
    item = document({"a.pdf": ["שלום", "תקציב המים"]}, owner=owner)
    session.query(PageWords).delete()
    session.commit()

    page = browser(owner).get(f"/items/{item.id}/read?q=מים").text

    assert page.count('data-place="') == 1 and '<rect x="' not in page


@pytest.mark.parametrize(
    "address, most",
    [("/items/{item}/preview?q=מים", 16), ("/items/{item}/read?q=מים", 14), ("/items/{item}?q=מים", 36)],
)
def test_pages_ask_the_database_no_more_for_more_files(document, browser, owner, address, most):
    few = document({"a.pdf": ["מים"]}, owner=owner)
    many = document({f"{number}.pdf": ["מים", "עוד"] for number in range(30)}, owner=owner)
    reader = browser(make.person())
    reader.get(address.format(item=few.id))

    with counted() as for_few:
        assert reader.get(address.format(item=few.id)).status_code == 200
    with counted() as for_many:
        assert reader.get(address.format(item=many.id)).status_code == 200

    assert len(for_many) <= len(for_few)
    assert len(for_many) <= most
