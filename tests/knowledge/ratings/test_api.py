import pytest

from knowledge.core.db import session
from knowledge.library.models import DRAFT, MANAGERS, Item
from tests import make


def test_putting_stars_answers_the_mean_and_the_number(client):
    item = make.item()
    address = f"/api/v1/items/{item.id}/rating"

    first = client(make.person()).put(address, json={"stars": 5})
    second = client(make.person()).put(address, json={"stars": 4})

    assert first.json == {"item": item.id, "stars": 5.0, "ratings": 1}
    assert second.json == {"item": item.id, "stars": 4.5, "ratings": 2}


def test_deleting_takes_the_stars_back_and_may_be_repeated(client):
    item, reader = make.item(), make.person()
    address = f"/api/v1/items/{item.id}/rating"
    client(reader).put(address, json={"stars": 1})

    answers = [client(reader).delete(address).status_code for _each in range(2)]

    assert answers == [204, 204]
    assert session.get_one(Item, item.id).ratings == 0


@pytest.mark.parametrize(
    "body", [{}, {"stars": 0}, {"stars": 6}, {"stars": "5"}, {"stars": True}, {"stars": 4.0}]
)
def test_other_numbers_are_refused_with_a_sentence(client, body):
    answer = client(make.person()).put(f"/api/v1/items/{make.item().id}/rating", json=body)

    assert answer.status_code == 422
    assert answer.json["errors"] == {"stars": "אפשר לדרג מכוכב אחד עד חמישה."}


def test_one_cannot_rate_what_is_ones_own_or_hidden_or_without_a_token(app, client):
    owner, other = make.person(), make.person()
    own, draft = make.item(owner=owner), make.item(owner=owner, visibility=DRAFT)
    managers = make.item(owner=owner, visibility=MANAGERS)

    def put(item, who):
        return who.put(f"/api/v1/items/{item.id}/rating", json={"stars": 5}).status_code

    assert put(own, client(owner)) == 403
    assert put(draft, client(other)) == put(managers, client(other)) == 404
    assert put(own, app.test_client()) == 401
    assert client(other).put("/api/v1/items/999/rating", json={"stars": 5}).status_code == 404
    refused = client(owner).put(f"/api/v1/items/{own.id}/rating", json={"stars": 5})
    assert refused.json["detail"] == "את מה שהעלינו בעצמנו מדרגים אחרים."
