"""The Hebrew catalogue is complete, says nothing twice and keeps every placeholder."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "_": None,
    "_l": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def sentences() -> set[str]:
    """Every sentence of the code, first forms only."""
    found = set()
    for folder, methods in (
        ("knowledge", [("**.py", "python")]),
        ("templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
    ):
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, methods, keywords=KEYWORDS, options_map={"**.html": {"trimmed": "true"}}
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found


def forms() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every sentence in English and in Hebrew; those that count have two forms of each."""
    found = []
    for file in sorted((ROOT / "translations" / "he").glob("*.po")):
        with file.open("rb") as source:
            for message in read_po(source, locale="he"):
                if message.id:
                    assert not message.fuzzy, f"{file.name}: {message.id} is fuzzy"
                    plural = isinstance(message.id, (list, tuple))
                    found.append(
                        (tuple(message.id), tuple(message.string))
                        if plural
                        else ((message.id,), (message.string,))
                    )
    return found


def entries() -> list[tuple[str, tuple[str, ...]]]:
    """Every first form with its Hebrew."""
    return [(english[0], hebrew) for english, hebrew in forms()]


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", sentence)) - {"num"}


def test_every_sentence_has_its_hebrew():
    known = {first for first, hebrew in entries() if all(hebrew)}

    assert sorted(sentences() - known) == []


def test_nothing_is_translated_that_nobody_says():
    assert sorted({first for first, _hebrew in entries()} - sentences()) == []


def test_a_sentence_is_translated_once():
    twice = [first for first, times in Counter(first for first, _hebrew in entries()).items() if times > 1]

    assert twice == []


def test_placeholders_survive_translation():
    wrong = [
        one
        for english, hebrew in forms()
        for one, other in zip(english, hebrew, strict=True)
        if placeholders(one) != placeholders(other)
    ]

    assert wrong == []


def test_nobody_is_addressed_by_gender():
    slashed = re.compile(r"[א-ת]/[יהת]\b|[א-ת]\.[יהת]\b")

    assert [hebrew for _first, hebrew in entries() if any(slashed.search(form) for form in hebrew)] == []
