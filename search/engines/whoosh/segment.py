"""One segment as searches see it: postings in Whoosh, and arrays beside them. It never changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher
from whoosh.filedb.structfile import BufferFile

from search.engines.whoosh.arrays import Array, Damaged, OpenFile, Stored, Texts, read_arrays
from search.engines.whoosh.cache import Cache
from search.engines.whoosh.expansions import Expansions
from search.engines.whoosh.rows import COLUMNS, SCHEMA, WORDS, Row
from search.hebrew.analyze import alternatives
from search.recipe import EXACT, FIELDS, JOINED, LOOSE, fields_of
from search.spelling import Spellings

ARRAYS_EXT = ".arrays"
_SPREADS_KEPT = 8 * 20_000  # bytes of numbers
# What Whoosh needs for the postings of a word, more or less.
_BYTES_OF_NO_POSTINGS, _BYTES_OF_A_POSTING = 63, 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """Where a word stands in one field: documents, how often, and the documents of each alternative."""

    documents: Array
    counts: Array
    containing: Array


class Everywhere(NamedTuple):
    """Where a word stands in each of FIELDS."""

    fields: tuple[Found, ...]

    @property
    def nbytes(self) -> int:
        return sum(500 + found.documents.nbytes + found.counts.nbytes for found in self.fields)


class Labels(NamedTuple):
    """The labels of one name: their values, and which document bears which value."""

    values: list[str]
    documents: Array
    codes: Array  # places in values


class TitleIndex(NamedTuple):
    """The words of all titles: their remainders in order, and which word stands in which title."""

    parts: list[str]
    words: Array  # the word of each part
    tokens: Array
    documents: Array  # the document of each token
    starts: Array  # the first token of each document


class Segment:
    """The words, documents and labels of one segment."""

    def __init__(self, folder: Path, segment: Any, cache: Cache) -> None:
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        arrays = read_arrays(folder / (self.name + ARRAYS_EXT))
        self.words, self.keys = Texts(arrays, WORDS, large=True), Texts(arrays, "key")
        self.titles, self.stamps = Texts(arrays, "title"), Texts(arrays, "stamp")
        self.tokens, self.ends = arrays["tokens"], arrays["tokens.ends"][:]
        self._expansions = {name: Expansions(arrays, name) for name in ("joined", "loose")}
        if len(self.keys) != self.size:
            raise Damaged(folder)
        self.lengths = np.diff(self.ends) - 1
        self.title_words, self.ranked = arrays["title.words"][:], arrays["ranked"][:]
        self.numbers = {name: arrays[name][:] for name in COLUMNS}
        self.places = {key: place for place, key in enumerate(self.keys)}
        self.labels = _labels(arrays)
        self._postings_ends = arrays["postings.ends"]
        self._postings_file = OpenFile(folder / segment.make_filename(W3Codec.POSTS_EXT))
        if self._postings_file.size != self._postings_ends[-1:][0]:
            raise Damaged(folder)
        self._cache, self._spreads = cache, Cache(_SPREADS_KEPT)

    @cached_property
    def title_index(self) -> TitleIndex:
        documents = np.repeat(np.arange(self.size), self.title_words)
        starts = np.cumsum(self.title_words) - self.title_words
        tokens = self.tokens[:][np.arange(len(documents)) - starts[documents] + self.ends[documents]]
        parts = sorted(
            (part, word)
            for word in np.unique(tokens).tolist()
            for part in alternatives(self.words[word]).joined
        )
        words = np.array([word for _, word in parts], np.int32)
        return TitleIndex([part for part, _ in parts], words, tokens, documents, starts)

    def find(self, form: str, field: int) -> Found:
        """Where any alternative of a form stands, its alternatives being synonyms."""
        key = (self.name, form)
        everywhere = self._cache.get(key) or self._cache.put(key, self._everywhere(form))
        return everywhere.fields[field]

    def find_joined(self, form: str) -> Array:
        """The documents that have exactly this form, alone or after joined particles."""
        alternatives = self._expansions["joined"].words([form])
        return self._add_up(alternatives, self._postings(alternatives)).documents

    def find_form(self, form: str) -> Array:
        """The documents that have a word with the same lemma or stem."""
        found = self._expansions["loose"].words(alternatives(form).related)
        return self._add_up(found, self._postings(found)).documents

    def spread(self, form: str) -> float:
        """How many documents have a form or its like, more or less: read off the lengths of postings."""
        known = self._spreads.get(form)
        if known is None:
            alike = np.unique(np.concatenate(self.forms(form, LOOSE)))
            known = self._spreads.put(form, np.minimum(self.bearers[alike].sum(), self.size))
        return float(known)

    @cached_property
    def bearers(self) -> Array:
        """About how many documents have each word, without reading any postings."""
        return np.maximum((np.diff(self._postings_ends[:]) - _BYTES_OF_NO_POSTINGS) / _BYTES_OF_A_POSTING, 1)

    @cached_property
    def spellings(self) -> Spellings:
        return Spellings(*self.words.packed(), self.bearers)

    def forms(self, form: str, field: int) -> list[Array]:
        """For each alternative of a form in a field, the words of this segment that share it."""
        if field == EXACT:
            place = self.words.find(form)
            return [np.array([place] if place >= 0 else [], np.int32)]
        return self._expansions["joined" if field == JOINED else "loose"].words(fields_of(form)[field])

    def documents_of(self, word: int) -> Array:
        """The documents that have a word as it stands."""
        return self._read(word)[0]

    def tokens_of(self, documents: Sequence[int]) -> Array:
        """The tokens of some documents, one after another."""
        ends = self.ends
        parts = [self.tokens[ends[document] : ends[document + 1]] for document in documents]
        return np.concatenate(parts) if parts else np.array([], np.int32)

    def rows(self, documents: Sequence[int]) -> Iterator[Row]:
        """Documents as they went in, to be written into another segment."""
        labels: list[list[tuple[str, str]]] = [[] for _ in range(self.size)]
        for name, found in self.labels.items():
            for document, code in zip(found.documents.tolist(), found.codes.tolist(), strict=True):
                labels[document].append((name, found.values[code]))
        for document in documents:
            yield Row(
                self.keys[document],
                self.titles[document],
                self.stamps[document],
                int(self.ranked[document]),
                tuple(self.numbers[name][document].item() for name in COLUMNS),
                tuple(labels[document]),
                int(self.title_words[document]),
                self.tokens_of([document]),
            )

    def _everywhere(self, form: str) -> Everywhere:
        by_field = [self.forms(form, field) for field in FIELDS]
        postings = self._postings(list(chain.from_iterable(by_field)))
        return Everywhere(tuple(self._add_up(alternatives, postings) for alternatives in by_field))

    def _postings(self, alternatives: list[Array]) -> dict[int, tuple[Array, Array]]:
        return {word: self._read(word) for word in np.unique(np.concatenate(alternatives)).tolist()}

    def _add_up(self, alternatives: list[Array], postings: dict[int, tuple[Array, Array]]) -> Found:
        counts = np.zeros(self.size, np.float32)
        containing = []
        for words in alternatives:
            bearers = np.zeros(self.size, bool) if len(words) > 1 else None
            for word in words.tolist():
                documents, occurrences = postings[word]
                counts[documents] += occurrences
                if bearers is not None:
                    bearers[documents] = True
            if bearers is not None:
                containing.append(int(np.count_nonzero(bearers)))
            else:
                containing.append(len(postings[int(words[0])][0]) if len(words) else 0)
        documents = np.flatnonzero(counts)
        return Found(documents.astype(np.int32), counts[documents], np.array(containing, np.int64))

    def _read(self, word: int) -> tuple[Array, Array]:
        """The postings of a word, block by block."""
        start, end = self._postings_ends[word : word + 2].tolist()
        file = BufferFile(self._postings_file.read(start, end - start))
        matcher: Any = W3LeafMatcher(file, 0, end - start, SCHEMA[WORDS].format)  # type: ignore[abstract, no-untyped-call]
        documents: list[int] = []
        counts: list[float] = []
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_weights()
            documents.extend(matcher._ids)
            counts.extend(matcher._weights)
            matcher._next_block()
        return np.array(documents, np.int32), np.array(counts, np.float32)


def _labels(arrays: dict[str, Stored]) -> dict[str, Labels]:
    names, values = list(Texts(arrays, "label.name")), list(Texts(arrays, "label.value"))
    documents, codes = arrays["label.document"][:], arrays["label.code"][:]
    found = {}
    for name in dict.fromkeys(names):
        own = [code for code, its in enumerate(names) if its == name]
        table = np.full(len(names), -1, np.int32)
        table[own] = np.arange(len(own), dtype=np.int32)
        chosen = table[codes] >= 0
        found[name] = Labels([values[code] for code in own], documents[chosen], table[codes[chosen]])
    return found
