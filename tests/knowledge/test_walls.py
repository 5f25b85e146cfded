"""What holds for every address there is, whatever features bring: generated from the map of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from knowledge.accounts.limits import Allowance
from knowledge.core.api import PREFIX
from knowledge.core.permissions import ADMINISTRATOR
from knowledge.core.web import RowNumber
from tests import make
from tests.client import Browser

CHANGING = ("POST", "PUT", "PATCH", "DELETE")
FROM_ELSEWHERE = {"POST /share", "POST /no-more-mail/x"}
FOR_EVERYBODY = {f"OPTIONS {PREFIX}/uploads", f"OPTIONS {PREFIX}/uploads/x"}
TOO_MUCH = 10**30  # more than any database counts to
NUMBERS = ("page", "thread", "comments", "section", "file", "item", "draft", "tag")
VALUES: list[Any] = [TOO_MUCH, str(TOO_MUCH), [TOO_MUCH, TOO_MUCH + 1], {"value": {}}, None]
NAMES = (
    "type title text domains authority tags visibility fields stars parent mentions into order kind choices "
    "label_he label_en basics synonyms retired item name email role language"
)


def addresses(app: Flask, methods: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every method and address, with 1 for every number and x for every word in it."""
    for rule in app.url_map.iter_rules():
        for method in sorted(set(methods) & (rule.methods or set())):
            yield method, _filled(rule)


def _filled(rule: Rule) -> str:
    adapter = rule.map.bind("localhost")
    numbers = {name for name, kind in rule._converters.items() if isinstance(kind, RowNumber)}
    return adapter.build(rule.endpoint, {name: 1 if name in numbers else "x" for name in rule.arguments})


def test_what_changes_something_is_never_done_for_a_forged_page(app: Flask) -> None:
    client = Browser(app, make.person(role=ADMINISTRATOR)).client

    done = {
        f"{method} {address}"
        for method, address in addresses(app, CHANGING)
        if not address.startswith(PREFIX) and client.open(address, method=method).status_code != 400
    }

    assert done == FROM_ELSEWHERE


def test_the_api_asks_everybody_for_a_token(app: Flask) -> None:
    client = Browser(app, make.person(role=ADMINISTRATOR)).client  # a session counts for nothing there

    wrong = {
        f"{method} {address}"
        for method, address in addresses(app, ("GET", *CHANGING, "OPTIONS"))
        if address.startswith(PREFIX)
        for answer in (client.open(address, method=method),)
        if (answer.status_code, answer.mimetype) != (401, "application/problem+json")
    }

    assert wrong == FOR_EVERYBODY


def test_a_number_that_no_database_holds_is_no_accident(app: Flask, bring: Any) -> None:
    person = make.person(role=ADMINISTRATOR)
    bring(person, files={"a.txt": "מילים בקובץ"}, tags=("מים",))
    client = Browser(app, person).client
    app.testing = False  # an accident is answered, as people would see it
    typed = "&".join(f"{name}={TOO_MUCH}" for name in NUMBERS)

    accidents = [
        (address, name)
        for _method, address in addresses(app, ("GET",))
        if not address.startswith((PREFIX, "/static"))
        for name in (typed, *(f"{name}={TOO_MUCH}" for name in NUMBERS if address == "/items/1"))
        if client.get(f"{address}?{name}", buffered=True).status_code >= 500
    ]

    assert accidents == []


def test_the_api_takes_nothing_senseless_by_accident(
    app: Flask, bring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Allowance, "spend", lambda *_about: None)
    person = make.person(role=ADMINISTRATOR)
    bring(person, files={"a.txt": "מילים בקובץ"}, tags=("מים", "ביוב"))
    token = {"Authorization": f"Bearer {make.token(person)}"}
    app.testing = False
    bodies = [[], *(dict.fromkeys(NAMES.split(), value) for value in VALUES)]
    bodies += [{"tags": [1, TOO_MUCH], "into": 1}, {"tags": [1, 2], "into": TOO_MUCH}]

    wrong = []
    for method, address in addresses(app, ("POST", "PUT", "PATCH")):
        if not address.startswith(PREFIX) or re.search("erase|suspend", address):
            continue
        for body in bodies:
            answer = app.test_client().open(address, method=method, json=body, headers=token)
            is_problem = answer.mimetype == "application/problem+json"
            if answer.status_code >= 500 or (answer.status_code >= 400 and not is_problem):
                wrong.append((method, address, answer.status_code))

    assert wrong == []
