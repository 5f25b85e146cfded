"""What people type, understood: words, "phrases", -without, OR, and named terms such as tag:budget.

* Words are alternatives: one is enough, and the more of them a document has, the higher it stands.
* A phrase in quotes has to stand in the document as typed. Several phrases must all stand there.
* OR joins its two neighbours: one of them is enough. Between words it changes nothing, for they are
  alternatives anyway; between phrases, or a phrase and a word, it asks for at least one of them.
* ``-word`` leaves out documents with that word, also with particles joined to its front; ``-"a phrase"``
  those with the phrase.
* ``tag:x``, ``owner:y`` and their Hebrew names are for whoever knows tags and owners; engines do not.
* A quote inside a word is gershayim and never begins a phrase. Nothing that is typed is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.hebrew.analyze import forms
from search.hebrew.letters import POINTS, without_marks
from search.hebrew.stopwords import without_question_words

LONGEST_TEXT = 2_000
MOST_WORDS = 32
NAMES = {
    "tag": "tag",
    "תג": "tag",
    "תגית": "tag",
    "owner": "owner",
    "בעלים": "owner",
    "מאת": "owner",
}

_QUOTE = '"״“”„‟'
_LETTER = rf"[\w{POINTS}]"
_IN_WORD = f"(?<={_LETTER})[{_QUOTE}](?={_LETTER})"
_CLOSING = f"(?:(?<!{_LETTER})[{_QUOTE}]|[{_QUOTE}](?!{_LETTER}))"
_PHRASE = f"(?<!{_LETTER})[{_QUOTE}]((?:[^{_QUOTE}]|{_IN_WORD})*){_CLOSING}"
_PIECE = re.compile(
    r"(?P<either>(?<!\S)(?:OR|\|)(?!\S))"
    rf"|(?:(?<!\S)(?P<minus>[-−–]))?(?:(?<![\w])(?P<name>{'|'.join(NAMES)}):(?:{_PHRASE}|([^\s{_QUOTE}]\S*))"
    rf"|{_PHRASE}|((?:[^\s{_QUOTE}]|{_IN_WORD})+))"
)
_RUN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase as typed, and its normalised words."""

    text: str
    forms: tuple[str, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A term with a name, such as tag:budget; the platform makes filters of it."""

    name: str
    value: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was understood, to be told to the person who typed it.

    ``kind`` is ``words``, ``phrase``, ``either``, ``without``, ``dropped`` (question words), or the name of a
    named term; ``without`` a named term it is ``without tag``.
    """

    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A question. ``words`` are scored, in order; of each group of ``required`` one term is needed."""

    words: tuple[str, ...] = ()
    required: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    named: tuple[Named, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for, so that everything matches (less what is left out)."""
        return not self.words


def parse(text: str, *, plain: bool = False) -> Parsed:
    """Understand what was typed; ``plain`` reads it as words without operators."""
    text = without_marks(text[:LONGEST_TEXT])
    if plain:
        return _parsed([[Term(form, (form,), False)] for form in forms(text)], (), ())
    groups: list[list[Term]] = []
    without: list[Term] = []
    named: list[Named] = []
    joins = False
    for piece in _PIECE.finditer(text):
        if piece["either"]:
            joins = bool(groups)
            continue
        if piece["name"]:
            value = (piece[4] or piece[5] or "").strip()
            if value:
                named.append(Named(NAMES[piece["name"]], value, bool(piece["minus"])))
        elif piece["minus"]:
            without.extend(_left_out(piece))
        else:
            _place(groups, list(_terms(piece)), joins)
        joins = False
    return _parsed(groups, tuple(without), tuple(named))


def bare_words(text: str, *, plain: bool = False) -> list[tuple[int, int]]:
    """Where in a text without marks those pieces stand that are words: no operators, phrases or terms."""
    if plain:
        return [match.span() for match in _RUN.finditer(text)]
    pieces = _PIECE.finditer(text)
    return [piece.span(7) for piece in pieces if piece[7] and not piece["minus"]]


def _left_out(piece: re.Match[str]) -> Iterator[Term]:
    found = tuple(forms(piece[6] or piece[7] or ""))[:MOST_WORDS]
    if found:
        yield Term((piece[6] or piece[7]).strip(), found, piece[6] is not None or len(found) > 1)


def _terms(piece: re.Match[str]) -> Iterator[Term]:
    if piece[6] is not None:
        found = tuple(forms(piece[6]))
        if found:
            yield Term(piece[6].strip(), found, True)
    else:
        for form in forms(piece[7]):
            yield Term(piece[7].strip(), (form,), False)


def _place(groups: list[list[Term]], terms: list[Term], joins: bool) -> None:
    """Each term is a group of its own, unless OR joins the first of them to the group before."""
    if joins and terms:
        groups[-1].append(terms.pop(0))
    groups.extend([term] for term in terms)


def _parsed(groups: list[list[Term]], without: tuple[Term, ...], named: tuple[Named, ...]) -> Parsed:
    groups = _bounded(groups)
    terms = [term for group in groups for term in group]
    kept = without_question_words(terms, lambda term: "" if term.quoted else term.forms[0])
    required = tuple(tuple(group) for group in groups if any(term.quoted for term in group))
    return Parsed(
        words=tuple(dict.fromkeys(form for term in kept for form in term.forms)),
        required=required,
        without=without[:MOST_WORDS],
        named=named[:MOST_WORDS],
        parts=tuple(_parts(groups, kept, without[:MOST_WORDS], named[:MOST_WORDS])),
    )


def _bounded(groups: list[list[Term]]) -> list[list[Term]]:
    """The first groups that together have no more words than a search can bear."""
    left, kept = MOST_WORDS, []
    for group in groups:
        left -= sum(len(term.forms) for term in group)
        if left < 0:
            break
        kept.append(group)
    return kept


def _parts(
    groups: list[list[Term]], kept: list[Term], without: tuple[Term, ...], named: tuple[Named, ...]
) -> Iterator[Part]:
    single = [group[0] for group in groups if len(group) == 1 and not group[0].quoted]
    for kind, terms in (
        ("words", [term for term in single if term in kept]),
        ("dropped", [term for term in single if term not in kept]),
    ):
        if terms:
            yield Part(kind, tuple(dict.fromkeys(term.text for term in terms)))
    for group in groups:
        if len(group) > 1:
            yield Part("either", tuple(term.text for term in group))
        elif group[0].quoted:
            yield Part("phrase", (group[0].text,))
    for term in without:
        yield Part("without", (term.text,))
    for name in named:
        yield Part(f"without {name.name}" if name.negated else name.name, (name.value,))
