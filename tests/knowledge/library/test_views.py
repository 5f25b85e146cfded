import io
import re

from knowledge.core.db import session
from knowledge.core.jobs import run_until_done
from knowledge.core.permissions import MANAGER
from knowledge.core.tools import tools
from knowledge.library import service
from knowledge.library.models import DRAFT, File, Item, TypeField
from tests import make
from tests.client import words_of
from tests.queries import counted


def form(**more):
    return {"type": "tender", "title": "מכרז לפינוי אשפה", "visibility": "network"} | more


def file(name="notes.txt", content="מילים בקובץ"):
    return (io.BytesIO(content.encode()), name)


def only_item():
    return session.query(Item).one()


def stored():
    return list(tools().storage.names())


def hidden(page, name):
    return re.findall(f'name="{name}" value="([^"]+)"', page.text)


def test_a_form_makes_an_item_and_leads_to_it(app, browser):
    page = browser(make.person())

    answer = page.post("/items/new", form(tags="אשפה, מיחזור", files=[file()]), page="/items/new")
    shown = page.get(answer.location)

    item = only_item()
    assert (answer.status_code, answer.location) == (302, f"/items/{item.id}")
    assert [tag.name for tag in item.tags] == ["אשפה", "מיחזור"]
    for words in ("מכרז לפינוי אשפה", "notes.txt", "12 במרץ 2026", "נשמר", "בקריאה"):
        assert words in words_of(shown), words


def test_the_scripts_upload_is_told_where_the_item_is(app, browser):
    answer = browser(make.person()).post(
        "/items/new", form(files=[file()]), page="/items/new", headers={"Accept": "application/json"}
    )

    item = only_item()
    assert answer.json == {"url": f"/items/{item.id}", "items": [item.id]}


def test_a_refused_form_keeps_what_was_typed_and_its_files(app, browser):
    page = browser(make.person())

    refused = page.post(
        "/items/new", form(title="א" * 201, text="כבר נכתב", tags="אשפה", files=[file()]), page="/items/new"
    )
    kept = hidden(refused, "kept")
    answer = page.post("/items/new", form(kept=kept), page="/items/new")

    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    for words in ("כבר נכתב", "אשפה", "notes.txt"):
        assert words in refused.text
    assert answer.status_code == 302
    assert [each.name for each in only_item().files] == ["notes.txt"]
    assert len(stored()) == 1


def test_without_a_title_the_item_is_called_as_its_file(app, browser):
    page = browser(make.person())

    page.post("/items/new", form(title=" ", files=[file("נוהל_רכש_2024(1).txt")]), page="/items/new")
    without = page.post("/items/new", form(title=" "), page="/items/new")

    assert only_item().title == "נוהל רכש 2024"
    assert without.status_code == 422


def test_kept_files_belong_to_who_sent_them_and_for_a_day_only(app, browser, later_on):
    page, other = browser(make.person()), browser(make.person())
    refused = page.post("/items/new", form(type="", files=[file()]), page="/items/new")
    kept = hidden(refused, "kept")

    stolen = other.post("/items/new", form(title="גניבה", kept=kept), page="/items/new")
    forged = page.post("/items/new", form(title="זיוף", kept=[kept[0][:-2] + "xx"]), page="/items/new")
    later_on(hours=21)
    late = page.post("/items/new", form(title="באיחור", kept=kept), page="/items/new")

    assert [answer.status_code for answer in (stolen, forged, late)] == [302, 302, 302]
    assert session.query(File).count() == 0


def test_the_fields_of_a_type_come_without_a_script_too(app, browser):
    page = browser(make.person())

    before = page.get("/items/new")
    shown = page.post(
        "/items/new",
        form(type="project", title="כבר נכתב", show_fields="1", files=[file()]),
        page="/items/new",
    )
    alone = page.get("/items/new/fields?type=project&fields.partners=כולם")

    assert 'name="fields.' not in before.text
    assert (shown.status_code, 'name="fields.budget"' in shown.text) == (200, True)
    assert "כבר נכתב" in shown.text and hidden(shown, "kept")
    assert "<html" not in alone.text and 'value="כולם"' in alone.text


def test_fields_of_the_type_that_was_shown_before_are_left_out(app, browser):
    answer = browser(make.person()).post(
        "/items/new", form(type="tender", **{"fields.budget": "5", "fields.number": "7"}), page="/items/new"
    )

    assert answer.status_code == 302
    assert only_item().fields == {"number": "7"}


