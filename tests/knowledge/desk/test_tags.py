"""Tags as managers keep them: one word for one thing."""

import pytest

from knowledge.accounts.models import Deed
from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Missing, Refused
from knowledge.desk import tags
from knowledge.discovery.suggesting import suggest
from knowledge.library.models import DRAFT, MANAGERS, Item
from knowledge.taxonomy.models import Tag
from knowledge.taxonomy.tags import tags_named
from tests import make


def id_of(name):
    return session.query(Tag).filter_by(name=name).one().id


def names_of(item):
    session.remove()
    return [tag.name for tag in session.get_one(Item, item.id).tags]


def merge(manager, *names, into, **more):
    with transaction():
        tags.merge(manager, [id_of(name) for name in names], id_of(into), **more)


def change(manager, tag, **sent):
    with transaction():
        tags.change(manager, tags.find(manager, id_of(tag)), sent)


def test_tags_are_listed_with_their_numbers_and_found_by_synonyms(manager, tagged):
    tagged("רכש")
    tagged("רכש", "מים")
    change(manager, "מים", synonyms=["אספקת מים"])

    rows = tags.tags(manager).rows
    assert [(row.tag.name, row.items) for row in rows] == [("רכש", 2), ("מים", 1)]
    assert [row.tag.name for row in tags.tags(manager, q="אספקת").rows] == ["מים"]


def test_words_on_drafts_of_others_stay_their_owners_business(manager, tagged):
    tagged("סודי", "סודיים", visibility=DRAFT)
    tagged("שלי", "שלנו", visibility=DRAFT, owner=manager)
    tagged("רכש", visibility=MANAGERS)
    with transaction():
        tags_named(["שלא בשימוש"])
    hidden = [id_of("סודי"), id_of("סודיים")]

    assert {row.tag.name for row in tags.tags(manager).rows} == {"שלי", "שלנו", "רכש", "שלא בשימוש"}
    assert tags.tags(manager, q="סודי").total == 0
    assert all("סוד" not in row.tag.name for group in tags.proposed(manager) for row in group)
    with pytest.raises(Missing):
        tags.find(manager, hidden[0])
    with pytest.raises(Invalid):
        tags.chosen(manager, hidden)


def test_merged_tags_leave_one_on_every_item_and_are_found_by_all_names(manager, tagged, found):
    reader = make.actor()
    both = tagged("סקר", "סקרים", title="שביעות רצון")
    one = tagged("סקר", title="שאלון תושבים")

    merge(manager, "סקר", "סקרים", into="סקרים")

    assert (names_of(both), names_of(one)) == (["סקרים"], ["סקרים"])
    assert session.query(Tag).count() == 1
    assert found(reader, tag="סקרים").total == 2
    assert found(reader, q="tag:סקר").total == 2
    with transaction():
        assert [tag.name for tag in tags_named(["סקר", "#סקרים"])] == ["סקרים"]


def test_merging_may_forget_the_other_names(manager, tagged):
    tagged("סקר", "סקרים")

    merge(manager, "סקר", "סקרים", into="סקר", keep_old=False)

    assert tags.find(manager, id_of("סקר")).synonyms == []


def test_a_renamed_tag_is_found_by_both_names(manager, tagged, found):
    reader = make.actor()
    item = tagged("איכות סביבה", title="דוח שנתי")

    change(manager, "איכות סביבה", name="קיימות")

    assert names_of(item) == ["קיימות"]
    assert found(reader, tag="קיימות").total == 1
    assert found(reader, q="איכות סביבה").total == 1


def test_a_synonym_finds_and_suggests_only_what_the_reader_may_see(manager, tagged, found):
    reader = make.actor()
    tagged("קיימות", title="דוח שנתי")
    tagged("מיקור חוץ", title="לא לכולם", visibility=MANAGERS)
    change(manager, "קיימות", synonyms=["אקולוגיה"])
    change(manager, "מיקור חוץ", synonyms=["אאוטסורסינג"])

    assert found(reader, q="אקולוגיה").total == 1
    assert [each.text for each in suggest(reader, "אקול")] == ["קיימות"]
    assert found(reader, q="אאוטסורסינג").total == 0
    assert suggest(reader, "אאוט") == []
    assert [each.text for each in suggest(manager, "אאוט")] == ["מיקור חוץ"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": "רכש"}, "name"),
        ({"name": "קניות"}, "name"),
        ({"name": " "}, "name"),
        ({"name": "א, ב"}, "name"),
        ({"name": 7}, "name"),
        ({"synonyms": ["רכש"]}, "synonyms"),
        ({"synonyms": ["קניות"]}, "synonyms"),
        ({"synonyms": [str(number) for number in range(21)]}, "synonyms"),
        ({"synonyms": "אחד"}, "synonyms"),
    ],
)
def test_what_is_wrong_about_a_tag_is_said_by_field(manager, tagged, sent, field):
    tagged("מים", "רכש")
    change(manager, "רכש", synonyms=["קניות"])

    with pytest.raises(Invalid) as wrong:
        change(manager, "מים", **sent)

    assert list(wrong.value.errors) == [field]


def test_only_an_unused_tag_is_removed(manager, tagged):
    item = tagged("מים")
    with transaction(), pytest.raises(Invalid):
        tags.remove(manager, tags.find(manager, id_of("מים")))

    with transaction():
        session.get_one(Item, item.id).tags = []
    with transaction():
        tags.remove(manager, tags.find(manager, id_of("מים")))

    assert session.query(Tag).count() == 0


def test_spellings_that_look_alike_are_proposed_for_merging(manager, tagged):
    tagged("תושבים", "תושב", "ביטחון", "בטחון", "שירות לתושב", "רכש", "2023", "2024")

    groups = [{row.tag.name for row in group} for group in tags.proposed(manager)]

    assert sorted(map(sorted, groups)) == [["בטחון", "ביטחון"], ["תושב", "תושבים"]]


def test_who_did_what_is_recorded(manager, tagged, browser):
    tagged("סקר", "סקרים")

    merge(manager, "סקר", "סקרים", into="סקרים")

    deed = session.query(Deed).one()
    assert (deed.actor_id, deed.deed, deed.detail) == (manager.id, "tags_merged", "סקר » סקרים")
    assert "סקר » סקרים" in browser(manager).get("/people/record").text


def test_members_keep_no_tags(tagged):
    member = make.actor()
    tagged("מים", "רכש")
    row = tags.TagRow(session.query(Tag).first(), 0, [])

    with transaction():
        for ask in (
            lambda: tags.tags(member),
            lambda: tags.find(member, row.tag.id),
            lambda: tags.proposed(member),
            lambda: tags.merge(member, [1, 2], 1),
            lambda: tags.change(member, row, {"name": "אחר"}),
            lambda: tags.remove(member, row),
        ):
            with pytest.raises(Refused):
                ask()
