"""What managers do with accounts, and the record of it."""

import pytest

from knowledge.accounts import membership
from knowledge.accounts.models import Deed, User
from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Refused
from knowledge.core.permissions import ADMINISTRATOR, MANAGER, MEMBER, ROLES
from tests import make
from tests.client import words_of

ACTIONS = {
    "role": ("/people/{}/role", {"role": MANAGER}),
    "suspension": ("/people/{}/suspension", {}),
}


def role_of(person):
    session.remove()
    return session.get_one(User, person.id).role


def is_suspended(person):
    session.remove()
    return session.get_one(User, person.id).suspended


def invite(visitor, **form):
    form = {"name": "נועה", "email": "new@test.example", "role": MEMBER} | form
    return visitor.post("/people/invite", form, page="/settings")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("of", ROLES)
@pytest.mark.parametrize("by", ROLES)
def test_who_may_change_whom(browser, someone, by, of, action):
    someone(role=ADMINISTRATOR)
    person, actor = someone(role=of), someone(role=by)
    address, form = ACTIONS[action]

    answer = browser(actor).post(address.format(person.id), form, page="/settings")

    allowed = by == ADMINISTRATOR or (by == MANAGER and of != ADMINISTRATOR)
    assert answer.status_code == (302 if allowed else 403)
    changed = role_of(person) != of or is_suspended(person)
    assert changed == (allowed and (action == "suspension" or of != MANAGER))


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_themselves(browser, someone, role, action):
    someone(role=ADMINISTRATOR)
    person = someone(role=role)
    address, form = ACTIONS[action]

    answer = browser(person).post(address.format(person.id), form, page="/settings")

    assert answer.status_code == 403
    assert (role_of(person), is_suspended(person)) == (role, False)


@pytest.mark.parametrize("by", ROLES)
@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_make_administrators(browser, someone, by, role):
    person = someone()

    answer = browser(someone(role=by)).post(f"/people/{person.id}/role", {"role": role}, page="/settings")

    allowed = by == ADMINISTRATOR or (by == MANAGER and role != ADMINISTRATOR)
    assert answer.status_code == (302 if allowed else 403)
    assert role_of(person) == (role if allowed else MEMBER)


@pytest.mark.parametrize("by", ROLES)
@pytest.mark.parametrize("role", [*ROLES, "owner"])
def test_who_may_invite_whom(browser, someone, by, role):
    actor = someone(role=by)

    answer = invite(browser(actor), role=role)

    allowed = by == ADMINISTRATOR or (by == MANAGER and role != ADMINISTRATOR)
    assert answer.status_code == (403 if not allowed or by == MEMBER else 422 if role == "owner" else 302)
    made = session.query(User).filter_by(email="new@test.example").count()
    assert made == (answer.status_code == 302)


def test_an_invitation_tells_what_is_wrong_and_keeps_what_was_typed(browser, someone):
    visitor = browser(someone(role=MANAGER))

    refused = invite(visitor, name="", email="no address", authority="99")

    assert refused.status_code == 422
    assert "זה לא נראה כמו כתובת דואר" in words_of(refused)
    assert "הרשות הזו אינה ברשימה" in words_of(refused)
    assert 'value="no address"' in refused.text


@pytest.mark.parametrize(
    "email",
    [
        "x@y",
        "a b@c.example",
        "a@b.example\nBcc: c@d.example",
        "<a@b.example>",
        "a@b.example,c@d.example",
        "א@ב.example",
    ],
)
def test_only_a_plain_mail_address_is_taken(app, email):
    with transaction(), pytest.raises(Invalid) as wrong:
        membership.add(email=email, name="נועה")

    assert list(wrong.value.errors) == ["email"]


def test_a_mail_address_is_one_person_in_any_case(browser, someone):
    someone(email="new@test.example")

    refused = invite(browser(someone(role=MANAGER)), email="NEW@Test.Example ")

    assert refused.status_code == 422
    assert "כבר רשומה" in words_of(refused)


def test_a_second_invitation_replaces_the_first(browser, someone, post, link_in):
    manager = someone(role=MANAGER)
    visitor = browser(manager)
    invite(visitor)
    first = link_in(post()[0])
    person = session.query(User).filter_by(email="new@test.example").one()
    session.remove()

    visitor.post(f"/people/{person.id}/invite", page="/settings")

    second = link_in(post()[0])
    assert browser().get(first).status_code == 410
    assert browser().get(second).status_code == 200


def test_who_has_arrived_is_not_invited_again(browser, someone):
    person = someone()

    answer = browser(someone(role=MANAGER)).post(f"/people/{person.id}/invite", page="/settings")

    assert answer.status_code == 403