def test_a_missing_field_that_a_manager_requires_is_shown_and_told(app, browser):
    from_manager = session.query(TypeField).filter_by(type_code="tender", name="number").one()
    from_manager.required = True
    session.commit()

    answer = browser(make.person()).post("/items/new", form(), page="/items/new")

    assert answer.status_code == 422
    assert 'href="#field-fields-number"' in answer.text


def test_editing_changes_the_item_and_adds_files(app, browser):
    person = make.person()
    item = make.item(owner=person)
    address = f"/items/{item.id}/edit"

    answer = browser(person).post(
        address, form(title="כותרת חדשה", visibility=DRAFT, files=[file()]), page=address
    )

    session.remove()
    kept = session.get_one(Item, item.id)
    assert answer.status_code == 302
    assert (kept.title, kept.visibility, len(kept.files)) == ("כותרת חדשה", DRAFT, 1)


def test_a_refused_change_changes_nothing(app, browser):
    person = make.person()
    item = make.item(owner=person)
    address = f"/items/{item.id}/edit"

    answer = browser(person).post(address, form(title="", files=[file()]), page=address)

    session.remove()
    assert (answer.status_code, len(hidden(answer, "kept"))) == (422, 1)
    assert session.get_one(Item, item.id).title == item.title


def test_what_another_saved_meanwhile_is_not_overwritten_unseen(app, browser, later_on):
    person = make.person()
    item = make.item(owner=person)
    address = f"/items/{item.id}/edit"
    one, other = browser(person), browser(make.person(role=MANAGER))
    [seen] = hidden(one.get(address), "seen")
    later_on(minutes=1)
    other.post(address, form(title="של המנהלת"), page=address)

    answer = one.post(address, form(title="שלי", seen=seen), page=address)

    session.remove()
    assert (answer.status_code, session.get_one(Item, item.id).title) == (422, "של המנהלת")
    assert 'value="שלי"' in answer.text
    again = one.post(address, form(title="שלי", seen=hidden(answer, "seen")[0]), page=address)
    session.remove()
    assert (again.status_code, session.get_one(Item, item.id).title) == (302, "שלי")


def test_only_who_may_edit_gets_the_form(app, browser):
    item = make.item()
    address = f"/items/{item.id}/edit"

    assert browser(make.person()).get(address).status_code == 403
    assert browser(make.person(role=MANAGER)).get(address).status_code == 200
    assert address not in browser(make.person()).get(f"/items/{item.id}").text


def test_files_are_replaced_removed_and_read_again(app, browser, bring):
    owner = make.person()
    item = bring(owner, files={"a.txt": "ראשון", "ריק.pdf": ""})
    run_until_done()
    first, empty = (each.id for each in service.find(owner.actor, item.id).files)
    page, address = browser(owner), f"/items/{item.id}/edit"

    replaced = page.post(f"/files/{first}/replace", {"file": file("ב.txt", "שני")}, page=address)
    retried = page.post(f"/files/{empty}/retry", page=address)
    shown = words_of(page.get(f"/items/{item.id}"))
    removed = page.post(f"/files/{empty}/remove", page=address)

    assert {answer.status_code for answer in (replaced, retried, removed)} == {302}
    assert shown.index("ב.txt") < shown.index("גרסה קודמת") < shown.index("a.txt")
    session.remove()
    assert [each.id for each in session.get_one(Item, item.id).files] == [first]


def test_what_could_not_be_read_says_why_and_what_to_do(app, browser, bring):
    owner = make.person()
    bring(owner, files={"ריק.pdf": ""})
    run_until_done()

    listed = words_of(browser(owner).get("/my/items?tab=unreadable"))

    assert "ריק.pdf" in listed
    assert "הקובץ ריק" in listed
    assert "ניסיון נוסף" in listed or "לנסות שוב" in listed


def test_deleting_and_bringing_back(app, browser):
    owner = make.person()
    item = make.item(owner=owner)
    page = browser(owner)

    deleted = page.post(f"/items/{item.id}/delete", page=f"/items/{item.id}/edit")
    listed = words_of(page.get(deleted.location))
    back = page.post(f"/items/{item.id}/restore", page="/my/items?tab=bin")

    assert item.title in listed and "נותרו 30 ימים" in listed
    assert page.get(back.location).status_code == 200


