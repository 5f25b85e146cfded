"""What is guessed of new items: from their own files, and from what items have that the actor may see."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from bench.understanding import load, measured
from knowledge.core import clock
from knowledge.core.db import reading, session, transaction
from knowledge.core.errors import Refused
from knowledge.core.findable import changed
from knowledge.core.jobs import run_until_done
from knowledge.core.permissions import Actor
from knowledge.core.tools import tools
from knowledge.library.models import DRAFT, MANAGERS, READY, WAITING, Blob, File, FileText, Item, ItemType
from knowledge.taxonomy.models import Domain
from knowledge.taxonomy.tags import tags_named
from knowledge.uploads.understanding import Understanding, understand
from search.engine import EngineAway
from tests import make
from tests.queries import counted

WASTE = "איסוף אשפה ביתית, מיחזור אריזות וקרטון, משאיות דחס, תחנת מעבר והטמנה באתר מורשה. "


@pytest.fixture
def shelve(app: Flask) -> Any:
    """Items that are there already: ``shelve("title", tags=["water"], plain="its text")``."""

    def shelve_one(title: str, *, tags: list[str] = [], domains: list[str] = [], **more: Any) -> Item:  # noqa: B006
        item = make.item(title, plain=more.pop("plain", WASTE), **more)
        with transaction():
            kept = session.get_one(Item, item.id)
            kept.tags, kept.domains = tags_named(tags), [session.get_one(Domain, code) for code in domains]
            changed("item", item.id)
        run_until_done()
        return item

    return shelve_one


def draft(owner: Actor, *files: tuple[str, str], titles: tuple[str, ...] = ("",), **more: Any) -> int:
    """A new item of these files, each a name and a text; returns its id."""
    item = make.item("בלי שם", owner=owner, type_code="information", visibility=DRAFT)
    with transaction():
        session.merge(Blob(name="0" * 64, size=1, touched=clock.now()))
        kept = session.get_one(Item, item.id)
        for (name, text), title in zip(files, titles * len(files), strict=False):
            values = {"state": READY, "media_type": "application/pdf"} | more
            file = File(name=name, title=title, blob="0" * 64, size=1, created=clock.now(), **values)
            kept.files.append(file)
            session.flush()
            session.add(FileText(file_id=file.id, position=0, page=1, text=text))
    return item.id


def guessed(actor: Actor, item_id: int, *, file: int | None = None) -> Understanding:
    with reading():
        item = session.get_one(Item, item_id)
        return understand(actor, item, None if file is None else item.files[file])


def values(guesses: Any) -> list[str]:
    return [guess.value for guess in guesses]


# Title


def test_a_title_is_what_the_file_calls_itself_its_first_line_and_its_name(app):
    dana = make.actor()
    item = draft(dana, ("נוהל_פינוי_סופי(2).docx", "עמוד שער\nפרקים"), titles=("נוהל פינוי אשפה",))

    found = guessed(dana, item).title

    assert values(found) == ["נוהל פינוי אשפה", "עמוד שער", "נוהל פינוי"]
    assert [guess.why for guess in found] == ["הכותרת שרשומה בקובץ", "השורה הראשונה בקובץ", "שם הקובץ"]


def test_the_same_title_is_offered_once_and_more_surely(app):
    dana = make.actor()

    twice = guessed(dana, draft(dana, ("א.docx", "נוהל פינוי\nפרקים"), titles=("נוהל פינוי",))).title
    once = guessed(dana, draft(dana, ("א.docx", "פרקים"), titles=("נוהל פינוי",))).title

    assert values(twice) == ["נוהל פינוי", "א"]
    assert twice[0].sure > once[0].sure


def test_a_table_is_called_by_its_name(app):
    dana = make.actor()
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    item = draft(dana, ("ספקי גינון.xlsx", "שם\tטלפון"), titles=("גיליון א",), media_type=sheet)

    assert values(guessed(dana, item).title) == ["ספקי גינון"]


def test_before_a_file_is_read_its_name_speaks(app):
    dana = make.actor()

    found = guessed(dana, draft(dana, ("מכרז_ניקיון_2026.pdf", "סוד"), state=WAITING))

    assert values(found.title) == ["מכרז ניקיון 2026"]
    assert values(found.type)[0] == "tender"


def test_one_of_several_files_can_be_understood_alone(app):
    dana = make.actor()
    item = draft(dana, ("נוהל חניה.pdf", "נוהל חניה"), ("תבנית מכתב.docx", "תבנית למילוי"))

    assert values(guessed(dana, item, file=1).title)[-1] == "תבנית מכתב"
    assert values(guessed(dana, item, file=1).type)[0] == "template"
    assert values(guessed(dana, item, file=0).type)[0] == "procedure"


# Type


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("א.pdf", "מכרז פומבי 7/2026\nתנאי סף, ערבות מכרז והצעות", "tender"),
        ("נהלים לעובדים.docx", "הנוהל חל על כל העובדים", "procedure"),
        ("טופס בקשה.docx", "שם: ________ תאריך: ________", "template"),
        ("אלפון.csv", "דנה 03-6123456 dana@example.org\nיוסי 052-1234567 y@example.org", "contacts"),
        ("survey.xlsx", "survey results 34% 12% 99% 1,204 33 41 5 7 8", "statistics"),
    ],
)
def test_a_type_is_known_by_its_words(app, name, text, expected):
    dana = make.actor()

    found = guessed(dana, draft(dana, (name, text))).type

    assert values(found)[0] == expected
    assert found[0].label == session.get_one(ItemType, expected).label


def test_a_type_is_that_of_similar_items_when_the_words_say_nothing(shelve):
    for number in range(3):
        shelve(f"איסוף {number}", type_code="suppliers")
    dana = make.actor()

    found = guessed(dana, draft(dana, ("א.pdf", WASTE * 3))).type

    assert [(guess.value, guess.why) for guess in found] == [("suppliers", "כמו ב־3 פריטים דומים")]


def test_types_that_a_manager_added_are_known_by_their_name_and_retired_ones_are_not_offered(app):
    with transaction():
        session.add(ItemType(code="job", label_he="הצעת עבודה", label_en="Job", position=20))
        session.get_one(ItemType, "procedure").retired = True
    dana = make.actor()

    assert values(guessed(dana, draft(dana, ("א.pdf", "הצעת עבודה: מהנדסת העיר"))).type)[0] == "job"
    assert "procedure" not in values(guessed(dana, draft(dana, ("נוהל.pdf", "נוהל נוהל"))).type)


def test_nothing_is_guessed_from_nothing(app):
    dana = make.actor()

    found = guessed(dana, draft(dana, ("1.pdf", "")))

    assert (found.type, found.tags, found.authority, found.domains) == ((), (), (), ())


# Tags and domains


def test_tags_of_similar_items_and_of_the_text_are_offered_with_their_reason(shelve):
    for number in range(3):
        shelve(f"איסוף {number}", tags=["אשפה", "קבלנים"])
    shelve("אחר", tags=["מיחזור"], plain="דבר אחר לגמרי")
    dana = make.actor()

    found = guessed(dana, draft(dana, ("מיחזור.pdf", WASTE * 3))).tags

    reasons = {guess.value: guess.why for guess in found}
    assert reasons["מיחזור"] == "מופיע בשם הקובץ או בראשו"
    assert reasons["קבלנים"] == "כמו ב־3 פריטים דומים"
    assert values(found)[0] == "אשפה"


def test_at_most_five_tags_the_surest_first(shelve):
    shelve("איסוף", tags=["אשפה", "מיחזור", "קרטון", "משאיות", "הטמנה", "אריזות", "דחס"])
    dana = make.actor()

    found = guessed(dana, draft(dana, ("א.pdf", WASTE * 5))).tags

    assert len(found) == 5
    assert [guess.sure for guess in found] == sorted((guess.sure for guess in found), reverse=True)


@pytest.mark.parametrize("visibility", [MANAGERS, DRAFT])
def test_no_word_of_an_item_one_may_not_see_is_offered(shelve, visibility):
    for number in range(3):
        shelve(
            f"סוד {number}", tags=["הטמנה"], visibility=visibility, type_code="suppliers", domains=["digital"]
        )
    dana = make.actor()

    found = guessed(dana, draft(dana, ("הטמנה.pdf", WASTE * 3)))

    assert (found.tags, found.type, found.domains) == ((), (), ())
    if visibility == MANAGERS:
        manager = make.actor(role="manager")
        theirs = guessed(manager, draft(manager, ("הטמנה.pdf", WASTE * 3)))
        assert (values(theirs.tags), values(theirs.type)) == (["הטמנה"], ["suppliers"])


def test_what_was_narrowed_is_forgotten_before_the_index_follows(shelve):
    hidden = shelve("סוד", tags=["הטמנה"])
    with transaction():
        session.get_one(Item, hidden.id).visibility = MANAGERS
        changed("item", hidden.id, narrowed=True)
    dana = make.actor()

    assert guessed(dana, draft(dana, ("הטמנה.pdf", WASTE * 3))).tags == ()


def test_what_was_said_of_the_item_itself_is_no_reason(shelve):
    dana = make.actor()
    item = draft(dana, ("א.pdf", WASTE * 3))
    with transaction():
        session.get_one(Item, item).tags = tags_named(["אשפה"])
        changed("item", item)
    run_until_done()

    assert guessed(dana, item).tags == ()


def test_domains_are_those_of_the_words_and_of_ones_other_items(shelve):
    dana = make.actor()
    shelve("אחר", owner=dana, domains=["digital"], plain="דבר אחר")
    shelve("עוד", owner=dana, domains=["digital"], plain="דבר שלישי")

    found = guessed(dana, draft(dana, ("תקציב.pdf", "תקציב, גבייה והכנסות מארנונה " * 5))).domains

    assert [guess.value for guess in found] == ["economy", "digital"]
    assert [guess.why for guess in found] == ["לפי המילים שבקובץ", "כמו בפריטים אחרים שלך"]


# Authority


def test_the_authority_that_a_file_names_is_offered(app):
    named, _other = make.authority("עיריית שער החולות"), make.authority("מגדל תמר")
    dana = make.actor()

    found = guessed(dana, draft(dana, ("א.pdf", "מועצת שער החולות מזמינה. המכרז של שער החולות."))).authority

    assert [(guess.value, guess.label) for guess in found] == [(str(named.id), "עיריית שער החולות")]


@pytest.mark.parametrize("text", ["החולות שבשער", "שער החולות, מגדל תמר, נווה תכלת", ""])
def test_no_authority_is_offered_when_none_or_many_are_named(app, text):
    for name in ("שער החולות", "מגדל תמר", "נווה תכלת"):
        make.authority(name)
    dana = make.actor()

    assert guessed(dana, draft(dana, ("א.pdf", text))).authority == ()


# All of it


def test_others_are_refused(app):
    item = draft(make.actor(), ("א.pdf", WASTE))

    with pytest.raises(Refused):
        guessed(make.actor(), item)


def test_without_search_the_files_themselves_speak(shelve, monkeypatch):
    shelve("איסוף", tags=["אשפה"])
    dana = make.actor()
    item = draft(dana, ("נוהל אשפה.pdf", WASTE))

    def away(*_args: object, **_named: object) -> None:
        raise EngineAway("gone")

    monkeypatch.setattr(tools().search, "search", away)
    found = guessed(dana, item)

    assert values(found.type)[0] == "procedure"
    assert (values(found.title)[-1], found.tags) == ("נוהל אשפה", ())


def test_few_queries_whatever_the_number_of_files_and_similar_items(shelve):
    for number in range(6):
        shelve(f"איסוף {number}", tags=[f"תג {number}"], domains=["service"])
    dana = make.actor()
    item = draft(dana, *[(f"{number}.pdf", WASTE) for number in range(8)])

    with reading():
        kept = session.get_one(Item, item)
        list(kept.files)
        with counted() as queries:
            understand(dana, kept)

    assert len(queries) <= 9


@pytest.mark.slow
def test_most_of_what_is_guessed_of_the_sample_items_is_right(app):
    with app.app_context():
        load()

    found = measured()

    assert found.items >= 40
    assert found.first_type / found.items >= 0.85
    assert found.tags.precision >= 0.6
    assert found.tags.recall >= 0.35
    assert found.domains.precision >= 0.7
