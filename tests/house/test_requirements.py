"""The table of requirements is complete and honest."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = {"R7": 15, "C": 54, "D": 21, "O": 14, "M": 17, "B": 10, "V": 18}
# What the platform has to meet already; the others are said to be missing until they are there.
SPINE = {
    f"C-{number:02}"
    for numbers in ((1, 2, 3, 6), range(13, 18), range(24, 35), range(36, 45))
    for number in numbers
} | {"R7-13"}


def rows() -> list[list[str]]:
    table = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in table
        if re.match(r"\| [A-Z]", line)
    ]


def named_in(row: list[str]) -> list[str]:
    return re.findall(r"`(tests/[^`]+)`", row[3])


@cache
def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_requirement_has_one_row():
    counted = Counter(row[0] for row in rows())

    expected = {
        f"{chapter}-{number:02}" for chapter, last in CHAPTERS.items() for number in range(1, last + 1)
    }
    assert set(counted) == expected
    assert max(counted.values()) == 1


def test_every_test_that_is_named_exists():
    named = [test.split("::") for row in rows() for test in named_in(row)]

    missing = [f"{file}::{name}" for file, name in named if name not in functions_of(file)]
    assert missing == []


def test_what_is_there_names_a_test_and_what_is_not_says_so():
    untested = [row[0] for row in rows() if (row[2] == "not yet") == bool(named_in(row))]

    assert untested == []


def test_the_spine_is_whole():
    assert {row[0] for row in rows() if row[0] in SPINE and named_in(row)} == SPINE
