"""Tags that are one in every spelling, authorities, and the words behind facets."""

import threading

import pytest

from knowledge.core import feature
from knowledge.core.db import session, transaction
from knowledge.core.errors import Invalid, Refused
from knowledge.core.events import listen
from knowledge.core.permissions import MANAGER
from knowledge.taxonomy import service
from knowledge.taxonomy.events import AuthorityChanged
from knowledge.taxonomy.models import Authority, Tag
from knowledge.taxonomy.tags import tags_named
from tests import make

ONE = {
    "name": "עיריית נהר־שקמה",
    "name_en": "Nahar Shikma",
    "kind": "city",
    "region": "south",
    "size": "small",
}


def tags(*names):
    with transaction():
        return [tag.name for tag in tags_named(names)]


def facet(name):
    return next(each for each in feature.facets() if each.name == name)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("בלמ״ס", 'בלמ"ס'),
        ("צ׳ק־ליסט", "צ'ק-ליסט"),
        ("שָׁלוֹם", "שלום"),
        ("\ufb2aלום", "שלום"),
        ("Smart  City", "smart city"),
        ("#רכש", " רכש\n"),
        ("\u200fרכש", "רכש"),
        ("２０２６", "2026"),
    ],
)
def test_two_spellings_are_one_tag_and_the_first_stays(app, first, second):
    (kept,) = tags(first)

    assert tags(second) == [kept]
    assert session.query(Tag).count() == 1


def test_tags_keep_their_order_and_come_once(app):
    assert tags("רכש", "מים", "", " ", "רכש", "אשפה") == ["רכש", "מים", "אשפה"]


def test_twenty_tags_of_sixty_characters_and_no_more(app):
    assert len(tags(*[f"{number:02}" + "א" * 58 for number in range(20)])) == 20

    for names in ([str(number) for number in range(21)], ["א" * 61]):
        with pytest.raises(Invalid) as wrong:
            tags(*names)
        assert list(wrong.value.errors) == ["tags"]


def test_two_people_may_make_the_same_tags_at_once(app):
    barrier, found = threading.Barrier(4), []

    def make_tags():
        barrier.wait()
        with transaction():
            found.append([tag.id for tag in tags_named(["רכש", "מים", "אשפה"])])

    threads = [threading.Thread(target=make_tags) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert all(each == found[0] for each in found)


def test_an_authority_is_added_and_changed(app):
    manager = make.actor(role=MANAGER)
    heard = []
    listen(AuthorityChanged, heard.append)

    with transaction():
        added = service.add_authority(manager, ONE)
        service.change_authority(manager, added, {"size": "large"})
        service.change_authority(manager, added, {"size": "large"})

    assert session.query(Authority).one().size == "large"
    assert [event.authority_id for event in heard] == [added.id]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "א" * 121}, "name"),
        ({"name": 7}, "name"),
        ({"name": "עיריית מבחן"}, "name"),
        ({"kind": "village"}, "kind"),
        ({"region": ""}, "region"),
        ({"size": None}, "size"),
    ],
)
def test_what_is_wrong_about_an_authority_is_said_by_field(app, wrong, field):
    make.authority("עיריית מבחן")

    with transaction(), pytest.raises(Invalid) as refused:
        service.add_authority(make.actor(role=MANAGER), ONE | wrong)

    assert list(refused.value.errors) == [field]


def test_members_change_no_authorities(app):
    here, member = make.authority(), make.actor()

    with transaction():
        with pytest.raises(Refused):
            service.add_authority(member, ONE)
        with pytest.raises(Refused):
            service.change_authority(member, session.get_one(Authority, here.id), ONE)


def test_facets_name_their_values_and_know_what_people_type(app):
    place = make.authority("עיריית נהר־שקמה", name_en="Nahar Shikma")
    person = make.person("דנה כהן־לוי")
    tags("בלמ״ס")

    labels = {
        "authority_kind": {"city": "עירייה"},
        "authority": {str(place.id): "עיריית נהר־שקמה"},
        "domain": {"service": "שירות לתושב"},
        "owner": {str(person.id): "דנה כהן־לוי"},
        "tag": {"בלמ״ס": "בלמ״ס"},
    }
    typed = {
        "authority_kind": "עירייה",
        "authority": "נהר-שקמה",
        "domain": "לתושב",
        "owner": "לוי דנה",
        "tag": 'בלמ"ס',
    }
    for name, named in labels.items():
        assert facet(name).labels(list(named)) == named
        assert facet(name).resolve(typed[name]) == set(named)
        assert facet(name).resolve("אין כזה") == set()


def test_facets_stand_in_the_order_of_the_interface(app):
    mine = ("authority_kind", "authority", "domain", "owner", "tag")

    assert tuple(each.name for each in feature.facets() if each.name in mine) == mine
