"""What a new item seems to be, guessed from its files and from what similar items have."""

from __future__ import annotations

from dataclasses import dataclass


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
