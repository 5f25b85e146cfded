"""A feature's table of contents, and the features of this platform."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from knowledge.core.events import Event
from knowledge.core.findable import Findable
from knowledge.core.jobs import JobKind
from knowledge.core.permissions import Actor, Permission

if TYPE_CHECKING:
    from click import Command
    from flask import Blueprint
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Panel:
    """A part a feature offers to a page it does not know.

    ``load(actor, thing)`` gives the template's variables, or None to show nothing. ``answer`` turns these
    into what the API tells under ``name``, where the page has a twin there.
    """

    place: str
    template: str
    load: Callable[[Actor, Any], Mapping[str, Any] | None]
    name: str = ""
    answer: Callable[[Mapping[str, Any]], Any] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A way into a feature from the frame: ``place`` is main, me or phone. Lower ``order`` comes first."""

    place: str
    endpoint: str
    label: str
    icon: str
    order: int
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow a search, under the name it has in documents, addresses and the API.

    ``labels(values)`` names the values for people. ``resolve(typed)`` turns what stands behind ``name:``
    in the search box into values; none when nothing fits. The values of a ``private`` facet are told only to
    who may see something that has them. ``drawn``: as a ``list`` to tick, as bars of ``months``, or not at
    all (``""``), because another facet says the same on the page. ``completes(typed)`` gives values that have
    another name in which a word begins so, for suggestions.
    """

    name: str
    label: str
    order: int
    labels: Callable[[Collection[str]], Mapping[str, str]]
    resolve: Callable[[str], frozenset[str]] | None = None
    private: bool = False
    drawn: str = "list"
    completes: Callable[[str], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """Everything a feature adds to the platform. Nothing is registered anywhere else."""

    name: str
    pages: Blueprint | None = None
    api: Blueprint | None = None
    permissions: tuple[Permission, ...] = ()
    panels: tuple[Panel, ...] = ()
    entries: tuple[Entry, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    findables: tuple[Findable, ...] = ()
    facets: tuple[Facet, ...] = ()
    more_facets: Callable[[], Iterable[Facet]] | None = None  # those that are rows, and change while it runs
    deeds: Mapping[str, str] = field(default_factory=dict)  # sentences of the record: actor, person, thing
    listens: Mapping[type[Event], tuple[Callable[[Any], None], ...]] = field(default_factory=dict)
    commands: tuple[Command, ...] = ()
    # What the database tells somebody of a thing, by the part of its page that shows it: see knowledge/live.
    marks: Mapping[str, Callable[[Actor, Any], Sequence[ColumnElement[Any]]]] = field(default_factory=dict)
    seed: Callable[[], None] | None = None  # rows every installation begins with; safe to repeat


_installed: list[Feature] = []


def set_installed(features: Iterable[Feature]) -> None:
    _installed[:] = features


def installed() -> tuple[Feature, ...]:
    """The features of this platform, highest first."""
    return tuple(_installed)


def panels(place: str) -> Iterable[Panel]:
    """What features show in this place, lowest first: what is there before what is said of it."""
    return (panel for feature in reversed(_installed) for panel in feature.panels if panel.place == place)


def entries(place: str) -> list[Entry]:
    found = (entry for feature in _installed for entry in feature.entries if entry.place == place)
    return sorted(found, key=lambda entry: entry.order)


def facets() -> list[Facet]:
    found = [facet for feature in _installed for facet in feature.facets]
    found += [facet for feature in _installed if feature.more_facets for facet in feature.more_facets()]
    return sorted(found, key=lambda facet: facet.order)


def deed_sentences() -> dict[str, str]:
    """What the record of who did what says, by the deed's code."""
    return {code: sentence for feature in _installed for code, sentence in feature.deeds.items()}


def permission(name: str) -> Permission:
    """The permission of that name. Raises KeyError when no feature lists it."""
    for feature in _installed:
        for known in feature.permissions:
            if known.name == name:
                return known
    raise KeyError(name)
