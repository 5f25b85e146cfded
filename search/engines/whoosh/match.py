"""Which documents answer a question, and how well: words, phrases, what is left out, and closeness."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from search.engines.whoosh.arrays import Array
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.snapshot import Snapshot
from search.hebrew.analyze import alternatives
from search.parse import MOST_WORDS, Parsed, Term
from search.recipe import EXACT, LOOSE, NEAR_PLACES, NEAR_WEIGHTS, near_pairs, near_weight


def text_scores(snapshot: Snapshot, parsed: Parsed) -> Array:
    """What the words of the question add up to in each document; closeness comes later, for the best."""
    scores = np.zeros(snapshot.size)
    for form in parsed.words:
        word = snapshot.word(form)
        scores[word.documents] += word.impact
    return scores


def matching(snapshot: Snapshot, parsed: Parsed, scores: Array) -> Array:
    """Which documents the text of the question matches, readers and filters aside."""
    mask = np.ones(snapshot.size, bool) if parsed.empty else scores > 0
    for group in parsed.required:
        mask &= np.logical_or.reduce([_having(snapshot, term) for term in group])
    for term in parsed.without:
        mask &= ~(_having(snapshot, term) if term.quoted else _having_joined(snapshot, term.forms[0]))
    return mask


def closeness(snapshot: Snapshot, parsed: Parsed, documents: Array) -> Array:
    """What words that stand close together add to these documents, which are sorted by number."""
    total = np.zeros(len(documents))
    pairs = list(near_pairs([alternatives(form) for form in parsed.words]))
    if not pairs or not len(documents):
        return total
    found = [snapshot.word(form) for form in parsed.words]
    places, bits, owners = _occurrences(snapshot, parsed.words, documents)
    for field, factor in NEAR_WEIGHTS.items():
        chosen = [np.flatnonzero(bits & _bit(field, number)) for number in range(len(found))]
        by_word = [(places[at], owners[at]) for at in chosen]
        for first, second in pairs:
            near = _near(by_word[first], by_word[second], len(documents))
            idfs = found[first].idfs[field], found[second].idfs[field]
            weights = found[first].weight, found[second].weight
            total += factor * near_weight(idfs, weights, second - first) * near / (near + 1)
    return total


def _having(snapshot: Snapshot, term: Term) -> Array:
    """Documents with the term: any form of a bare word, and exactly the words of a phrase."""
    mask = np.zeros(snapshot.size, bool)
    if not term.quoted:
        mask[snapshot.word(term.forms[0]).documents] = True
        return mask
    for base, segment in zip(snapshot.bases, snapshot.segments, strict=False):
        mask[base + _with_phrase(segment, term.forms)] = True
    return mask


def _having_joined(snapshot: Snapshot, form: str) -> Array:
    mask = np.zeros(snapshot.size, bool)
    for base, segment in zip(snapshot.bases, snapshot.segments, strict=False):
        mask[base + segment.find_joined(form)] = True
    return mask


def _with_phrase(segment: Segment, phrase: Sequence[str]) -> Array:
    """The documents of a segment in which the words stand one after another, as they are."""
    candidates: Array | None = None
    for form in dict.fromkeys(phrase):
        documents = segment.find(form, EXACT).documents
        candidates = documents if candidates is None else np.intersect1d(candidates, documents)
        if not len(candidates):
            return candidates
    if candidates is None or len(phrase) == 1:
        return candidates if candidates is not None else np.zeros(0, np.int32)
    tokens = segment.tokens_of(candidates.tolist())
    owners = np.repeat(candidates, np.diff(segment.ends)[candidates])
    starts = np.ones(max(len(tokens) - len(phrase) + 1, 0), bool)
    for offset, form in enumerate(phrase):
        starts &= tokens[offset : offset + len(starts)] == segment.words.find(form)
    starts &= owners[: len(starts)] == owners[len(phrase) - 1 :]
    return np.unique(owners[: len(starts)][starts])


def _occurrences(snapshot: Snapshot, words: Sequence[str], documents: Array) -> tuple[Array, Array, Array]:
    """Where words of the question stand in the documents: place, which words as bits, place in ``documents``.

    Places run on from document to document with a distance between them that nothing near can cross.
    """
    places, bits, owners = [], [], []
    first, number = 0, 0
    for segment, _, own in snapshot.grouped(documents):
        table = np.zeros(len(segment.words) + 1, np.uint64)  # the last place answers to BREAK
        for (word, form), field in product(enumerate(words), NEAR_WEIGHTS):
            for several in segment.forms(form, field):
                table[several] |= _bit(field, word)
        found = table[segment.tokens_of(own.tolist())]
        owner = np.repeat(np.arange(number, number + len(own)), np.diff(segment.ends)[own])
        at = np.flatnonzero(found)
        places.append(first + at + owner[at] * (NEAR_PLACES + 1))
        bits.append(found[at])
        owners.append(owner[at])
        first, number = first + len(found), number + len(own)
    return np.concatenate(places), np.concatenate(bits), np.concatenate(owners)


def _bit(field: int, word: int) -> np.uint64:
    return np.uint64(1 << (word + (MOST_WORDS if field == LOOSE else 0)))


def _near(first: tuple[Array, Array], second: tuple[Array, Array], documents: int) -> Array:
    """For each document the sum of 1/gap over neighbouring occurrences of two words, in either order."""
    places = np.concatenate((first[0], second[0]))
    owners = np.concatenate((first[1], second[1]))
    is_second = np.arange(len(places)) >= len(first[0])
    order = np.argsort(places, kind="stable")
    gaps, changes = np.diff(places[order]), np.diff(is_second[order])
    near = changes & (gaps > 0) & (gaps <= NEAR_PLACES)
    return np.bincount(owners[order][1:][near], 1 / gaps[near], documents)
