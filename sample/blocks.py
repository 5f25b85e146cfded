"""The texts that sample files are made from: a few header lines, then a small part of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path


@dataclass(frozen=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Bullet:
    text: str


@dataclass(frozen=True)
class Table:
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Bullet | Table | PageBreak


@dataclass(frozen=True)
class Source:
    """The text of one file; its name without `.md` is the file's name."""

    name: str
    headers: Mapping[str, str]
    blocks: tuple[Block, ...]

    @property
    def rtl(self) -> bool:
        return self.headers.get("direction", "rtl") == "rtl"

    @property
    def title(self) -> str:
        return next((block.text for block in self.blocks if isinstance(block, Heading)), self.name)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.headers.get("parts", "").split(";") if part.strip())


def read_source(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    headers: dict[str, str] = {}
    if text.startswith("---\n"):
        head, text = text[4:].split("\n---\n", 1)
        headers = dict(line.split(": ", 1) for line in head.splitlines())
    return Source(path.stem, headers, tuple(_blocks(text)))


def sections(source: Source) -> list[tuple[str, list[Block]]]:
    """Slides and sheets: each heading with what stands under it."""
    found: list[tuple[str, list[Block]]] = []
    for block in source.blocks:
        if isinstance(block, Heading):
            found.append((block.text, []))
        elif not isinstance(block, PageBreak):
            found[-1][1].append(block)
    return found


def _blocks(text: str) -> Iterator[Block]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for in_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        if in_table:
            yield _table(list(group))
        else:
            yield from map(_block, group)


def _block(line: str) -> Block:
    if line == "---":
        return PageBreak()
    if heading := re.match(r"(#+) (.+)", line):
        return Heading(heading[2], len(heading[1]))
    return Bullet(line[2:]) if line.startswith("- ") else Paragraph(line)


def _table(lines: list[str]) -> Table:
    rows = (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)
    return Table(tuple(row for row in rows if set("".join(row)) != {"-"}))
