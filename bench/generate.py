"""Generated documents for benchmarks: inflected Hebrew-looking words, as frequent as in real text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from search.document import Document
from search.ranking import rank

WORDS = 700  # in a document, more or less
FORMS = 420_000  # that may occur; some 200,000 of them do in 10,000 documents
BASES = 60_000
FACETS = ("type", "authority_kind", "authority", "domain", "owner", "tag", "year")

_SEED = 20_260_101
_LETTERS = "יוהלאמרבתשנעדחקפכגטסזצ"
_SHARES = (11, 10, 9, 7, 7, 7, 6, 6, 6, 5, 5, 4, 4, 3, 3, 3, 3, 2, 2, 2, 1.5, 1.5)
_PREFIXES = ("", "", "", "ה", "ב", "ל", "ו", "מ", "ש", "כ", "וה", "שה", "בה", "ול", "שב")
_SUFFIXES = ("", "", "", "ים", "ות", "ה", "ית", "ו", "י", "יות", "ם", "ן", "נו", "יהם", "תי")
_COMMON = [
    "של",
    "את",
    "על",
    "לא",
    "הוא",
    "זה",
    "עם",
    "כי",
    "היא",
    "או",
    "כל",
    "גם",
    "אם",
    "יש",
    "אל",
    "בין",
    "אשר",
    "רשות",
    "עירייה",
    "מכרז",
    "נוהל",
    "פרויקט",
    "תושבים",
    "חינוך",
    "תקציב",
    "ארנונה",
    "רווחה",
    "תכנון",
    "ועדה",
    "מועצה",
    "הנדסה",
    "תברואה",
    "ספקים",
    "טופס",
    "אישור",
    "בקשה",
    "תשתיות",
    "קהילה",
    "מבנה",
    "ציבור",
    "גביה",
    "חוזה",
]
_TYPES = (
    "project",
    "procedure",
    "tender",
    "template",
    "suppliers",
    "contacts",
    "statistics",
    "information",
)
_KINDS = ("city", "local", "regional", "cluster")
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def documents(count: int, words: int = WORDS) -> Iterator[Document]:
    """This many documents, always the same ones."""
    random = np.random.default_rng(_SEED)
    forms, shares = vocabulary()
    ends = np.cumsum(shares)
    for number in range(1, count + 1):
        length = max(int(random.normal(words, words / 5)), 20)
        drawn = np.searchsorted(ends, random.random(length + 6) * ends[-1])
        text = [forms[place] for place in drawn.tolist()]
        yield _document(number, " ".join(text[:6]), _sentences(text[6:], random), random)


@cache
def vocabulary() -> tuple[list[str], np.ndarray]:
    """All forms from the commonest to the rarest, and how often each is drawn (Zipf and Mandelbrot)."""
    random = np.random.default_rng(_SEED)
    letters, shares = list(_LETTERS), np.array(_SHARES) / sum(_SHARES)
    lengths = random.choice((3, 3, 3, 4, 4, 5), BASES)
    drawn = random.choice(letters, (BASES, 5), p=shares)
    bases = ["".join(row[:length]) for row, length in zip(drawn, lengths, strict=True)]
    forms = dict.fromkeys(_COMMON)
    while len(forms) < FORMS:
        size = FORMS // 4
        # Early forms are drawn from few bases: the common words of a language are inflected the most.
        chosen = (random.beta(0.7, 2.0, size) * BASES).astype(int)
        fronts, backs = random.choice(_PREFIXES, size), random.choice(_SUFFIXES, size)
        forms.update(
            dict.fromkeys(
                front + bases[base] + back
                for front, base, back in zip(fronts, chosen.tolist(), backs, strict=True)
            )
        )
    ranks = np.arange(1, FORMS + 1)
    return list(forms)[:FORMS], 1 / (ranks + 2.7) ** 1.03


def queries(count: int, most_words: int = 4) -> list[str]:
    """Questions of one to four words, neither of the commonest nor of the rarest."""
    random = np.random.default_rng(_SEED + 1)
    forms, _ = vocabulary()
    places = (10 ** random.uniform(1.2, 4.5, (count, most_words))).astype(int)
    lengths = random.integers(1, most_words + 1, count)
    return [
        " ".join(forms[place] for place in row[:length].tolist())
        for row, length in zip(places, lengths, strict=True)
    ]


def _document(number: int, title: str, body: str, random: np.random.Generator) -> Document:
    authority = int(random.zipf(1.4)) % 120
    owner = int(random.zipf(1.3)) % 400
    age = float(random.exponential(700))
    ratings = int(random.poisson(1.5))
    stars = int(random.integers(1, 6, ratings).sum()) if ratings else 0
    standing = rank(stars, ratings, age)
    created = _NOW - timedelta(days=age)
    return Document(
        "item",
        number,
        title,
        body,
        readers=_readers(owner, float(random.random())),
        facets={
            "type": (_TYPES[int(random.integers(8))],),
            "authority": (str(authority),),
            "authority_kind": (_KINDS[authority % 4],),
            "domain": tuple({f"domain-{one}" for one in random.integers(0, 6, 2).tolist()}),
            "owner": (str(owner),),
            "tag": tuple(
                {f"תג {one % 500}" for one in random.zipf(1.5, int(random.integers(0, 5))).tolist()}
            ),
            "year": (str(created.year),),
        },
        created=created,
        boost=standing.boost,
        rating=standing.rating,
        stamp=str(number),
    )


def _readers(owner: int, chance: float) -> frozenset[str]:
    if chance < 0.85:
        return frozenset({"everyone"})
    return frozenset({"managers", f"user:{owner}"} if chance < 0.95 else {f"user:{owner}"})


def _sentences(words: list[str], random: np.random.Generator) -> str:
    """Sentences of some twelve words, paragraphs of some five sentences."""
    parts = []
    for place in range(0, len(words), 12):
        end = ".\n\n" if random.random() < 0.2 else ". "
        parts.append(" ".join(words[place : place + 12]) + end)
    return "".join(parts)
