"""What tests of several features share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from knowledge.accounts.models import User
from tests import make


@pytest.fixture
def client(app: Flask) -> Callable[[User], FlaskClient]:
    """An API client of a person: ``client(person).get(…)``."""

    def open_one(person: User) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make.token(person)}"
        return client

    return open_one
