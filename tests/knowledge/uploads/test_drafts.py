"""What was begun and not saved: it survives a closed tab, and belongs to nobody else."""

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.jobs import run_until_done
from knowledge.library import service
from knowledge.library.drafts import Draft
from knowledge.library.models import Item
from knowledge.uploads import drafts
from knowledge.uploads.models import Unsaved
from tests import make
from tests.client import words_of


@pytest.fixture
def person(app):
    return make.person(authority_id=make.authority().id)


@pytest.fixture
def dana(sender, person):
    return sender(person)


def keep(dana, item, **form):
    values = {name.replace("__", "."): value for name, value in form.items()}
    return dana.client.put(f"/api/v1/uploads/{item}/draft", data=values)


def typed(dana, item):
    return dana.client.get(f"/api/v1/uploads/{item}/draft").get_json()["typed"]


def test_a_draft_is_called_as_its_first_file_until_something_is_typed(dana):
    item = dana.draft()
    before = session.get_one(Item, item).title

    dana.send(item, "נוהל_רכש_2024.txt", "מילים")
    dana.send(item, "אחר.txt", "מילים אחרות")
    session.remove()
    named = session.get_one(Item, item).title
    keep(dana, item, title="  נוהל   חדש ")
    session.remove()

    assert (before, named) == ("עוד לא נשמר", "נוהל רכש 2024")
    assert session.get_one(Item, item).title == "נוהל חדש"


def test_what_was_typed_before_the_file_came_stays(dana):
    item = dana.draft("a.txt")
    keep(dana, item, title="הכותרת שלי")

    dana.send(item, "a.txt", "מילים")

    session.remove()
    assert session.get_one(Item, item).title == "הכותרת שלי"


def test_what_is_typed_is_kept_right_or_wrong(dana):
    item = dana.draft()

    answer = keep(
        dana, item, type="no such type", tags=["א", "ב"], file_7__title="אחרת", fields__budget="הרבה"
    )
    kept = typed(dana, item)

    assert answer.status_code == 204
    assert kept == {"type": ["no such type"], "tags": ["א", "ב"], "fields.budget": ["הרבה"]}
    keep(dana, item, **{"file-7.title": "אחרת", "each": "1", "version_of.3": "9"})
    assert typed(dana, item) == {"file-7.title": ["אחרת"], "each": ["1"], "version_of.3": ["9"]}


def test_what_no_form_sends_is_left_out_and_loses_nothing(dana):
    item = dana.draft()
    keep(dana, item, title="נכתב", csrf_token="x", draft="3", password="secret")

    assert typed(dana, item) == {"title": ["נכתב"]}
    keep(dana, item, text="א" * 400_000)

    assert typed(dana, item) == {"title": ["נכתב"]}


def test_drafts_are_there_on_another_device_and_for_their_owner_alone(dana, sender, person, browser):
    item = dana.draft()
    dana.send(item, "נוהל.txt", "מילים")
    keep(dana, item, type="procedure", title="נוהל שלי", tags="רכש, מים")

    page = browser(person).get(f"/items/new?draft={item}")
    begun = words_of(browser(person).get("/items/new"))
    others = browser(make.person())

    assert 'value="נוהל שלי"' in page.text
    assert 'value="procedure" checked' in page.text
    assert "נוהל שלי" in begun
    assert "נוהל שלי" not in words_of(others.get("/items/new"))
    assert others.get(f"/items/new?draft={item}").status_code == 404
    manager = sender(make.person(role="manager"))
    for answer in (
        manager.client.get(f"/api/v1/uploads/{item}/files"),
        manager.client.get(f"/api/v1/uploads/{item}/draft"),
        manager.client.get(f"/api/v1/uploads/{item}/understood"),
        manager.save(item),
        manager.client.delete(f"/api/v1/uploads/{item}/draft"),
    ):
        assert answer.status_code == 404


def test_a_draft_without_files_and_words_is_not_offered_and_is_cleared_away(dana, later_on):
    empty, named, filled = dana.draft(), dana.draft(), dana.draft()
    keep(dana, empty, visibility="network", authority="1")
    keep(dana, named, text="כמה מילים")
    dana.send(filled, "a.txt", "מילים")
    offered = dana.client.get("/api/v1/uploads/drafts").get_json()["drafts"]

    later_on(days=3)
    drafts.clear_empty([""])

    assert {each["item"] for each in offered} == {named, filled}
    assert {row.item_id for row in session.query(Unsaved)} == {named, filled}
    assert session.get(Item, empty) is None


