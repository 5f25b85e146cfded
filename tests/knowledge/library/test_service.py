from datetime import timedelta

import pytest

from knowledge.core import clock
from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Missing, Refused
from knowledge.core.findable import excluded_keys
from knowledge.core.permissions import ADMINISTRATOR, MANAGER
from knowledge.library import bin, service
from knowledge.library.drafts import Draft, draft_of
from knowledge.library.models import DRAFT, MANAGERS, NETWORK, Item, TypeField
from tests import make


def draft(**more):
    return Draft(**{"type": "tender", "title": "מכרז לפינוי אשפה"} | more)


def test_an_item_holds_what_its_owner_said(app):
    authority = make.authority()
    owner = make.actor()

    with transaction():
        item = service.create(
            owner,
            draft(
                text="# מה נעשה\n\n**הרבה**",
                domains=("digital", "service"),
                authority=str(authority.id),
                tags=("אשפה", "מיחזור", "אשפה"),
                fields={"number": " 7/2026 ", "deadline": "2026-05-01", "estimate": "1,850,000 ₪"},
            ),
        )

    kept = service.find_whole(owner, item.id)
    assert (kept.title, kept.plain, kept.visibility) == ("מכרז לפינוי אשפה", "מה נעשה\nהרבה", NETWORK)
    assert [domain.code for domain in kept.domains] == ["digital", "service"]
    assert sorted(tag.name for tag in kept.tags) == ["אשפה", "מיחזור"]
    assert kept.authority_id == authority.id
    assert kept.fields == {"number": "7/2026", "deadline": "2026-05-01", "estimate": 1_850_000}


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"type": "poem"}, "type"),
        ({"title": " \u200f "}, "title"),
        ({"title": "א" * 201}, "title"),
        ({"text": "א" * 100_001}, "text"),
        ({"domains": ("magic",)}, "domain"),
        ({"authority": "404"}, "authority"),
        ({"authority": "9" * 19}, "authority"),
        ({"authority": "²"}, "authority"),
        ({"tags": tuple(f"תג {number}" for number in range(21))}, "tags"),
        ({"visibility": "everybody"}, "visibility"),
        ({"fields": {"deadline": "tomorrow"}}, "fields.deadline"),
        ({"fields": {"estimate": "much"}}, "fields.estimate"),
        ({"fields": {"estimate": "nan"}}, "fields.estimate"),
        ({"fields": {"estimate": True}}, "fields.estimate"),
        ({"fields": {"number": 7}}, "fields.number"),
        ({"fields": {"number": "א" * 1001}}, "fields.number"),
        ({"fields": {"status": "done"}}, "fields.status"),
        ({"type": "project", "fields": {"status": "eternal"}}, "fields.status"),
    ],
)
def test_each_wrong_value_is_refused_by_name_with_a_sentence(app, wrong, field):
    with pytest.raises(Invalid) as refused, transaction():
        service.create(make.actor(), draft(**wrong))

    assert list(refused.value.errors) == [field]
    assert refused.value.errors[field].strip()


def test_all_that_is_wrong_is_told_at_once(app):
    with pytest.raises(Invalid) as refused, transaction():
        service.create(make.actor(), draft(title="", visibility="all", tags=("ת" * 61,)))

    assert set(refused.value.errors) == {"title", "visibility", "tags"}


def test_what_a_manager_made_required_is_asked_for(app):
    with transaction():
        session.query(TypeField).filter_by(type_code="tender", name="number").update({"required": True})

    with pytest.raises(Invalid) as refused, transaction():
        service.create(make.actor(), draft())

    assert list(refused.value.errors) == ["fields.number"]


def test_what_another_type_asked_for_is_there_again_when_the_type_changes_back(app, bring):
    owner = make.actor()
    item = bring(owner, fields={"number": "7/2026"})

    for type_code in ("procedure", "tender"):
        with transaction():
            kept = service.find(owner, item.id)
            service.change(owner, kept, draft(type=type_code, fields=draft_of(kept).fields))

    assert service.find(owner, item.id).fields == {"number": "7/2026"}


def test_an_emptied_field_is_gone(app, bring):
    owner = make.actor()
    item = bring(owner, fields={"number": "7/2026"})

    with transaction():
        service.change(owner, service.find(owner, item.id), draft(fields={"number": ""}))

    assert service.find(owner, item.id).fields == {}