def test_suspension_ends_sessions_and_tokens_for_good(browser, someone):
    person, manager = someone(), someone(role=MANAGER)
    there, headers = browser(person), {"Authorization": f"Bearer {make.token(person)}"}
    assert browser().get("/api/v1/me", headers=headers).status_code == 200
    visitor = browser(manager)

    visitor.post(f"/people/{person.id}/suspension", page="/settings")
    suspended = there.get("/settings").status_code, browser().get("/api/v1/me", headers=headers).status_code
    visitor.post(f"/people/{person.id}/suspension", {"suspended": "0"}, page="/settings")

    assert suspended == (302, 401)
    assert not is_suspended(person)
    assert there.get("/settings").status_code == 302
    assert browser().get("/api/v1/me", headers=headers).status_code == 401
    form = {"email": person.email, "password": make.PASSWORD}
    assert browser().post("/sign-in", form, page="/sign-in").status_code == 302


def test_the_last_administrator_stays_one(app, someone):
    last, gone = someone(role=ADMINISTRATOR), someone(role=ADMINISTRATOR, suspended=True)

    for change in (
        lambda user: membership.suspend(gone.actor, user),
        lambda user: membership.change_role(gone.actor, user, MEMBER),
    ):
        with transaction(), pytest.raises(Refused):
            change(session.get_one(User, last.id))

    assert (role_of(last), is_suspended(last)) == (ADMINISTRATOR, False)


def test_a_role_holds_from_the_next_request_on(browser, someone):
    person = someone(role=MANAGER)
    visitor = browser(person)
    assert visitor.get("/people/record").status_code == 200

    with transaction():
        membership.change_role(someone(role=ADMINISTRATOR).actor, session.get_one(User, person.id), MEMBER)

    assert visitor.get("/people/record").status_code == 403


def test_the_record_says_who_did_what_to_whom(browser, someone):
    manager, person = someone("דנה כהן", role=MANAGER), someone("אבי <b>לוי</b>")
    visitor = browser(manager)
    visitor.post(f"/people/{person.id}/role", {"role": MANAGER}, page="/settings")
    visitor.post(f"/people/{person.id}/suspension", page="/settings")

    page = visitor.get("/people/record")

    words = words_of(page)
    assert "דנה כהן : השעיית החשבון של אבי <b>לוי</b>" in words
    assert "(הנהלת הקהילה)" in words
    assert "<b>לוי" not in page.text
    assert words.index("השעיית") < words.index("שינוי סוג החשבון")


def test_the_record_has_pages(browser, someone):
    manager = someone(role=MANAGER)
    person = someone()
    with transaction():
        for _number in range(25):
            membership.note(membership.LET_IN, person)

    visitor = browser(manager)

    assert visitor.get("/people/record").text.count("פתיחה מחדש") == 20
    assert visitor.get("/people/record?page=2").text.count("פתיחה מחדש") == 5
    assert "פקודה במסוף" in words_of(visitor.get("/people/record?page=2"))


def test_members_do_not_see_the_record(browser, someone):
    assert browser(someone()).get("/people/record").status_code == 403


def test_what_changes_nothing_is_not_recorded(app, someone):
    manager, person = someone(role=MANAGER), someone()

    with transaction():
        user = session.get_one(User, person.id)
        membership.change_role(manager.actor, user, MEMBER)
        membership.let_in(manager.actor, user)

    assert session.query(Deed).count() == 0


@pytest.mark.parametrize(("language", "subject"), [("he", "הזמנה לאוצר"), ("en", "An invitation to Otzar")])
def test_an_invitation_speaks_the_language_chosen_for_it(browser, someone, post, language, subject):
    manager = browser(someone(role=MANAGER))

    invite(manager, language=language)

    assert subject in post()[-1]["Subject"]
    session.remove()
    assert session.query(User).filter_by(email="new@test.example").one().language == language


def test_an_unknown_language_is_refused(browser, someone):
    answer = invite(browser(someone(role=MANAGER)), language="xx")

    assert answer.status_code == 422


def test_the_same_mail_invited_twice_at_once_is_told_in_a_sentence(someone, monkeypatch):
    manager = someone(role=MANAGER).actor
    with transaction():
        membership.invite(manager, email="new@test.example", name="נועה")
    monkeypatch.setattr(membership.session, "scalar", lambda _statement: None)  # the other is not there yet

    with transaction():
        with pytest.raises(Invalid, match="כבר רשומה כאן") as refusal:
            membership.invite(manager, email="new@test.example", name="נועה")
        monkeypatch.undo()

    assert refusal.value.errors.keys() == {"email"}
