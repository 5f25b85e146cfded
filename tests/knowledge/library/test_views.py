"""The library's pages, as a person without scripts uses them."""

from __future__ import annotations

from tests import make


def test_every_page_opens(app, browser):
    owner = make.person()
    item = make.item(owner=owner)
    page = browser(owner)

    for address in ("/items/new", f"/items/{item.id}", f"/items/{item.id}/edit", "/my/items", "/"):
        answer = page.get(address)
        assert answer.status_code == 200, (address, answer.text)
