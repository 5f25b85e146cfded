"""How well municipal questions find what was written for them: a number that must not drop."""

from __future__ import annotations

from pathlib import Path

from search.document import Document
from search.engine import open_engine
from search.evaluate import measures
from search.query import Query

HERE = Path(__file__).parent
EVERYONE = frozenset({"everyone"})
REACHED = 0.99  # raise it when the analyzer gets better; never lower it to let a change pass


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text("utf-8").splitlines()]


def test_what_should_be_found_is_found():
    engine = open_engine(":memory:")
    engine.rebuild(
        Document("item", int(number), title, text, readers=EVERYONE)
        for number, title, text in rows("texts.tsv")
    )

    ranks, missed = [], []
    for text, wanted in rows("judgements.tsv"):
        found = [hit.id for hit in engine.search(Query(text, EVERYONE, size=10)).hits]
        right = {int(number) for number in wanted.split(",")}
        rank = next((place for place, number in enumerate(found, 1) if number in right), float("inf"))
        ranks.append(rank)
        if rank > 1:
            missed.append(f"{text}: {rank}, wanted {wanted}, found {found[:4]}")
    engine.close()

    assert measures(ranks)["mrr10"] >= REACHED, "\n".join(missed)


def test_every_judgement_names_texts_that_exist():
    numbers = {number for number, *_ in rows("texts.tsv")}

    named = {number for _, wanted in rows("judgements.tsv") for number in wanted.split(",")}

    assert named <= numbers
    assert len(rows("judgements.tsv")) >= 40
