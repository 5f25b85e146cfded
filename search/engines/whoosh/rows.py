"""A segment in the making: documents become rows of numbers, and rows a Whoosh segment with arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from whoosh import fields
from whoosh.codec.whoosh3 import W3Codec

from search.document import Document
from search.engines.whoosh.arrays import Array, pack
from search.engines.whoosh.expansions import expansions
from search.hebrew.analyze import alternatives, forms

WORDS = "words"
READER, KIND = "\0reader", "\0kind"  # names of labels that no facet can have
SCHEMA = fields.Schema(key=fields.STORED, words=fields.KEYWORD(lowercase=False))
BREAK = -1  # stands between title and body, so that no phrase crosses over
COLUMNS = {"id": np.int64, "created": np.int64, "boost": np.float64, "rating": np.float64}
_MICROSECONDS = 1_000_000
_BLOCK = 8192  # postings in a block; few and large blocks decode fastest


class Row(NamedTuple):
    """One document in numbers: ``tokens`` are places in some list of words."""

    key: str
    title: str
    stamp: str
    ranked: int  # the last change of rank that was known when the document was added
    numbers: tuple[int, int, float, float]  # as COLUMNS
    labels: tuple[tuple[str, str], ...]
    title_words: int
    tokens: Array


class Rows:
    """Collects rows, and writes them as one segment."""

    def __init__(self) -> None:
        self._by_key: dict[str, Row] = {}
        self._places: dict[str, int] = {}
        self.tokens = 0

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def keys(self) -> list[str]:
        return list(self._by_key)

    def add_document(self, document: Document, ranked: int) -> None:
        title, body = forms(document.title), forms(document.body)
        labels = {(READER, reader): None for reader in sorted(document.readers)}
        labels[KIND, document.kind] = None
        for name, values in document.facets.items():
            labels.update({(name, value): None for value in values})
        created = int(document.created.timestamp() * _MICROSECONDS)
        tokens = np.array([*self._numbered(title), BREAK, *self._numbered(body)], np.int32)
        self._append(
            Row(
                document.key,
                document.title,
                document.stamp,
                ranked,
                (document.id, created, document.boost, document.rating),
                tuple(labels),
                len(title),
                tokens,
            )
        )

    def add_rows(self, rows: Iterable[Row], words: Iterable[str]) -> None:
        """Take rows over from another segment, whose list of words is given."""
        table = np.array([*self._numbered(words), BREAK], np.int32)  # the last one answers to BREAK
        for row in rows:
            self._append(row._replace(tokens=table[row.tokens]))

    def write_postings(self, writer: Any) -> dict[str, Array]:
        """Write the words into a Whoosh writer, and return the arrays that belong beside its segment."""
        words, tokens, ends = self._sorted()
        for key in self._by_key:
            writer.add_document(key=key)
        documents = np.repeat(np.arange(len(self)), np.diff(ends))
        real = tokens != BREAK
        pairs = tokens[real].astype(np.int64) * len(self) + documents[real]
        extents = _write_terms(writer, words, *np.unique(pairs, return_counts=True), len(self))
        analysed = [alternatives(word) for word in words]
        return {
            "tokens": tokens,
            "tokens.ends": ends,
            "postings.ends": np.array(extents, np.int64),
            **pack(words, WORDS),
            **expansions([found.joined for found in analysed], "joined"),
            **expansions([found.loose for found in analysed], "loose"),
            **self._columns(),
        }

    def _numbered(self, words: Iterable[str]) -> Iterator[int]:
        places = self._places
        return (places.setdefault(word, len(places)) for word in words)

    @property
    def _rows(self) -> list[Row]:
        return list(self._by_key.values())

    def _append(self, row: Row) -> None:
        self._by_key[row.key] = row
        self.tokens += len(row.tokens)

    def _sorted(self) -> tuple[list[str], Array, Array]:
        """The words in order, the tokens of all rows as places in them, and where each row ends."""
        used = np.zeros(len(self._places) + 1, bool)
        everything = np.concatenate([row.tokens for row in self._rows])
        used[everything] = True
        words = sorted(word for word, place in self._places.items() if used[place])
        table = np.full(len(self._places) + 1, BREAK, np.int32)
        for new, word in enumerate(words):
            table[self._places[word]] = new
        ends = np.cumsum([0, *(len(row.tokens) for row in self._rows)], dtype=np.int64)
        return words, table[everything], ends

    def _columns(self) -> dict[str, Array]:
        found: dict[str, Array] = {
            name: np.array([row.numbers[place] for row in self._rows], kind)
            for place, (name, kind) in enumerate(COLUMNS.items())
        }
        found["ranked"] = np.array([row.ranked for row in self._rows], np.int64)
        found["title.words"] = np.array([row.title_words for row in self._rows], np.int32)
        for name in ("key", "title", "stamp"):
            found |= pack([getattr(row, name) for row in self._rows], name)
        return found | self._labels()

    def _labels(self) -> dict[str, Array]:
        places: dict[tuple[str, str], int] = {}
        documents, codes = [], []
        for number, row in enumerate(self._rows):
            for label in row.labels:
                documents.append(number)
                codes.append(places.setdefault(label, len(places)))
        return {
            **pack([name for name, _ in places], "label.name"),
            **pack([value for _, value in places], "label.value"),
            "label.document": np.array(documents, np.int32),
            "label.code": np.array(codes, np.int32),
        }


def codec() -> W3Codec:
    return W3Codec(blocklimit=_BLOCK)  # type: ignore[no-untyped-call]


def _write_terms(writer: Any, words: list[str], pairs: Array, counts: Array, size: int) -> list[int]:
    """Straight to the codec: the postings are sorted already, and Whoosh's own pool would sort them again.

    Returns where each word's postings end in their file, so that reading them needs no look-up by name.
    """
    out = writer.fieldwriter
    ends = [out._postfile.tell()]
    out.start_field(WORDS, writer.schema[WORDS])
    starts = np.searchsorted(pairs, np.arange(len(words) + 1, dtype=np.int64) * size).tolist()
    documents, weights = (pairs % size).tolist(), counts.tolist()
    for place, word in enumerate(words):
        out.start_term(word.encode("utf-8", "surrogatepass"))
        for posting in range(starts[place], starts[place + 1]):
            out.add(documents[posting], weights[posting], b"", 1)
        out.finish_term()
        ends.append(out._postfile.tell())
    out.finish_field()
    return ends
