"""A browser without scripts: follows forms as a person would, forgery token included."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from knowledge.accounts.models import User
from knowledge.core.db import session


class Browser:
    """Gets pages and sends forms for one person."""

    def __init__(self, app: Flask, person: Any = None) -> None:
        self.client = app.test_client()
        if person is not None:
            user = session.get_one(User, person.id)
            with self.client.session_transaction() as cookie:
                cookie["_user_id"] = f"{user.id}.{user.session_key}"
                cookie["_fresh"] = True
            session.remove()

    def get(self, address: str, **more: Any) -> TestResponse:
        return self.client.get(address, **more)

    def post(
        self, address: str, form: dict[str, Any] | None = None, *, page: str = "", **more: Any
    ) -> TestResponse:
        """Send a form. The forgery token is taken from ``page``, or from the home page."""
        shown = self.client.get(page or "/", follow_redirects=True)
        match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown.text)
        assert match, f"no form on {page or '/'}"
        return self.client.post(address, data={"csrf_token": match[1], **(form or {})}, **more)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in ("script", "style", "svg")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "svg")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def words_of(response: TestResponse) -> str:
    """What a person reads on the page, in one line."""
    parser = _Text()
    parser.feed(response.text)
    return " ".join(" ".join(parser.pieces).split())
