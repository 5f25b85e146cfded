"""The sample content keeps its own promises: everything named exists, every page has something to show."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from sample.content import FIELDS, FILES, HERE, Authority, authorities, items, people

TEXTS = [*HERE.glob("*.json"), *HERE.glob("items/*.json"), *HERE.glob("texts/**/*.md")]


def test_everything_named_exists():
    assert len(authorities()) == 14
    assert len(people()) == 16
    assert len(items()) >= 60  # reading checks every owner, rater, author, authority, domain, field and file


def test_data_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="עין דמיון"):
        Authority("עין דמיון", "Ein Dimyon", kind="village", region="north", size="small")


def test_all_eight_types_are_there():
    counts = Counter(item.type for item in items())

    assert set(counts) == set(FIELDS)
    assert min(counts.values()) >= 5


def test_names_titles_and_addresses_are_unique():
    for names in (
        [authority.name for authority in authorities()],
        [person.email for person in people()],
        [item.title for item in items()],
        [file for item in items() for file in item.files],
    ):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_every_file_belongs_to_an_item():
    assert {file for item in items() for file in item.files} == set(FILES.iterdir())


def test_files_are_small_enough_for_a_clone():
    assert sum(file.stat().st_size for file in FILES.iterdir()) < 2_500_000


def test_one_person_for_the_platform_and_one_for_the_community():
    roles = Counter(person.role for person in people())

    assert (roles["administrator"], roles["manager"]) == (1, 1)


def test_telephone_numbers_are_clearly_invented():
    assert [person.phone for person in people() if not re.fullmatch(r"050-000-00\d\d", person.phone)] == []


def test_tags_are_a_shared_vocabulary():
    tags = Counter(tag for item in items() for tag in item.tags)

    assert 40 <= len(tags) <= 65
    assert sum(times > 1 for times in tags.values()) > 0.75 * len(tags)


def test_the_awkward_cases_are_there():
    assert any(170 <= len(item.title) <= 200 for item in items())
    assert any(item.title.isascii() for item in items())
    assert any('תב"ע 512-0384' in item.title for item in items())
    assert any(len(item.tags) == 14 for item in items())
    assert any(not item.text and item.files for item in items())
    assert any(len(person.name.split()) == 4 for person in people())
    assert any(person.name.isascii() for person in people())
    assert Counter(item.visibility for item in items())["managers"] == 2
    assert Counter(item.visibility for item in items())["draft"] == 2
    assert sum(comment.hidden for item in items() for comment in item.comments) == 1


def test_ratings_show_why_one_vote_does_not_beat_twelve():
    means = {
        len(item.ratings): sum(stars for _, stars in item.ratings) / len(item.ratings)
        for item in items()
        if item.ratings
    }

    assert 4.5 < means[12] < 4.8
    assert any([stars for _, stars in item.ratings] == [5] for item in items())
    assert any(item.ratings and max(stars for _, stars in item.ratings) < 3 for item in items())


def test_dates_are_counted_back_from_the_day_of_loading():
    tender = next(item for item in items() if item.fields.get("published") == 205)

    fields = tender.fields_on(date(2026, 7, 25))

    assert fields["published"] == "2026-01-01"
    assert fields["estimate"] == "18500000"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_nobody_is_addressed_with_a_slash(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"[א-ת]+/(?:י|ת|ה|ות|ים|ית)\b", text) == []
