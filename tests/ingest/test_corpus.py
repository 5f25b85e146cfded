"""Real Hebrew documents in every format, compared with their true text word by word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.extraction import goal, sequence

CORPUS = Path(os.environ.get("TEST_CORPUS", ""), "files")
FILES = (
    sorted(file for file in CORPUS.glob("*") if file.suffix != ".src") if "TEST_CORPUS" in os.environ else []
)


@pytest.mark.skipif(not FILES, reason="TEST_CORPUS names no folder of documents")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_words_of_a_document_come_out_in_their_order(read, file):
    found = read(file.read_bytes(), file.name)

    assert sequence(file.with_suffix(".src").read_text("utf-8"), found.text) >= goal(file)
    assert found.language == "he"
    assert not found.cut
