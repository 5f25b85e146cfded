import pytest

from knowledge.core.db import session, transaction
from knowledge.library import home
from knowledge.library.models import DRAFT, MANAGERS, Item
from knowledge.profiles.models import Profile
from knowledge.taxonomy.models import Domain
from tests import make
from tests.client import words_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def digital():
    """Makes an item of the field ``digital``."""

    def make_one(title, **more):
        item = make.item(title, **more)
        with transaction():
            session.get_one(Item, item.id).domains = [session.get_one(Domain, "digital")]
        return item

    return make_one


@pytest.fixture
def expert():
    person = make.person()
    with transaction():
        session.get_one(Profile, person.id).domains = [session.get_one(Domain, "digital")]
    session.remove()
    return person


def titles(actor):
    return [item.title for item in home.newest(actor, None)["items"]]


def test_new_in_ones_fields_is_what_others_brought(digital, expert):
    digital("שירות מקוון")
    digital("שלי", owner=expert)
    make.item("מתחום אחר")

    shown = home.newest(expert.actor, None)

    assert [item.title for item in shown["items"]] == ["שירות מקוון"]
    assert shown["in_fields"]
    assert titles(make.actor()) == ["מתחום אחר", "שלי", "שירות מקוון"]


@pytest.mark.parametrize("visibility", [DRAFT, MANAGERS])
def test_nothing_is_shown_that_one_may_not_see(digital, expert, visibility):
    digital("סוד", visibility=visibility)
    make.item("גלוי")

    shown = home.newest(expert.actor, None)

    assert [item.title for item in shown["items"]] == ["גלוי"]
    assert not shown["in_fields"]


def test_an_empty_library_shows_no_block():
    assert home.newest(make.actor(), None) is None
    assert home.waiting(make.actor(), None) is None


def test_four_lines_are_enough(digital, expert):
    for number in range(6):
        digital(f"פריט {number}")

    assert titles(expert.actor) == ["פריט 5", "פריט 4", "פריט 3", "פריט 2"]


def test_the_page_says_why_a_block_is_there(digital, expert, browser):
    make.item("מתחום אחר")
    empty = words_of(browser(expert).get("/"))
    digital("שירות מקוון")

    full = words_of(browser(expert).get("/"))

    assert "עוד אין דבר בתחומים שלך" in empty
    assert "חדש בתחומים שלך דיגיטציה וחדשנות" in full


def test_ones_own_drafts_wait_on_the_page(browser):
    person = make.person()
    make.item("טיוטה", owner=person, visibility=DRAFT)

    page = browser(person).get("/")

    assert "טיוטה אחת שלי עוד לא שותפה" in words_of(page)
    assert "tab=drafts" in page.text
