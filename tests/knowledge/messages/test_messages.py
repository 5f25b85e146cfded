"""Messages: who may write to whom, what goes out by mail, and what never does."""

import email
import email.policy

import pytest

from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Missing, Refused, TooMany
from knowledge.core.jobs import run_until_done
from knowledge.core.permissions import MANAGER
from knowledge.core.tools import tools
from knowledge.library.models import DRAFT, MANAGERS
from knowledge.messages.models import Message
from knowledge.messages.service import LONGEST, write
from knowledge.profiles.models import Profile
from tests import make
from tests.client import words_of

pytestmark = pytest.mark.usefixtures("app")


def page_of(person):
    return session.get_one(Profile, person.id)


def mails():
    """What went out, oldest first."""
    run_until_done()
    return [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in sorted(tools().config.instance.glob("mail/*.eml"))
    ]


def body(mail, kind="plain"):
    return mail.get_body((kind,)).get_content()


def test_a_message_goes_out_by_mail_and_is_kept():
    sender, recipient = make.person("דנה כהן"), make.person("יוסי לוי")
    item = make.item("מכרז גינון", owner=recipient)

    with transaction():
        write(sender.actor, page_of(recipient), "איך בחרתם?\n\nתודה", item=item)

    [mail] = mails()
    assert mail["To"] == recipient.email
    assert mail["Reply-To"] == sender.email
    assert mail["Subject"] == "הודעה מאת דנה כהן בעניין ״מכרז גינון״"
    assert "שלום יוסי לוי" in body(mail)
    assert "איך בחרתם?\n\nתודה" in body(mail)
    assert f"http://127.0.0.1:5000/items/{item.id}" in body(mail)
    assert 'dir="rtl"' in body(mail, "html")
    kept = session.query(Message).one()
    assert (kept.sender_id, kept.recipient_id, kept.item_id) == (sender.id, recipient.id, item.id)
    assert kept.text == "איך בחרתם?\n\nתודה"


def test_the_mail_is_in_the_recipients_language():
    sender, recipient = make.person("דנה כהן"), make.person("Ann Lee", language="en")

    with transaction():
        write(sender.actor, page_of(recipient), "שלום")

    [mail] = mails()
    assert mail["Subject"] == "דנה כהן wrote to you"
    assert '<html lang="en" dir="ltr">' in body(mail, "html")
    assert "Hello Ann Lee" in body(mail)


def test_what_people_wrote_is_text_and_nothing_else():
    sender = make.person("Eve\nBcc: all@test.example")
    recipient = make.person("<b>יוסי</b>")
    item = make.item("</a><script>alert(1)</script>", owner=recipient)

    with transaction():
        write(sender.actor, page_of(recipient), "<img src=x onerror=alert(1)>\nשורה", item=item)

    [mail] = mails()
    assert mail["Bcc"] is None
    assert mail["To"] == recipient.email
    html = body(mail, "html")
    assert "<script" not in html and "<img" not in html and "<b>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;<br>שורה" in html


@pytest.mark.parametrize("text", ["", " \n ", "א" * (LONGEST + 1)])
def test_an_empty_or_endless_message_is_not_sent(text):
    sender, recipient = make.person(), make.person()

    with pytest.raises(Invalid) as wrong, transaction():
        write(sender.actor, page_of(recipient), text)

    assert set(wrong.value.errors) == {"text"}
    assert mails() == []


@pytest.mark.parametrize("about", [{"by_message": False}, {"suspended": True}, {"password": None}])
def test_who_takes_no_messages_gets_none(about):
    sender, recipient = make.person(), make.person("נועה", **about)

    with pytest.raises(Refused) as refused, transaction():
        write(sender.actor, page_of(recipient), "שלום")

    assert refused.value.sentence == "אי אפשר לשלוח הודעה אל נועה."
    assert mails() == []


def test_nobody_writes_to_themselves():
    person = make.person()

    with pytest.raises(Refused), transaction():
        write(person.actor, page_of(person), "תזכורת")


def test_an_item_the_sender_may_not_see_cannot_be_named():
    sender, recipient = make.person(), make.person()
    hidden = make.item(owner=recipient, visibility=DRAFT)

    with pytest.raises(Missing), transaction():
        write(sender.actor, page_of(recipient), "מה זה?", item=hidden)


def test_an_item_the_recipient_may_not_see_is_not_told_to_them():
    manager, member = make.person(role=MANAGER), make.person()
    inner = make.item("לעיני ההנהלה", owner=manager, visibility=MANAGERS)

    with pytest.raises(Invalid) as wrong, transaction():
        write(manager.actor, page_of(member), "ראו", item=inner)

    assert set(wrong.value.errors) == {"item"}
    assert mails() == []


def test_twenty_messages_an_hour_are_enough(later_on):
    sender, recipient, other = make.person(), make.person(), make.person()

    def send(who):
        with transaction():
            write(who.actor, page_of(recipient), "שלום")

    for _each in range(20):
        send(sender)
    with pytest.raises(TooMany) as too_many:
        send(sender)
    send(other)
    later_on(hours=1, seconds=1)
    send(sender)

    assert 0 < too_many.value.wait <= 3600
    assert session.query(Message).count() == 22


