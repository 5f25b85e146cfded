"""What is set is what is meant, and a wrong value stops the start with one sentence that names it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT, WrongSetting, from_environment

WRONG = [
    ("INSTANCE", "{file}"),
    ("DATABASE_URL", "mysql://somebody:secret@server/otzar"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite:///{folder}/missing/otzar.sqlite"),
    ("DATABASE_URL", "sqlite:///{folder}"),
    ("SEARCH_URL", "ftp://somebody:secret@server"),
    ("SEARCH_URL", "{file}"),
    ("TIKA_URL", "tika"),
    ("STORAGE_URL", "ftp://somebody:secret@server"),
    ("STORAGE_URL", "{file}"),
    ("MAIL_URL", "mail.example"),
    ("MAIL_URL", "smtp://"),
    ("MAIL_URL", "smtp://somebody:secret@server:many"),
    ("MAIL_FROM", "Otzar"),
    ("MAIL_FROM", "otzar@example.org\nBcc: everybody@example.org"),
    ("PUBLIC_URL", "otzar.example"),
    ("PUBLIC_URL", "ftp://otzar.example"),
    ("PUBLIC_URL", "http://[otzar"),
    ("PUBLIC_URL", "http://otzar.example:99999"),
    ("PORT", "http"),
    ("PORT", "65536"),
    ("PORT", "-1"),
    ("TRUSTED_PROXIES", "yes"),
    ("TRUSTED_PROXIES", "10"),
    ("MAX_UPLOAD", "much"),
    ("MAX_UPLOAD", "0"),
    ("MAX_UPLOAD", "-5 MB"),
    ("SANDBOX", "off"),
]


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "file"
    file.touch()
    return {"INSTANCE": str(tmp_path / "instance"), "file": str(file), "folder": str(tmp_path)}


def test_nothing_need_be_set(places):
    config = from_environment({"INSTANCE": places["INSTANCE"]})

    assert config.database == f"sqlite:///{places['INSTANCE']}/otzar.sqlite"
    assert config.search == f"{places['INSTANCE']}/index"
    assert config.storage == f"{places['INSTANCE']}/files"
    assert config.mail == f"{places['INSTANCE']}/mail"
    assert (config.public_url, config.host, config.port) == ("http://127.0.0.1:5000", "127.0.0.1", 5000)
    assert (config.tika, config.trusted_proxies, config.sandbox) == ("", 0, "")
    assert config.max_upload == 200 * 2**20


def test_links_in_mails_follow_the_port_unless_an_address_is_named(places):
    at_port = from_environment({**places, "PORT": "5077"})
    named = from_environment({**places, "PORT": "5077", "PUBLIC_URL": "https://otzar.example.org"})

    assert at_port.public_url == "http://127.0.0.1:5077"
    assert named.public_url == "https://otzar.example.org"


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_with_one_sentence_that_names_it(places, name, value):
    value = value.format(**places)

    with pytest.raises(WrongSetting) as wrong:
        from_environment({"INSTANCE": places["INSTANCE"], name: value})

    sentence = str(wrong.value)
    assert sentence.startswith(name) and sentence.endswith(".") and "\n" not in sentence
    assert "secret@" not in sentence


def test_a_wrong_value_stops_the_start(places):
    stopped = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "setup"],
        cwd=ROOT,
        env={**os.environ, "INSTANCE": places["INSTANCE"], "PORT": "many"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert stopped.returncode == 1
    assert stopped.stderr.strip() == "PORT must be a whole number from 0 to 65535, not 'many'."


@pytest.mark.parametrize(
    ("text", "size"), [("1", 1), ("10KB", 10 * 2**10), ("5 mb", 5 * 2**20), ("1 GB", 2**30)]
)
def test_a_size_may_have_a_unit(places, text, size):
    assert from_environment({"INSTANCE": places["INSTANCE"], "MAX_UPLOAD": text}).max_upload == size


def test_the_secret_key_is_made_once_and_kept_for_its_owner_only(places):
    first = from_environment({"INSTANCE": places["INSTANCE"]}).secret_key
    again = from_environment({"INSTANCE": places["INSTANCE"]}).secret_key

    file = Path(places["INSTANCE"], "secret_key")
    assert first == again == file.read_text() and len(first) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_secret_key_that_is_set_is_used_and_not_written_down(places):
    config = from_environment({"INSTANCE": places["INSTANCE"], "SECRET_KEY": "a key of my own"})

    assert config.secret_key == "a key of my own"
    assert not Path(places["INSTANCE"], "secret_key").exists()


def test_an_empty_key_file_is_told_and_not_used(places):
    Path(places["INSTANCE"]).mkdir()
    Path(places["INSTANCE"], "secret_key").touch()

    with pytest.raises(WrongSetting, match=r"^SECRET_KEY: the file .* is empty"):
        from_environment({"INSTANCE": places["INSTANCE"]})


def test_no_slash_doubles_in_links(places):
    config = from_environment({"INSTANCE": places["INSTANCE"], "PUBLIC_URL": "https://otzar.example/"})

    assert config.public_url == "https://otzar.example"
    assert config.mail_from == "Otzar <otzar@otzar.example>"
