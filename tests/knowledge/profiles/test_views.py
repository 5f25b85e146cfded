"""The list of people, their pages, and one's own part of the settings."""

import pytest

from knowledge.core.db import session
from knowledge.core.permissions import ADMINISTRATOR, MANAGER
from knowledge.profiles.models import Profile
from tests import make
from tests.client import words_of
from tests.queries import counted


def test_the_list_shows_names_jobs_and_authorities(browser, app):
    place = make.authority("עיריית נהר־שקמה", name_en="Nahar Shikma")
    make.person("דנה כהן", authority_id=place.id, job="מנהלת רכש")
    visitor = browser(make.person())

    assert "דנה כהן מנהלת רכש · עיריית נהר־שקמה" in words_of(visitor.get("/people"))
    assert "Nahar Shikma" in words_of(visitor.get("/people?lang=en"))


def test_the_list_has_pages_that_keep_the_search(browser, app):
    for number in range(25):
        make.person(f"דנה {number:02}")
    visitor = browser(make.person("אבי"))

    page = visitor.get("/people?q=דנה&page=2")

    assert page.text.count('class="person"') == 5
    assert "25 אנשים" in words_of(page)
    assert "q=%D7%93%D7%A0%D7%94" in page.text


def test_nobody_found_offers_everybody(browser, app):
    assert "לא נמצא אף אחד" in words_of(browser(make.person()).get("/people?q=אין כזה"))


def test_managers_see_roles_and_states_and_members_do_not(browser, app):
    make.person("מוזמנת", password=None)
    make.person("מושהית", suspended=True)
    make.person("מנהלת", role=ADMINISTRATOR)

    managers = words_of(browser(make.person("אבי", role=MANAGER)).get("/people"))
    members = words_of(browser(make.person("רות")).get("/people"))

    for words in ("מוזמנת", "טרם הצטרפות", "מושהה", "ניהול המערכת", "הזמנה"):
        assert words in managers
        assert words not in members


def test_a_page_tells_who_and_how_to_reach(browser, app):
    person = make.person(
        "דנה <b>כהן</b>",
        email="dana@test.example",
        job="מנהלת רכש",
        about="**מכרזים** <script>alert(1)</script>",
        phone="050-1234567",
        by_whatsapp=True,
    )

    page = browser(make.person()).get(f"/people/{person.id}")

    assert "דנה <b>כהן</b>" in words_of(page)
    assert "<strong>מכרזים</strong>" in page.text
    assert "<script>alert" not in page.text
    assert 'href="https://wa.me/972501234567"' in page.text
    assert "dana@test.example" not in page.text
    assert "tel:" not in page.text


@pytest.mark.parametrize("state", [{"suspended": True}, {"password": None}])
def test_the_page_of_who_is_not_here_is_missing_for_members(browser, app, state):
    person = make.person(**state)

    assert browser(make.person()).get(f"/people/{person.id}").status_code == 404
    page = browser(make.person(role=MANAGER)).get(f"/people/{person.id}")
    assert "רק הנהלת הקהילה רואה את הדף" in words_of(page)


def test_managing_is_offered_to_who_may(browser, app):
    member, boss = make.person(), make.person(role=ADMINISTRATOR)
    manager = browser(make.person(role=MANAGER))

    assert "השעיה" in words_of(manager.get(f"/people/{member.id}"))
    assert "השעיה" not in words_of(manager.get(f"/people/{boss.id}"))
    assert "השעיה" not in words_of(browser(make.person()).get(f"/people/{member.id}"))


def test_what_is_saved_in_the_settings_shows_on_the_page(browser, app):
    place = make.authority("עיריית נהר־שקמה")
    person = make.person()
    visitor = browser(person)

    form = {"name": "דנה כהן", "authority": str(place.id), "job": "מנהלת רכש", "about": "מכרזים"}
    visitor.post("/settings/profile", form, page="/settings")
    visitor.post("/settings/contact", {"phone": "050-1234567", "by_phone": "1"}, page="/settings")

    words = words_of(browser(make.person()).get(f"/people/{person.id}"))
    for part in ("דנה כהן", "עיריית נהר־שקמה", "מנהלת רכש", "מכרזים", "050-1234567"):
        assert part in words
    assert not session.get_one(Profile, person.id).by_message


def test_a_form_that_is_not_taken_keeps_what_was_typed(browser, app):
    visitor = browser(make.person(phone="03-1234567"))

    refused = visitor.post("/settings/contact", {"phone": "abc", "by_whatsapp": "1"}, page="/settings")

    assert refused.status_code == 422
    assert 'value="abc"' in refused.text
    assert "זה לא נראה כמו מספר טלפון" in words_of(refused)
    assert refused.text.count("checked") == 3  # WhatsApp as typed; language and theme as kept


def test_the_list_asks_the_database_at_most_five_times(browser, app):
    for number in range(15):
        make.person(f"דנה {number}", authority_id=make.authority().id)
    visitor = browser(make.person())

    with counted() as queries:
        visitor.get("/people")

    assert len(queries) <= 5, queries


def test_a_page_asks_the_database_at_most_eight_times(browser, app):
    person = make.person(authority_id=make.authority().id)
    for number in range(5):
        make.item(f"פריט {number}", owner=person)
    visitor = browser(make.person(role=MANAGER))

    with counted() as queries:
        visitor.get(f"/people/{person.id}")

    assert len(queries) <= 8, queries


def test_home_asks_once_what_interests_one(browser, app):
    visitor = browser(make.person())

    asked = words_of(visitor.get("/"))
    answer = visitor.post("/settings/fields", {"domain": "digital", "follows": "1"})
    choosing = visitor.get(answer.location)
    after = words_of(visitor.get("/"))

    assert "מה מעניין אותך?" in asked
    assert choosing.text.count('aria-pressed="true"') == 1 and "סיום" in words_of(choosing)
    assert "מה מעניין אותך?" not in after


def test_a_field_is_taken_back_with_the_same_button(browser, app):
    person = make.person()
    visitor = browser(person)

    for code, follows in (("digital", 1), ("service", 1), ("digital", 0)):
        visitor.post("/settings/fields", {"domain": code, "follows": str(follows)})

    session.remove()
    assert [each.code for each in session.get_one(Profile, person.id).domains] == ["service"]


def test_not_now_is_heard(browser, app):
    visitor = browser(make.person())

    visitor.post("/settings/fields/later")

    assert "מה מעניין אותך?" not in words_of(visitor.get("/"))


def test_a_field_that_is_not_known_is_refused(browser, app):
    answer = browser(make.person()).post("/settings/fields", {"domain": "magic", "follows": "1"})

    assert answer.status_code == 422


def test_fields_are_chosen_in_the_settings_and_shown_on_the_page(browser, app):
    person = make.person("דנה כהן")
    visitor = browser(person)
    form = {"name": "דנה כהן", "authority": "", "job": "", "about": "", "domains": ["service", "digital"]}

    visitor.post("/settings/profile", form, page="/settings")
    page = visitor.get(f"/people/{person.id}")

    assert "דיגיטציה וחדשנות" in words_of(page) and "/search?domain=service" in page.text
    assert visitor.get("/settings").text.count('name="domains"') == 6
