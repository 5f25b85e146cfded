"""People who can sign in, and letters that were sent to them."""

import re
from email import message_from_bytes, policy
from functools import cache

import pytest

from knowledge.accounts.passwords import hashed
from knowledge.core.jobs import run_until_done
from tests import make


@pytest.fixture
def someone(app):
    """Makes a person with the password make.PASSWORD."""

    def one(name="", **more):
        return make.person(name, password=_the_hash(), **more)

    return one


@cache
def _the_hash():
    return hashed(make.PASSWORD)


@pytest.fixture
def post(config):
    """Lets letters go out; gives those that came since the last call."""
    seen = set()

    def arrived():
        run_until_done()
        files = [file for file in sorted((config.instance / "mail").glob("*.eml")) if file not in seen]
        seen.update(files)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return arrived


@pytest.fixture
def link_in():
    """The one-time link of a letter, as a path."""

    def path(letter):
        text = letter.get_body(("plain",)).get_content()
        return re.search(r"http://127\.0\.0\.1:5000(/link/\S+)", text)[1]

    return path
