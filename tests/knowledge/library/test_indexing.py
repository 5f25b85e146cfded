import pytest
from sqlalchemy import select

from knowledge.accounts.events import PersonChanged
from knowledge.accounts.models import User
from knowledge.core.db import reading, session, transaction
from knowledge.core.errors import Invalid
from knowledge.core.events import announce
from knowledge.core.jobs import run_until_done
from knowledge.core.permissions import ADMINISTRATOR, MANAGER, MEMBER, NOBODY
from knowledge.core.tools import tools
from knowledge.library import bin, indexing, lists, service
from knowledge.library.blobs import Kept
from knowledge.library.files import MOST_OF_AN_ITEM, add_files
from knowledge.library.models import DRAFT, MANAGERS, NETWORK, Item
from knowledge.library.permissions import VIEW, readers
from knowledge.taxonomy.events import AuthorityChanged
from knowledge.taxonomy.models import Authority
from search.query import Query
from tests import make
from tests.queries import counted


def found(actor, words):
    return [
        hit.id
        for hit in tools().search.search(Query(words, actor.reader_tokens, kinds=frozenset({"item"}))).hits
    ]


@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.parametrize("visibility", [NETWORK, MANAGERS, DRAFT])
def test_search_and_lists_let_in_exactly_those_who_may_view(app, bring, visibility, deleted):
    owners = {role: make.actor(role=role) for role in (MEMBER, MANAGER, ADMINISTRATOR)}
    actors = [NOBODY, *owners.values(), *(make.actor(role=role) for role in owners)]
    items = [bring(owner, visibility=visibility) for owner in owners.values()]
    if deleted:
        with transaction():
            for owner, item in zip(owners.values(), items, strict=True):
                bin.delete(owner, service.find(owner, item.id))
    run_until_done()

    for actor in actors:
        with reading():
            kept = [session.get_one(Item, item.id) for item in items]
            may_view = {item.id for item in kept if VIEW.allows(actor, item)}
            may_find = {item.id for item in kept if actor.reader_tokens & readers(item)}
            listed = set(session.scalars(select(Item.id).where(lists.may_see(actor)))) if actor.id else set()
        assert may_find == may_view
        assert listed == may_view
        assert set(found(actor, "אשפה")) == may_view


def test_an_item_is_found_by_all_that_belongs_to_it(app, bring):
    authority = make.authority("עיריית ברקת")
    owner = make.actor("אגוזית מלמד")
    item = bring(
        owner,
        title="כותרת ראשית",
        text="**טקסט** מודגש",
        tags=("תגיתית",),
        domains=("digital",),
        authority=str(authority.id),
        fields={"number": "מספרית"},
        files={"קובצית.txt": "תוכנית בפנים"},
    )
    run_until_done()

    for words in ("ראשית", "מודגש", "תגיתית", "דיגיטציה", "ברקת", "אגוזית", "מספרית", "קובצית", "בפנים"):
        assert found(owner, words) == [item.id], words


def test_a_document_names_its_facets(app, bring):
    authority = make.authority(kind="regional_council")
    item = bring(tags=("מים",), domains=("service",), authority=str(authority.id))

    with reading():
        (document,) = indexing.documents([item.id])

    assert document.facets == {
        "type": ("tender",),
        "authority_kind": ("regional_council",),
        "authority": (str(authority.id),),
        "domain": ("service",),
        "owner": (str(item.owner_id),),
        "tag": ("מים",),
        "year": ("2026",),
        "month": ("2026-03",),
    }
    assert document.stamp == "1"


def test_snippets_are_cut_from_the_items_own_words_and_then_its_files(app, bring):
    item = bring(text="## פתיחה", files={"a.txt": "ראשון", "b.txt": "שני"})
    run_until_done()

    with reading():
        texts = indexing.texts([item.id])[item.id]

    assert texts == [(None, "פתיחה"), (None, "ראשון"), (None, "שני")]


def test_many_documents_need_no_more_queries_than_one(app, bring):
    for number in range(12):
        bring(title=f"פריט {number}", tags=(f"תג {number}",), files={"a.txt": f"מילים {number}"})
    run_until_done()

    with reading(), counted() as queries:
        documents = list(indexing.documents(None))

    assert len(documents) == 12
    assert len(queries) <= 8


def test_documents_come_in_pieces_and_none_is_left_out(app, bring, monkeypatch):
    monkeypatch.setattr(indexing, "_AT_ONCE", 2)
    items = [bring(title=f"פריט {number}") for number in range(5)]

    with reading():
        everything = [document.id for document in indexing.documents(None)]
        some = [document.id for document in indexing.documents([items[4].id, items[1].id])]

    assert everything == [item.id for item in items]
    assert some == [items[1].id, items[4].id]


def test_items_are_found_by_the_new_name_of_their_owner(app, bring):
    owner = make.actor("שם ישן")
    item = bring(owner)
    run_until_done()

    with transaction():
        session.get_one(User, owner.id).name = "גלבועית"
        announce(PersonChanged(owner.id))
    run_until_done()

    assert found(owner, "גלבועית") == [item.id]


def test_items_are_found_by_the_new_name_of_their_authority(app, bring):
    owner, authority = make.actor(), make.authority("מועצת ישן")
    item = bring(owner, authority=str(authority.id))
    run_until_done()

    with transaction():
        session.get_one(Authority, authority.id).name = "דגניתית"
        announce(AuthorityChanged(authority.id))
    run_until_done()

    assert found(owner, "דגניתית") == [item.id]


def test_a_better_rated_item_has_a_higher_rank(app):
    good = make.item(stars_total=55, ratings=12)
    bad = make.item(stars_total=14, ratings=12)
    plain = make.item()

    with reading():
        ranks = indexing.ranks(None)

    assert ranks[f"item:{good.id}"].boost > ranks[f"item:{plain.id}"].boost > ranks[f"item:{bad.id}"].boost


def test_the_years_of_items_change_at_midnight_in_jerusalem(app, later_on, bring):
    later_on(days=294 - 1, hours=13, minutes=30)  # 30 December, 22:30 in UTC
    before = bring()
    later_on(days=1)
    after = bring()

    with reading():
        years = [document.facets["year"] for document in indexing.documents([before.id, after.id])]

    assert years == [("2026",), ("2027",)]


def test_snippets_are_not_looked_for_in_more_text_than_a_moment_allows(app, bring, monkeypatch):
    monkeypatch.setattr(indexing, "_LOOKED_THROUGH", 10)
    owner = make.actor()
    files = {f"{number}.txt": f"מילים בקובץ {number}" for number in range(4)}
    first, second = bring(owner, files=files), bring(owner, files=files)
    run_until_done()

    found = indexing.texts([first.id, second.id])

    assert {item_id: len(pages) for item_id, pages in found.items()} == {first.id: 1, second.id: 1}


def test_an_item_takes_no_more_files_than_a_person_looks_through(app, bring):
    owner = make.actor()
    item = bring(owner, files={f"{number}.txt": "מילים" for number in range(MOST_OF_AN_ITEM)})
    again = Kept(item.files[0].blob, "עוד.txt", 5)

    with pytest.raises(Invalid) as refused, transaction():
        add_files(owner, service.find(owner, item.id), [again])

    assert list(refused.value.errors) == ["files"]
