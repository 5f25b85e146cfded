"""Dictionary lemmas of Hebrew words, from the table that simplemma carries."""

from __future__ import annotations

from functools import cache

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from search.hebrew.letters import normalise


def lemmas(form: str) -> tuple[str, ...]:
    """The lemmas of a normalised form; none when the table does not know it."""
    return _table().get(form, ())


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Several spellings of the table may fall together once normalised, so a form may have several lemmas."""
    table: dict[str, tuple[str, ...]] = {}
    for word, lemma in DefaultDictionaryFactory().get_dictionary("he").items():
        form, root = normalise(word), normalise(lemma)
        known = table.get(form, ())
        if form and root and root not in known:
            table[form] = (*known, root)
    return table


def forms_of(lemma: str) -> tuple[str, ...]:
    """All normalised forms that have this lemma."""
    return _inverse().get(lemma, ())


@cache
def _inverse() -> dict[str, tuple[str, ...]]:
    by_lemma: dict[str, list[str]] = {}
    for form, several in _table().items():
        for lemma in several:
            by_lemma.setdefault(lemma, []).append(form)
    return {lemma: tuple(found) for lemma, found in by_lemma.items()}
