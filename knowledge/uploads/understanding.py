"""What a new item seems to be, guessed from its files and from what items have that the actor may see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from knowledge.core.db import session
from knowledge.core.i18n import _
from knowledge.core.permissions import Actor
from knowledge.library.models import File, Item, ItemType
from knowledge.library.permissions import EDIT
from knowledge.taxonomy import service as taxonomy
from knowledge.taxonomy.models import Authority
from knowledge.taxonomy.service import fold
from knowledge.uploads.evidence import Evidence, evidence_of
from knowledge.uploads.guessing import Guessing, Likely, by_words, like_similar
from knowledge.uploads.kinds import domain_words, speaks_for
from knowledge.uploads.surroundings import TAG, Surroundings, look_around, votes
from search.hebrew.analyze import forms

_SIMILAR = 0.5  # what similar items say of the type; the best word in the name of a file says 1.2
_TITLES, _TYPES, _DOMAINS, _TAGS = 3, 2, 2, 5
_SURE_TYPE, _SURE_DOMAIN, _SURE_TAG, _SURE_AUTHORITY = 0.2, 0.4, 0.25, 0.4
_MOST_TAGS = 2_000  # of all tags the actor may see, the most frequent ones
_SURE_TITLE, _SURE_NAME, _AGREE = 0.6, 0.5, 0.2  # the order in which they are offered
_IN_NAME = 3  # times in the text that once in the name of the file is worth
_PARTICLES = "בהולמש"
_KIND_OF_AUTHORITY = re.compile("^(?:עיריית|עירית|ה?מועצה ה?(?:מקומית|אזורית))\\s+")


@dataclass(frozen=True, slots=True)
class Guess:
    """A value to be offered, never to be set: ``why`` is a sentence, ``sure`` is from 0 to 1.

    ``value`` is what the form sends: a title, a type's or a domain's code, an authority's id, a tag's name.
    """

    value: str
    label: str
    why: str
    sure: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Guesses for each field of the form, the surest first; empty where nothing is known."""

    title: tuple[Guess, ...] = ()
    type: tuple[Guess, ...] = ()
    domains: tuple[Guess, ...] = ()
    authority: tuple[Guess, ...] = ()
    tags: tuple[Guess, ...] = ()


def understand(actor: Actor, item: Item, file: File | None = None) -> Understanding:
    """What an item seems to be by all of its files, or by one of them.

    What was said of the item itself does not count, so that the guesses stay while somebody fills the form.
    When search is away, only the files themselves speak.
    """
    EDIT.require(actor, item)
    evidence = evidence_of([file] if file else item.files)
    around = look_around(actor, item, evidence)
    types = tuple(_types(evidence, around))
    guessing = Guessing(evidence, around, around.of_type(types[0].value if types else ""))
    return Understanding(
        title=tuple(_titles(evidence))[:_TITLES],
        type=types,
        domains=_domains(guessing),
        authority=tuple(_authority(evidence)),
        tags=_tags(guessing, around),
    )


def _titles(evidence: Evidence) -> Iterator[Guess]:
    """What the first file calls itself, how it begins, and its name; each once."""
    titles, headings, names = evidence.titles[:1], evidence.headings[:1], evidence.names[:1]
    if evidence.table:  # the first line is a row of headings, and the title often that of a sheet
        titles = headings = ()
    agree = _AGREE if set(map(fold, titles)) & set(map(fold, headings)) else 0.0
    offered = [(title, _("What the file calls itself"), _SURE_TITLE + agree) for title in titles]
    offered += [(title, _("The first line of the file"), _SURE_TITLE) for title in headings]
    offered += [(title, _("The name of the file"), _SURE_NAME) for title in names]
    seen: set[str] = set()
    for title, why, sure in offered:
        if fold(title) not in seen:
            seen.add(fold(title))
            yield Guess(title, title, why, sure)


def _types(evidence: Evidence, around: Surroundings) -> Iterator[Guess]:
    known = session.scalars(select(ItemType).where(~ItemType.retired).order_by(ItemType.position)).all()
    spoken = speaks_for(evidence, {each.code: f"{each.label_he}, {each.label_en}" for each in known})
    shares, numbers = votes((weight, [item.type_code]) for weight, item in around.neighbours)
    worth = {code: said + _SIMILAR * shares.get(code, 0.0) for code, said in spoken.items()}
    labels = {each.code: each.label for each in known}
    best = sorted(worth, key=lambda code: -worth[code])[:_TYPES]
    total = sum(worth[code] for code in best) + _SIMILAR
    for code in best:
        sure = worth[code] / total
        if worth[code] >= _SIMILAR and sure >= _SURE_TYPE:
            similar = _SIMILAR * shares.get(code, 0.0) > spoken[code]
            yield Guess(code, labels[code], like_similar(numbers[code]) if similar else by_words(), sure)


def _domains(guessing: Guessing) -> tuple[Guess, ...]:
    domains = taxonomy.domains()
    likely = [
        guessing.domain(domain.code, domain_words(domain.code, f"{domain.label_he}, {domain.label_en}"))
        for domain in domains
    ]
    return _best(likely, {domain.code: domain.label for domain in domains}, _SURE_DOMAIN, _DOMAINS)


def _tags(guessing: Guessing, around: Surroundings) -> tuple[Guess, ...]:
    """Only tags of items the actor may see: the counts know no others."""
    names = sorted(around.everywhere.facets.get(TAG, {}).items(), key=lambda pair: -pair[1])[:_MOST_TAGS]
    likely = [guessing.tag(name, _words(name)) for name, _count in names]
    return _best(likely, {name: name for name, _count in names}, _SURE_TAG, _TAGS)


def _best(likely: Sequence[Likely], labels: Mapping[str, str], least: float, most: int) -> tuple[Guess, ...]:
    best = sorted((each for each in likely if each.sure >= least), key=lambda each: -each.sure)
    return tuple(Guess(each.value, labels[each.value], each.why, each.sure) for each in best[:most])


def _authority(evidence: Evidence) -> Iterator[Guess]:
    """The authority that the files name most, if any."""
    text, called = (f" {' '.join(words)} " for words in (evidence.words.forms, evidence.called.forms))
    named: list[tuple[int, Authority]] = []
    for authority in taxonomy.authorities():
        words = _words(_KIND_OF_AUTHORITY.sub("", authority.name))
        if words and (evidence.words.strictly(words) or evidence.called.strictly(words)):
            names = [f" {particle}{' '.join(words)} " for particle in ("", *_PARTICLES)]
            if times := sum(text.count(name) + _IN_NAME * called.count(name) for name in names):
                named.append((times, authority))
    if named:
        most, best = max(named, key=lambda pair: pair[0])
        sure = most / (sum(times for times, _authority in named) + 1)
        if sure >= _SURE_AUTHORITY:
            yield Guess(str(best.id), best.label, _("It is named in the file"), sure)


@lru_cache(maxsize=4_096)
def _words(name: str) -> tuple[str, ...]:
    return tuple(forms(name))
