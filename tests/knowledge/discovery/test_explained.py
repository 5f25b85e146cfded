"""Results say where they come from and why they stand where they do; a question can be helped along."""

from __future__ import annotations

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.errors import Missing
from knowledge.core.findable import changed
from knowledge.core.jobs import run_until_done
from knowledge.discovery.service import look_for, meant
from knowledge.discovery.suggesting import suggest
from knowledge.discovery.wanted import Wanted, read
from knowledge.library.models import Item
from knowledge.profiles.models import Profile
from knowledge.taxonomy.models import Domain, TagSynonym
from knowledge.taxonomy.service import fold
from knowledge.taxonomy.tags import tags_named
from tests import make
from tests.client import words_of
from tests.queries import counted


@pytest.fixture
def in_a_field(app):
    """Puts an item or a person into a professional domain."""

    def put(model, id):
        with transaction():
            thing = session.get_one(model, id)
            thing.domains = [session.query(Domain).order_by(Domain.position).first()]
            if model is Item:
                changed("item", id)
        run_until_done()

    return put


def reasons(actor) -> tuple[str, ...]:
    [hit] = look_for(actor, Wanted()).hits
    return hit.reasons


def test_a_result_says_what_speaks_for_it(bring, in_a_field):
    authority = make.authority()
    reader = make.actor(authority_id=authority.id)
    item = bring(authority_id=authority.id, stars_total=57, ratings=12)
    in_a_field(Item, item.id)
    in_a_field(Profile, reader.id)

    assert reasons(reader) == ("4.8 מ־12 אנשים", "מהרשות שלי", "בתחומים שלי", "חדש החודש")


def test_nothing_is_said_that_is_not_so(bring, in_a_field, later_on):
    item = bring(authority_id=make.authority().id)
    in_a_field(Item, item.id)
    later_on(days=31)

    assert reasons(make.actor(authority_id=make.authority().id)) == ()


def test_the_reasons_of_a_page_cost_one_query(bring, in_a_field, browser):
    for number in range(20):
        in_a_field(Item, bring(f"אשפה {number}").id)
    person = make.person()
    in_a_field(Profile, person.id)
    reader = browser(person)

    with counted() as queries:
        page = reader.get("/search?q=אשפה")

    assert page.text.count("בתחומים שלי") == 20
    assert len([query for query in queries if "profile_domain" in query]) == 1


def test_the_count_says_how_many_come_from_authorities_like_ones_own(bring, browser):
    small, large = make.authority(size="small"), make.authority(size="large")
    for number in range(10):
        bring(f"אשפה {number}", authority_id=small.id if number < 4 else large.id)

    assert "10 פריטים, 4 מהם מרשויות קטנות" in words_of(browser(make.person()).get("/search"))
    of_large = browser(make.person(authority_id=large.id)).get("/search")
    assert "10 פריטים, 6 מהם מרשויות גדולות" in words_of(of_large)


def test_a_share_that_says_little_is_left_out(bring):
    small, large = make.authority(size="small"), make.authority(size="large")
    for number in range(10):
        bring(f"אשפה {number}", authority_id=large.id if number else small.id, type_code="tender")
    actor = make.actor()

    chosen = look_for(actor, Wanted(filters={"authority": (str(large.id),)}))

    assert look_for(actor, Wanted()).share.count == 1
    assert chosen.share is None


def test_what_is_like_an_item_is_found_without_it(bring):
    first = bring("נוהל פינוי אשפה", plain="פינוי גזם ואשפה מהרחובות בימי ראשון")
    bring("פינוי גזם", plain="נוהל פינוי גזם ואשפה בשכונות")
    bring("תקציב", plain="ספר התקציב השנתי")

    result = look_for(make.actor(), Wanted(like=f"item:{first.id}"))

    found = [str(hit.title) for hit in result.hits]
    assert found[0] == "פינוי גזם" and "נוהל פינוי אשפה" not in found
    assert result.like == "נוהל פינוי אשפה"


def test_what_is_like_something_can_be_narrowed_and_counted(bring):
    first = bring("נוהל פינוי אשפה", plain="פינוי גזם ואשפה מהרחובות")
    bring("פינוי גזם", plain="נוהל פינוי גזם ואשפה", type_code="project")
    bring("פינוי אשפה", plain="נוהל פינוי אשפה וגזם", type_code="tender")

    result = look_for(make.actor(), Wanted(like=f"item:{first.id}", filters={"type": ("project",)}))

    kinds = {facet.name: facet for facet in result.facets}["type"]
    assert (result.total, {value.value: value.count for value in kinds.values}) == (
        1,
        {"project": 1, "tender": 1},
    )


@pytest.mark.parametrize("key", ["item:999", "item:1"])
def test_nothing_is_like_what_one_may_not_see(bring, browser, ask, key):
    bring("פינוי אשפה", visibility="draft")
    bring("פינוי גזם ואשפה")
    other = make.person()

    with pytest.raises(Missing):
        look_for(other.actor, Wanted(like=key))
    assert browser(other).get(f"/search?like={key}").status_code == 404
    assert ask(other, f"/search?like={key}").status_code == 404


@pytest.mark.parametrize("key", ["7", "item:", "item:x", "dragon:7", "item:99999999999", "person:1"])
def test_a_likeness_to_no_kind_of_thing_is_refused(app, browser, key):
    assert browser(make.person()).get(f"/search?like={key}").status_code == 422


def test_words_say_nothing_beside_a_likeness(app):
    assert read({"q": ["מים"], "like": ["item:7"]}) == Wanted(like="item:7")


def test_what_was_meant_is_offered_with_a_link(bring, browser, ask):
    bring("מכרז לפינוי אשפה")
    person = make.person()

    page = browser(person).get("/search?q=מכרג")

    assert "האם הכוונה ל מכרז ?" in words_of(page)
    assert 'href="/search?q=%D7%9E%D7%9B%D7%A8%D7%96"' in page.text
    assert ask(person, "/search?q=מכרג").get_json()["meant"] == "מכרז"


def test_nothing_is_offered_that_finds_no_more(bring):
    bring("מכרז לפינוי אשפה", type_code="tender")
    actor = make.actor()

    for wanted in (
        Wanted("מכרז"),
        Wanted("מכרג", filters={"type": ("project",)}),
        Wanted("מכרג", page=2),
        Wanted(""),
    ):
        assert meant(actor, look_for(actor, wanted)) is None


def test_a_word_that_stands_where_one_may_not_look_is_never_meant(bring):
    bring("דרקון", visibility="draft")
    actor = make.actor()

    assert meant(actor, look_for(actor, Wanted("דרקזן"))) is None


def test_another_word_for_a_tag_suggests_the_tag_to_those_who_see_it(bring):
    bring(tags=("פסולת",))
    bring(visibility="draft", tags=("סודות",))
    with transaction():
        for name, tag in (("זבל", "פסולת"), ("זבלים", "סודות")):
            [kept] = tags_named([tag])
            session.add(TagSynonym(folded=fold(name), name=name, tag_id=kept.id))

    assert [(each.kind, each.text) for each in suggest(make.actor(), "זב")] == [("tag", "פסולת")]
