import pytest

from knowledge.core import feature
from knowledge.core.errors import Away
from knowledge.core.tools import tools
from knowledge.discovery import asked
from knowledge.discovery.home import front
from knowledge.library.models import DRAFT
from search.engine import EngineAway
from tests import make
from tests.client import words_of
from tests.queries import counted

MOST_QUERIES = 15


@pytest.fixture
def searched(app, later_on):
    """Several people searched for this: ``searched("water")``."""

    def search(*texts):
        later_on(seconds=10)
        people = [make.actor() for _number in range(3)]
        for text in texts:
            for person in people:
                write = asked.note(person, text)
        write()

    return search


def test_the_front_counts_what_the_person_may_see(bring):
    bring("א")
    bring("ב")
    bring("ג", visibility=DRAFT)

    assert front(make.actor()).total == 2


def test_examples_are_what_people_search_for_and_then_the_commonest_tags(bring, searched):
    bring("נוהל השאלת ציוד", tags=("מים",))
    bring("ב", tags=("מים", "ביוב"))
    bring("ג", tags=("ביוב", "מים"))

    searched("השאלה")

    assert front(make.actor()).examples == ("השאלה", "מים", "ביוב")


def test_an_example_finds_something_for_this_reader(bring, searched):
    owner = make.person()
    bring("תקציב הלשכה", visibility=DRAFT, owner=owner)
    bring("נוהל השאלת ציוד")

    searched("תקציב", "השאלה")

    assert front(make.actor()).examples == ("השאלה", "נוהל השאלת ציוד")
    assert front(owner.actor).examples[:2] == ("השאלה", "תקציב")


def test_the_home_page_shows_examples_as_links(bring, searched, browser):
    bring("נוהל השאלת ציוד")
    searched("השאלה")

    page = browser(make.person()).get("/")

    assert 'href="/search?q=%D7%94%D7%A9%D7%90%D7%9C%D7%94"' in page.text
    assert "לדוגמה" in words_of(page)


def test_home_goes_on_without_the_engine(bring, browser, ask, monkeypatch):
    def away(*_anything):
        raise EngineAway

    bring("נוהל השאלת ציוד")
    person = make.person()
    monkeypatch.setattr(tools().search, "search", away)

    page, answer = browser(person).get("/"), ask(person, "/home")

    assert page.status_code == answer.status_code == 200
    assert "נוהל השאלת ציוד" in words_of(page)
    with pytest.raises(Away):
        front(person.actor)


def test_home_asks_the_database_few_things(bring, searched, browser):
    for number in range(8):
        bring(f"פריט {number}", tags=(f"תג {number}",), owner=make.person())
    searched("פריט")
    person = browser(make.person())
    person.get("/")

    with counted() as statements:
        person.get("/")

    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def test_the_api_tells_what_the_page_shows(bring, searched, ask):
    bring("נוהל השאלת ציוד", tags=("מים",))
    searched("השאלה")

    told = ask(make.person(), "/home").json

    assert told["total"] == 1
    assert told["examples"] == ["השאלה", "מים", "נוהל השאלת ציוד"]


def test_every_block_of_the_page_has_its_twin(app):
    silent = [panel.template for panel in feature.panels("home") if not (panel.name and panel.answer)]

    assert silent == []