def test_an_empty_draft_in_the_bin_keeps_no_other_from_being_cleared_away(dana, later_on):
    deleted, empty = dana.draft(), dana.draft()
    dana.client.delete(f"/api/v1/items/{deleted}")

    later_on(days=3)
    drafts.clear_empty([""])

    assert session.get(Item, empty) is None
    assert session.get_one(Item, deleted).deleted is not None


def test_drafts_in_the_bin_leave_room_for_others(dana, monkeypatch):
    monkeypatch.setattr(drafts, "_MOST_BEGUN", 1)
    first = dana.draft()
    refused = dana.client.post("/api/v1/uploads/drafts")

    dana.client.delete(f"/api/v1/items/{first}")

    assert refused.status_code == 429
    assert dana.client.post("/api/v1/uploads/drafts").status_code == 201


def test_only_a_form_is_kept_and_saved(dana):
    item = dana.draft()
    keep(dana, item, title="מה שהוקלד")

    kept = dana.client.put(f"/api/v1/uploads/{item}/draft", json={"title": "אחר"})
    saved = dana.client.post(f"/api/v1/uploads/{item}/save", json={"title": "אחר", "type": "tender"})

    assert (kept.status_code, saved.status_code) == (415, 415)
    assert typed(dana, item)["title"] == ["מה שהוקלד"]


def test_a_discarded_draft_lies_in_the_bin(dana, person, browser):
    item = dana.draft()
    dana.send(item, "a.txt", "מילים")

    answer = browser(person).post(f"/uploads/{item}/discard", page="/items/new")

    session.remove()
    assert answer.location == "/items/new"
    assert session.get_one(Item, item).deleted is not None
    assert dana.client.get(f"/api/v1/uploads/{item}/files").status_code == 404


def test_an_item_whose_form_was_saved_is_no_draft_of_this_page_any_more(dana, person, browser):
    item = dana.draft("a.txt")
    with transaction():
        kept = session.get_one(Item, item)
        service.change(person.actor, kept, Draft(type="tender", title="נשמר", visibility="draft"))

    answer = browser(person).get(f"/items/new?draft={item}")

    assert session.get(Unsaved, item) is None
    assert (answer.status_code, answer.location) == (302, f"/items/{item}/edit")


def test_a_draft_is_found_by_its_owner_alone(dana, person, sender):
    item = dana.draft()
    dana.send(item, "a.txt", "ברקנית צהובה")
    run_until_done()

    mine = dana.client.get("/api/v1/search?q=ברקנית").get_json()
    others = sender(make.person(role="manager")).client.get("/api/v1/search?q=ברקנית").get_json()

    assert ([hit["id"] for hit in mine["hits"]], others["total"]) == ([item], 0)


def test_what_files_seem_to_be_is_told_together_and_for_one_of_them(dana, browser, person):
    item = dana.draft()
    first = dana.send(item, "מכרז_פינוי_אשפה.txt", "מכרז פומבי לפינוי אשפה. " * 20)
    second = dana.send(item, "נוהל_רכש.txt", "נוהל רכש: שלבי ההזמנה והאישור. " * 20)
    run_until_done()
    address = f"/api/v1/uploads/{item}/understood"

    together = dana.client.get(address).get_json()
    alone = [dana.client.get(f"{address}?file={file}").get_json() for file in (first, second)]
    of_page = browser(person).get(f"/uploads/{item}/understood?file={second}").get_json()

    assert set(together) == {"title", "type", "domains", "authority", "tags"}
    assert [each["type"][0]["value"] for each in alone] == ["tender", "procedure"]
    assert "נוהל רכש" in [guess["value"] for guess in alone[1]["title"]]
    assert of_page == alone[1]
    assert all(guess["why"] and 0 < guess["sure"] <= 2 for guess in alone[0]["type"])
    assert dana.client.get(f"{address}?file=999999").status_code == 404
