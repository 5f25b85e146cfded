"""Letters on their way: rows, the job that sends them, a folder and a real mail server on loopback."""

import base64
import email
import email.policy
import smtplib
import socket
import threading

import pytest

from knowledge.core import letters, stationery
from knowledge.core.db import session, transaction
from knowledge.core.jobs import Job, run_until_done
from knowledge.core.letters import Letter
from knowledge.core.mail import FolderMailer, SmtpMailer, open_mailer
from knowledge.core.tools import tools


class MailServer:
    """Takes mail from one client after the other, and remembers it."""

    def __init__(self, *, refuses=False):
        self.refuses = refuses
        self.taken, self.signed_in = [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(timeout=5)

    def _serve(self):
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as wire:
                self._talk(wire)

    def _talk(self, wire):
        def say(line):
            wire.write(line.encode() + b"\r\n")
            wire.flush()

        say("220 ready")
        while command := wire.readline().strip().decode():
            verb = command[:4].upper()
            if verb == "EHLO":
                say("250-here\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                self.signed_in.append(base64.b64decode(command.split()[2]).decode().split("\0")[1:])
                say("235 welcome")
            elif verb == "DATA":
                say("354 go on")
                self.taken.append(self._body(wire))
                say("250 taken")
            elif verb == "RCPT" and self.refuses:
                say("550 nobody here")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 fine")

    def _body(self, wire):
        lines = []
        while (line := wire.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


def post(**changes):
    values = {
        "subject": "הזמנה לאוצר",
        "text": "שלום,\n.\nנקודה בתחילת שורה",
        "html": "<p>שלום</p>",
        "reply_to": "asker@test.example",
    } | changes
    with transaction():
        return letters.post("dana@test.example", **values)


def files():
    folder = tools().mailer.folder
    return [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in sorted(folder.glob("*.eml"))
    ]


def test_a_letter_becomes_a_file_with_both_kinds_of_text(app):
    post()

    run_until_done()

    [mail] = files()
    assert mail["To"] == "dana@test.example"
    assert mail["From"] == "Otzar <otzar@127.0.0.1>"
    assert mail["Reply-To"] == "asker@test.example"
    assert mail["Subject"] == "הזמנה לאוצר"
    assert mail.get_body(("plain",)).get_content() == "שלום,\n.\nנקודה בתחילת שורה\n"
    assert mail.get_body(("html",)).get_content() == "<p>שלום</p>\n"


def test_a_letter_is_sent_once_and_its_words_are_forgotten(app):
    letter = post()

    letters.send([str(letter.id)])
    letters.send([str(letter.id)])

    kept = session.get_one(Letter, letter.id)
    assert len(files()) == 1
    assert (kept.text, kept.html) == ("", "")
    assert kept.sent is not None


def test_letters_written_at_the_same_moment_are_different_files(app):
    for number in range(3):
        post(subject=f"מכתב {number}")

    run_until_done()

    assert {mail["Subject"] for mail in files()} == {"מכתב 0", "מכתב 1", "מכתב 2"}


def test_a_letter_that_is_rolled_back_never_goes(app):
    with pytest.raises(ZeroDivisionError), transaction():
        letters.post("dana@test.example", subject="א", text="ב", html="ג")
        raise ZeroDivisionError

    run_until_done()

    assert session.query(Letter).count() == 0
    assert not tools().mailer.folder.exists()


def test_a_letter_waits_while_the_server_is_away(app, later_on):
    with MailServer() as gone:
        pass
    working = tools().mailer
    tools().__dict__["_mailer"] = SmtpMailer(f"smtp://127.0.0.1:{gone.port}")
    letter = post()

    run_until_done()
    assert session.get_one(Letter, letter.id).sent is None
    assert session.query(Job).filter(Job.name == "core.letters.send").one().attempts == 1
    tools().__dict__["_mailer"] = working
    later_on(minutes=1)
    run_until_done()

    assert [mail["Subject"] for mail in files()] == ["הזמנה לאוצר"]


def test_a_mail_server_gets_the_letter_as_it_was_written(app, mail_server):
    tools().__dict__["_mailer"] = SmtpMailer(f"smtp://otzar:p%40ss@127.0.0.1:{mail_server.port}")
    post()

    run_until_done()

    [mail] = mail_server.taken
    assert mail_server.signed_in == [["otzar", "p@ss"]]
    assert mail["Subject"] == "הזמנה לאוצר"
    assert mail.get_body(("plain",)).get_content().splitlines() == ["שלום,", ".", "נקודה בתחילת שורה"]


def test_a_refused_recipient_is_an_error_and_not_a_silence():
    with MailServer(refuses=True) as server, pytest.raises(smtplib.SMTPRecipientsRefused):
        message = email.message.EmailMessage()
        message["From"], message["To"] = "a@test.example", "b@test.example"
        SmtpMailer(f"smtp://127.0.0.1:{server.port}").send(message)


@pytest.mark.parametrize("subject", ["שורה\nBcc: evil@test.example", "שורה\r\n\r\n<script>", "a\u2028Bcc: b"])
def test_a_subject_cannot_become_another_header(app, subject):
    post(subject=subject)

    run_until_done()

    [mail] = files()
    assert mail["Bcc"] is None
    assert mail["Subject"] == " ".join(subject.split())


def test_an_address_decides_how_mail_goes(tmp_path):
    assert isinstance(open_mailer(str(tmp_path)), FolderMailer)
    assert isinstance(open_mailer("smtps://mail.test.example"), SmtpMailer)


@pytest.mark.parametrize("language, direction", [("he", "rtl"), ("en", "ltr")])
def test_stationery_speaks_the_recipients_language_and_escapes_what_people_wrote(app, language, direction):
    with transaction(), stationery.speaking(language):
        letter = stationery.write(
            "dana@test.example",
            "message",
            subject="x",
            name="<b>דנה</b>",
            sender="Eve<script>",
            authority="",
            sender_url="http://127.0.0.1:5000/people/1",
            text="<img src=x onerror=alert(1)>\nשורה",
            item="",
            item_url="",
        )

    assert f'<html lang="{language}" dir="{direction}">' in letter.html
    assert "<img" not in letter.html and "<script" not in letter.html and "<b>" not in letter.html
    assert "<img src=x onerror=alert(1)>\nשורה" in letter.text