def test_my_items_are_listed_by_what_became_of_them(app, browser, bring):
    owner = make.person()
    bring(owner, title="מוכן", files={"a.txt": "א"})
    bring(owner, title="טיוטה שלי", visibility=DRAFT)
    bring(owner, title="לא נקרא", files={"b.pdf": ""})
    run_until_done()
    bring(owner, title="ממתין", files={"c.txt": "ב"})
    bring(title="של אחרים")

    def titles(tab):
        page = browser(owner).get(f"/my/items?tab={tab}").text
        return re.findall(r'class="result__title".*?<a [^>]*>(?:<bdi>)?([^<]+)<', page, re.DOTALL)

    assert titles("all") == ["ממתין", "לא נקרא", "טיוטה שלי", "מוכן"]
    assert titles("drafts") == ["טיוטה שלי"]
    assert titles("waiting") == ["ממתין"]
    assert titles("unreadable") == ["לא נקרא"]
    assert titles("bin") == []


def test_who_comes_from_a_search_is_led_to_the_place(app, browser, bring):
    owner = make.person()
    item = bring(owner, files={"a.txt": "בלי", "b.txt": "כאן יש צפרדעים רבות"})
    run_until_done()
    kept = session.get_one(Item, item.id).files[1]

    shown = browser(owner).get(f"/items/{item.id}?q=צפרדע")
    text = browser(owner).get(f"/items/{item.id}/text?file={kept.id}&q=צפרדע")

    assert "<mark>צפרדעים</mark>" in shown.text
    assert f"/items/{item.id}/text?file={kept.id}&amp;section=1" in shown.text
    assert "<mark>צפרדעים</mark>" in text.text


def test_what_was_read_is_shown_as_text_and_not_as_a_page(app, browser, bring):
    owner = make.person()
    item = bring(owner, title="<b>כותרת</b>", files={"<i>.txt": "<script>alert(1)</script>"})
    run_until_done()

    for address in (f"/items/{item.id}", f"/items/{item.id}/text", f"/items/{item.id}/text?q=alert"):
        page = browser(owner).get(address).text
        assert "<script>alert" not in page
        assert "<b>כותרת" not in page and "<i>.txt" not in page


def test_pages_of_the_library_open_in_english_too(app, browser, bring):
    owner = make.person()
    item = bring(owner, files={"a.txt": "א"})

    for address in ("/items/new", f"/items/{item.id}", f"/items/{item.id}/edit", "/my/items"):
        page = browser(owner).get(f"{address}?lang=en")
        assert page.status_code == 200
        assert '<html lang="en" dir="ltr"' in page.text


def test_home_and_profile_show_what_the_reader_may_see(app, browser, bring):
    owner, reader = make.person(), make.person()
    bring(owner, title="לכולם")
    bring(owner, title="סודי", visibility=DRAFT)

    for address in ("/", f"/people/{owner.id}"):
        assert "לכולם" in words_of(browser(reader).get(address)), address
        assert "סודי" not in words_of(browser(reader).get(address)), address
    assert "סודי" in words_of(browser(owner).get(f"/people/{owner.id}"))
    assert "סודי" not in words_of(browser(owner).get("/"))  # drafts are no news


def test_home_tells_what_of_mine_is_being_read(app, browser, bring):
    owner = make.person()
    bring(owner, files={"a.txt": "א"})

    assert "פריט אחד שלי נקרא עכשיו" in words_of(browser(owner).get("/"))


def test_a_full_item_page_and_a_full_list_need_few_queries(app, browser, bring):
    owner = make.person(authority_id=make.authority().id)
    files = {f"{number}.txt": f"מילים {number}" for number in range(8)}
    item = bring(owner, tags=("א", "ב", "ג"), domains=("digital", "service"), files=files, text="טקסט")
    for number in range(25):
        bring(owner, title=f"פריט {number}", files={"a.txt": str(number)})
    run_until_done()
    reader, mine = browser(make.person()), browser(owner)

    with counted() as for_item:
        reader.get(f"/items/{item.id}")
    with counted() as for_list:
        mine.get("/my/items")

    assert len(for_item) <= 20, for_item
    assert len(for_list) <= 8, for_list


def test_lists_never_load_texts(app, browser, bring):
    owner = make.person()
    bring(owner, text="טקסט")

    with counted() as queries:
        browser(owner).get("/my/items")

    loading = [query for query in queries if not query.startswith("SELECT count(")]
    assert not [query for query in loading if re.search(r"\bitem\.(text|plain)\b", query)]


def test_a_form_with_repeated_names_is_taken_as_it_comes(app, browser):
    sent = form(domain=["digital", "service"], tags=["א", "ב"])

    browser(make.person()).post("/items/new", sent, page="/items/new")

    assert {domain.code for domain in only_item().domains} == {"digital", "service"}
    assert len(only_item().tags) == 2
