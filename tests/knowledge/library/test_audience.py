from knowledge.core import i18n
from knowledge.core.permissions import ADMINISTRATOR, MANAGER
from knowledge.library.audience import visibilities
from tests import make


def who():
    return {value: who for value, _label, who in visibilities()}


def test_who_will_see_an_item_is_said_in_numbers(app):
    for _ in range(3):
        make.person()
    make.person(role=MANAGER)
    make.person(role=ADMINISTRATOR)
    make.person(suspended=True)
    make.person(role=MANAGER, password=None)  # invited, and not here yet

    assert who() == {
        "network": "כל 5 חברי הרשת",
        "managers": "הנהלת הקהילה (2), ומי שהעלו",
        "draft": "רק מי שהעלו, בין הטיוטות שלהם",
    }


def test_it_is_said_in_english_too(app):
    make.person()
    make.person(role=MANAGER)
    i18n.set_language("en")

    assert who()["network"] == "All 2 members of the network"
    assert who()["managers"] == "The community's manager, and whoever added it"


def test_programs_are_told_as_well(app, client):
    answer = client(make.person()).get("/api/v1/visibilities").get_json()["visibilities"]

    assert [each["value"] for each in answer] == ["network", "managers", "draft"]
    assert all(each["who"] for each in answer)
