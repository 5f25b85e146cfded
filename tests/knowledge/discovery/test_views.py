"""What a person sees of searching."""

from __future__ import annotations

import re
from html import unescape

from knowledge.core.tools import tools
from search.engine import EngineAway
from tests import make
from tests.client import words_of
from tests.queries import counted


def links(response) -> dict[str, str]:
    """The page's links by their words."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', response.text, re.DOTALL)
    return {" ".join(re.sub("<[^>]*>", "", words).split()): unescape(address) for address, words in found}


def test_a_result_says_what_it_is_who_brought_it_and_where_it_matched(bring, browser):
    authority = make.authority("עיריית מבחן")
    item = bring(
        "נוהל",
        owner=make.person("דנה כהן"),
        authority_id=authority.id,
        plain="פינוי האשפה",
        stars_total=9,
        ratings=2,
    )

    page = browser(make.person()).get("/search?q=אשפה")

    for words in ("נוהל", "פינוי האשפה", "דנה כהן", "עיריית מבחן", "12 במרץ 2026", "4.5"):
        assert words in words_of(page)
    assert "<mark>האשפה</mark>" in page.text
    assert links(page)["נוהל"] == f"/items/{item.id}?q=%D7%90%D7%A9%D7%A4%D7%94"


def test_the_page_asks_the_database_little(bring, browser):
    for number in range(20):
        bring(f"אשפה {number}", owner=make.person(), authority_id=make.authority().id, tags=(f"תג {number}",))
    person = browser(make.person())

    with counted() as queries:
        page = person.get("/search?q=אשפה")

    assert page.text.count('class="result"') == 20
    assert len(queries) <= 15, queries


def test_filters_stay_while_sorting_and_paging(bring, browser):
    for number in range(21):
        bring(f"אשפה {number}", tags=("מים",))

    page = browser(make.person()).get("/search?q=אשפה&tag=מים&sort=date")

    sorting, following = links(page)["כותרת"], links(page)["הבא"]
    assert all(part in sorting for part in ("tag=", "q=", "sort=title"))
    assert all(part in following for part in ("tag=", "q=", "sort=date", "page=2"))


def test_a_chosen_filter_can_be_taken_back(bring, browser):
    bring(tags=("מים",))

    page = browser(make.person()).get("/search?q=אשפה&tag=מים")

    assert links(page)["מים הסרת הסינון"] == "/search?q=%D7%90%D7%A9%D7%A4%D7%94"


def test_the_filters_are_a_form_that_works_without_scripts(bring, browser):
    bring(type_code="tender")

    page = browser(make.person()).get("/search?q=אשפה&type=tender")

    assert re.search(r'type="checkbox" name="type" value="tender" checked', page.text)
    assert '<input type="hidden" name="q" value="אשפה">' in page.text


def test_the_field_above_a_long_facet_brings_ticks(bring, browser):
    bring(tags=("<b>מים</b>",))

    page = browser(make.person()).get("/search/values?facet=tag&typed=מים&q=אשפה")

    assert 'name="tag" value="&lt;b&gt;מים&lt;/b&gt;"' in page.text
    assert "<html" not in page.text
    assert browser(make.person()).get("/search/values?facet=dragon").status_code == 404


def test_no_result_says_what_was_understood_what_to_leave_out_and_whom_to_ask(bring, browser):
    bring("אשפה", type_code="tender")

    page = browser(make.person()).get('/search?q=אשפה -"מכרז גדול"&type=project')

    assert "לא נמצאו תוצאות" in words_of(page)
    assert "מכרז גדול" in words_of(page)
    assert links(page)["בלי פרויקט"].startswith("/search?q=")
    assert links(page)["לשאול מישהו מהרשת"] == "/people"


def test_an_empty_library_offers_the_first_step(app, browser):
    person = browser(make.person())

    for address in ("/", "/search"):
        assert links(person.get(address))["העלאת הפריט הראשון"] == "/items/new"


def test_home_offers_searches_that_find_something(bring, browser):
    bring(tags=("תאורת רחוב",))
    person = browser(make.person())

    example = links(person.get("/"))["תאורת רחוב"]

    assert "פריט אחד" in words_of(person.get(example))


def test_the_page_says_when_search_is_away(bring, browser, monkeypatch):
    def away(*_anything):
        raise EngineAway

    monkeypatch.setattr(tools().search, "search", away)
    person = browser(make.person())

    page = person.get("/search?q=אשפה&tag=מים")

    assert page.status_code == 503
    assert "כל השאר ממשיך לעבוד" in words_of(page)
    assert "tag=" in links(page)["ניסיון נוסף"]
    assert person.get("/").status_code == 200


def test_a_page_that_cannot_be_is_refused_in_words(bring, browser):
    page = browser(make.person()).get("/search?q=אשפה&page=0")

    assert page.status_code == 422
    assert "עמוד 500" in words_of(page)


def test_what_was_typed_is_never_run(bring, browser):
    page = browser(make.person()).get('/search?q=<script>alert(1)</script>&tag="><img src=x>')

    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


def test_strangers_are_sent_to_sign_in(app, browser):
    for address in ("/", "/search?q=x", "/suggest?q=x"):
        assert "/sign-in" in browser().get(address).location


def test_the_page_speaks_english_too(bring, browser):
    bring()

    assert "One item" in words_of(browser(make.person()).get("/search?lang=en"))