@pytest.mark.parametrize(
    "before, after, narrowed",
    [
        (NETWORK, MANAGERS, True),
        (NETWORK, DRAFT, True),
        (MANAGERS, DRAFT, True),
        (DRAFT, MANAGERS, False),
        (MANAGERS, NETWORK, False),
        (NETWORK, NETWORK, False),
    ],
)
def test_search_leaves_out_what_fewer_people_may_see_from_this_transaction_on(
    app, bring, before, after, narrowed
):
    owner = make.actor()
    item = bring(owner, visibility=before)

    with transaction():
        service.change(owner, service.find(owner, item.id), draft(visibility=after))

    assert excluded_keys() == ({f"item:{item.id}"} if narrowed else set())


def test_a_manager_can_narrow_an_item_but_not_make_it_somebodys_draft(app, bring):
    item, manager = bring(), make.actor(role=MANAGER)

    with transaction():
        service.change(manager, service.find(manager, item.id), draft(visibility=MANAGERS))
    with pytest.raises(Invalid) as refused, transaction():
        service.change(manager, service.find(manager, item.id), draft(visibility=DRAFT))

    assert list(refused.value.errors) == ["visibility"]


def test_others_can_look_but_not_change(app, bring):
    item, reader = bring(), make.actor()

    with pytest.raises(Refused), transaction():
        service.change(reader, service.find(reader, item.id), draft(title="אחר"))
    with pytest.raises(Refused), transaction():
        bin.delete(reader, service.find(reader, item.id))


def test_a_draft_is_missing_for_everybody_else(app, bring):
    item = bring(visibility=DRAFT)

    for role in ("member", MANAGER, ADMINISTRATOR):
        with pytest.raises(Missing):
            service.find(make.actor(role=role), item.id)


def test_a_deleted_item_is_missing_until_it_is_brought_back(app, bring, state_of):
    owner = make.actor()
    item = bring(owner)

    with transaction():
        bin.delete(owner, service.find(owner, item.id))
    with pytest.raises(Missing):
        service.find(owner, item.id)
    with transaction():
        bin.restore(owner, bin.find_in_bin(owner, item.id))

    assert service.find(owner, item.id).deleted is None
    assert state_of(item) == "ready"


def test_only_who_may_bring_an_item_back_finds_it_in_the_bin(app, bring):
    owner, stranger, manager = make.actor(), make.actor(), make.actor(role=MANAGER)
    item, secret = bring(owner), bring(owner, visibility=DRAFT)
    with transaction():
        for each in (item, secret):
            bin.delete(owner, service.find(owner, each.id))

    assert bin.find_in_bin(manager, item.id).id == item.id
    for actor, hidden in ((stranger, item), (manager, secret)):
        with pytest.raises(Missing):
            bin.find_in_bin(actor, hidden.id)


def test_the_bin_is_emptied_after_thirty_days(app, bring, later_on):
    owner = make.actor()
    early, late = bring(owner, files={"a.txt": "א"}), bring(owner)
    with transaction():
        bin.delete(owner, service.find(owner, early.id))
    later_on(days=20)
    with transaction():
        bin.delete(owner, service.find(owner, late.id))
    assert bin.days_left(session.get_one(Item, early.id)) == 10
    later_on(seconds=1)
    assert bin.days_left(session.get_one(Item, late.id)) == 30

    later_on(days=10, seconds=1)
    bin.empty_bin([""])

    assert session.get(Item, early.id) is None
    assert session.get(Item, late.id) is not None


def test_an_item_from_elsewhere_keeps_its_own_date(app):
    then = clock.now() - timedelta(days=400)

    with transaction():
        item = service.create(make.actor(), draft(), created=then)

    assert (item.created, item.changed) == (then, then)


def test_the_number_of_an_erased_item_or_file_is_never_given_to_another(app, bring):
    owner = make.actor()
    first = bring(owner, files={"a.txt": "ראשון"})
    old_file = service.find_whole(owner, first.id).files[0].id
    with transaction():
        bin.delete(owner, service.find(owner, first.id))
        bin.erase(owner, bin.find_in_bin(owner, first.id))

    second = bring(owner, files={"b.txt": "שני"})

    assert second.id > first.id
    assert service.find_whole(owner, second.id).files[0].id > old_file
