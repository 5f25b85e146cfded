"""People as search finds them."""

import pytest

from knowledge.accounts import membership
from knowledge.accounts.models import User
from knowledge.core.db import session, transaction
from knowledge.core.findable import excluded_keys
from knowledge.core.jobs import Job
from knowledge.core.permissions import MANAGER
from knowledge.profiles import service
from knowledge.profiles.indexing import documents, load
from knowledge.profiles.models import Profile
from knowledge.taxonomy.models import Authority, Domain
from knowledge.taxonomy.service import change_authority
from tests import make


def test_a_person_is_found_by_name_job_knowledge_and_authority(app):
    place = make.authority("עיריית נהר־שקמה", name_en="Nahar Shikma")
    person = make.person("דנה כהן", job="מנהלת רכש", about="**מכרזים**", authority_id=place.id)

    with transaction():
        session.get_one(Profile, person.id).domains = [session.get_one(Domain, "digital")]

    (document,) = documents([person.id])

    assert (document.key, document.title) == (f"person:{person.id}", "דנה כהן")
    assert document.body == (
        "מנהלת רכש\nמכרזים\nעיריית נהר־שקמה Nahar Shikma\nדיגיטציה וחדשנות Digitisation and innovation"
    )
    assert document.readers == {"network"}


@pytest.mark.parametrize("state", [{"suspended": True}, {"password": None}])
def test_who_is_not_here_is_not_in_the_index(app, state):
    person = make.person(**state)

    assert list(documents([person.id])) == []
    assert load(make.actor(), [person.id]) == {}


def test_everybody_is_told_when_the_index_is_built_anew(app):
    people = {make.person().id for _number in range(3)}

    assert {document.id for document in documents(None)} == people


def test_suspension_hides_a_person_from_that_moment_on(app):
    person = make.person()

    with transaction():
        membership.suspend(make.actor(role=MANAGER), session.get_one(User, person.id))

    assert f"person:{person.id}" in excluded_keys()


def test_what_a_person_changes_reaches_the_index(app):
    person = make.person()

    with transaction():
        service.change(person.actor, session.get_one(Profile, person.id), {"job": "מנהלת רכש"})

    assert session.query(Job).filter_by(subject=f"person:{person.id}").count() == 1


def test_a_renamed_authority_reaches_its_people(app):
    here = make.authority()
    person = make.person(authority_id=here.id)
    make.person()

    with transaction():
        authority = session.get_one(Authority, here.id)
        change_authority(make.actor(role=MANAGER), authority, {"name": "מועצת נהר"})

    asked = session.query(Job).filter(Job.subject.like("person:%")).all()
    assert [job.subject for job in asked] == [f"person:{person.id}"]


def test_whoever_joins_has_a_page(app):
    with transaction():
        user = membership.add(email="new@test.example", name="נועה")

    assert session.get(Profile, user.id)
