"""What is committed in `sample/files` is what `sample/texts` says."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from sample.blocks import Block, PageBreak, Source, Table, read_source
from sample.content import FILES, items
from sample.make_files import PARTS, TEXTS, WRITERS, make

SOURCES = [read_source(path) for path in sorted(TEXTS.glob("*.md"))]
PAPERS = [source for source in SOURCES if source.name.endswith(".pdf")]


def named(source: Source) -> str:
    return source.name


def members(content: bytes) -> dict[str, object] | bytes:
    """A zip archive opened to the bottom: compression differs between machines, what is inside does not."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: members(archive.read(name)) for name in archive.namelist()}


def test_there_is_a_text_for_every_file_and_a_file_of_every_kind():
    assert {source.name for source in SOURCES} == {file.name for file in FILES.iterdir()}
    assert {Path(source.name).suffix for source in SOURCES} == set(WRITERS)


@pytest.mark.parametrize(
    "source", [source for source in SOURCES if source not in PAPERS and not source.parts], ids=named
)
def test_making_a_file_again_gives_the_same(source):
    assert members(make(source)) == members((FILES / source.name).read_bytes())


@pytest.mark.parametrize("source", [source for source in SOURCES if source.parts], ids=named)
def test_files_within_files_are_packed(source):
    packed = make(source)

    assert packed == make(source)
    assert len(packed) > sum(len((PARTS / f"{part}.md").read_bytes()) for part in source.parts)


@pytest.mark.parametrize("source", PAPERS, ids=named)
def test_papers_have_the_pages_their_text_asks_for(source):
    document = pypdfium2.PdfDocument(FILES / source.name)

    pages = [page.get_textpage().get_text_range() for page in document]

    document.close()
    assert len(pages) == 1 + sum(isinstance(block, PageBreak) for block in source.blocks)
    assert all(bool(page) is not bool(source.headers.get("scanned")) for page in pages)


@pytest.mark.parametrize("source", [source for source in SOURCES if not source.parts], ids=named)
def test_every_file_holds_words_that_no_item_says(source):
    said = {word for item in items() for word in f"{item.title} {item.text}".split()}

    held = {word for block in source.blocks for word in words(block)}

    assert len(held - said) >= 60


def words(block: Block) -> list[str]:
    if isinstance(block, Table):
        return " ".join(" ".join(row) for row in block.rows).split()
    return [] if isinstance(block, PageBreak) else block.text.split()
