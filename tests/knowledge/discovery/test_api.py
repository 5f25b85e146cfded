"""The API of searching, as clients know it."""

from __future__ import annotations

import pytest

from knowledge.core.tools import tools
from search.engine import EngineAway
from tests import make


def test_a_search_says_how_it_was_understood(bring, ask):
    bring("פינוי אשפה", owner=make.person("דנה כהן"), tags=("ניקיון",))

    answer = ask(make.person(), '/search?q=אשפה "פינוי אשפה" -דשא tag:ניקיון מאת:דנה מאת:איש').get_json()

    assert answer["total"] == 0
    assert answer["understood"] == {
        "words": ["אשפה"],
        "phrase": ["פינוי אשפה"],
        "either": [],
        "without": ["דשא"],
        "dropped": [],
        "tag": ["ניקיון"],
        "owner": ["דנה", "איש"],
        "unknown": ["איש"],
    }


def test_a_hit_says_what_it_is(bring, ask):
    owner, authority = make.person("דנה כהן"), make.authority("עיריית מבחן")
    item = bring("פינוי אשפה", owner=owner, authority_id=authority.id, plain="נוהל לפינוי האשפה")

    answer = ask(owner, "/search?q=אשפה").get_json()

    assert answer["took_ms"] > 0
    assert (answer["total"], answer["page"], answer["pages"]) == (1, 1, 1)
    [hit] = answer["hits"]
    assert hit.pop("score") > 0
    assert hit == {
        "kind": "item",
        "id": item.id,
        "url": f"/items/{item.id}",
        "type": "tender",
        "title": "פינוי אשפה",
        "snippet": "נוהל לפינוי <mark>האשפה</mark>",
        "page": None,
        "owner": {"id": owner.id, "name": "דנה כהן"},
        "authority": "עיריית מבחן",
        "created": "2026-03-12T09:00:00Z",
        "stars": None,
        "ratings": 0,
        "adoptions": 0,
        "reasons": ["העליתי בעצמי", "חדש החודש"],
    }


def test_facets_have_the_parameters_names_and_words_for_people(bring, ask):
    owner, authority = make.person("דנה כהן"), make.authority("עיריית מבחן")
    bring(owner=owner, authority_id=authority.id, tags=("ניקיון",))

    answer = ask(owner, "/search?q=אשפה").get_json()

    assert answer["facets"] == {
        "type": [{"value": "tender", "label": "מכרז", "count": 1}],
        "authority_kind": [{"value": "city", "label": "עירייה", "count": 1}],
        "authority": [{"value": str(authority.id), "label": "עיריית מבחן", "count": 1}],
        "domain": [],
        "owner": [{"value": str(owner.id), "label": "דנה כהן", "count": 1}],
        "tag": [{"value": "ניקיון", "label": "ניקיון", "count": 1}],
        "year": [{"value": "2026", "label": "2026", "count": 1}],
        "month": [{"value": "2026-03", "label": "מרץ 2026", "count": 1}],
    }


def test_a_page_beyond_the_end_is_empty_and_knows_the_total(bring, ask):
    bring()

    answer = ask(make.person(), "/search?page=7").get_json()

    assert (answer["total"], answer["page"], answer["pages"], answer["hits"]) == (1, 7, 1, [])


@pytest.mark.parametrize("query", ["page=0", "page=501", "page=abc", "sort=price", f"page={10**12}"])
def test_a_wrong_parameter_is_told_by_its_name(bring, ask, query):
    answer = ask(make.person(), f"/search?{query}")

    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    "name", ["type", "authority_kind", "authority", "domain", "owner", "tag", "year", "month"]
)
@pytest.mark.parametrize("value", ["nothing", "99999999999999999999999", "-1", "٣", "a' OR 1=1 --"])
def test_a_filter_that_nothing_has_finds_nothing(bring, ask, name, value):
    bring()

    answer = ask(make.person(), f"/search?{name}={value}")

    assert (answer.status_code, answer.get_json()["total"]) == (200, 0)


def test_orders_by_date_rating_and_title(bring, ask, later_on):
    bring("ג", stars_total=10, ratings=2)
    later_on(days=1)
    bring("א", stars_total=2, ratings=2)
    later_on(days=1)
    bring("ב")
    person = make.person()

    def order(sort):
        return "".join(hit["title"] for hit in ask(person, f"/search?sort={sort}").get_json()["hits"])

    assert (order("date"), order("rating"), order("title")) == ("באג", "גבא", "אבג")


def test_a_long_question_is_fine(bring, ask):
    assert ask(make.person(), "/search?q=" + "x" * 10_000).status_code == 200


def test_suggestions_name_their_kind_and_address(bring, ask):
    item = bring("פינוי אשפה", tags=("פינוי",))
    person = make.person()

    assert ask(person, "/suggest?q=פינ").get_json() == {
        "suggestions": [
            {"kind": "tag", "text": "פינוי", "url": "/search?tag=%D7%A4%D7%99%D7%A0%D7%95%D7%99"},
            {"kind": "item", "text": "פינוי אשפה", "url": f"/items/{item.id}"},
        ]
    }


@pytest.mark.parametrize("path", ["/search", "/suggest?q=מי"])
def test_nobody_searches_without_a_token(app, path):
    assert app.test_client().get(f"/api/v1{path}").status_code == 401


def test_an_engine_that_is_away_is_a_503(bring, ask, monkeypatch):
    def away(*_anything):
        raise EngineAway

    monkeypatch.setattr(tools().search, "search", away)

    answer = ask(make.person(), "/search")

    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.get_json()["detail"].startswith("החיפוש אינו זמין")