def test_the_form_offers_the_other_ways_the_person_allows(browser):
    open_person = make.person(phone="050-1234567", by_phone=True, by_whatsapp=False)
    closed = make.person(phone="050-1234567", by_phone=False, by_whatsapp=False)
    reader = browser(make.person())

    assert 'href="tel:0501234567"' in reader.get(f"/people/{open_person.id}/message").text
    assert "0501234567" not in reader.get(f"/people/{closed.id}/message").text


def test_the_form_says_where_answers_go_and_sends(browser):
    sender, recipient = make.person(), make.person("יוסי לוי")
    item = make.item("מכרז גינון", owner=recipient)
    page = f"/people/{recipient.id}/message?item={item.id}"

    form = browser(sender).get(page)
    answer = browser(sender).post(page, {"text": "שלום"}, page=page, follow_redirects=True)

    assert sender.email in words_of(form)
    assert "הודעה אל יוסי לוי" in words_of(form) and "מכרז גינון" in words_of(form)
    assert "ההודעה בדרך אל יוסי לוי. התשובה תגיע בדואר אלקטרוני." in words_of(answer)
    assert answer.request.path == f"/items/{item.id}"
    assert len(mails()) == 1


def test_a_refused_message_comes_back_with_what_was_typed(browser):
    page = f"/people/{make.person().id}/message"

    answer = browser(make.person()).post(page, {"text": "מילה " * 2000}, page=page)

    assert answer.status_code == 422
    assert "יש כאן מקום ל־5,000 תווים" in words_of(answer)
    assert "מילה מילה" in answer.text


def test_the_form_opens_only_where_a_message_may_go(browser):
    sender, closed, gone = make.person(), make.person(by_message=False), make.person(suspended=True)
    hidden = make.item(owner=closed, visibility=DRAFT)
    own = browser(sender)

    assert own.get(f"/people/{closed.id}/message").status_code == 403
    assert own.get(f"/people/{gone.id}/message").status_code == 404
    assert own.get(f"/people/{sender.id}/message").status_code == 403
    assert own.get(f"/people/{make.person().id}/message?item={hidden.id}").status_code == 404
    assert own.get(f"/people/{make.person().id}/message?item={10**30}").status_code == 404
    assert browser().get(f"/people/{sender.id}/message").status_code == 302


def test_an_items_page_offers_every_way_its_owner_allows(browser):
    owner = make.person("יוסי לוי", phone="050-1234567", by_whatsapp=True, by_phone=True, by_email=True)
    item = make.item(owner=owner)

    shown = browser(make.person()).get(f"/items/{item.id}").text

    assert "יצירת קשר עם יוסי לוי" in shown
    assert f'href="/people/{owner.id}/message?item={item.id}"' in shown
    assert 'href="https://wa.me/972501234567"' in shown
    assert 'href="tel:0501234567"' in shown
    assert f'href="mailto:{owner.email}"' in shown


def test_the_first_button_is_another_way_when_messages_are_closed(browser):
    owner = make.person(phone="050-1234567", by_message=False, by_phone=True)
    item = make.item(owner=owner)

    shown = browser(make.person()).get(f"/items/{item.id}").text

    assert 'class="button button--primary" href="tel:0501234567"' in shown
    assert "/message" not in shown


def test_nobody_is_offered_to_contact_themselves_or_the_unreachable(browser):
    silent, gone = make.person(by_message=False), make.person(suspended=True)
    person = make.person()

    for owner in (silent, gone, person):
        assert "יצירת קשר" not in browser(person).get(f"/items/{make.item(owner=owner).id}").text


def test_a_persons_page_offers_a_message(browser):
    person = make.person("יוסי לוי")

    shown = browser(make.person()).get(f"/people/{person.id}").text

    assert f'href="/people/{person.id}/message"' in shown
    assert "/message" not in browser(person).get(f"/people/{person.id}").text


def test_the_api_sends_messages_too(client):
    sender, recipient = make.person(), make.person("יוסי לוי")
    item = make.item(owner=recipient)

    answer = client(sender).post(
        f"/api/v1/people/{recipient.id}/messages", json={"text": "שלום", "item": item.id}
    )

    assert answer.status_code == 201
    assert answer.json["recipient"] == {"id": recipient.id, "name": "יוסי לוי"}
    assert (answer.json["text"], answer.json["item"]) == ("שלום", item.id)
    assert len(mails()) == 1


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": 7}, {"text": "א", "item": "7"}, {"text": "א", "item": True}]
)
def test_the_api_names_what_is_wrong(client, body):
    answer = client(make.person()).post(f"/api/v1/people/{make.person().id}/messages", json=body)

    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"item" if "item" in body else "text"}


def test_the_api_refuses_what_the_page_refuses(app, client):
    sender, closed = make.person(), make.person(by_message=False)
    hidden = make.item(visibility=DRAFT)

    def post(person, **body):
        return client(sender).post(f"/api/v1/people/{person.id}/messages", json={"text": "א", **body})

    assert post(closed).status_code == 403
    assert post(sender).status_code == 403
    assert post(make.person(suspended=True)).status_code == 404
    assert post(make.person(), item=hidden.id).status_code == 404
    assert post(make.person(), item=10**30).status_code == 404
    assert app.test_client().post(f"/api/v1/people/{closed.id}/messages", json={}).status_code == 401


def test_the_twenty_first_message_says_when_to_come_back(client):
    sender, recipient = client(make.person()), make.person()
    address = f"/api/v1/people/{recipient.id}/messages"

    answers = [sender.post(address, json={"text": "א"}) for _each in range(21)]

    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
