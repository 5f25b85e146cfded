"""The words of Hebrew texts, and what each of them is found by."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine import SearchEngine, open_engine
from search.evaluate import ask, evaluate, load, measures
from search.hebrew.analyze import alternatives, forms, words
from search.hebrew.lemmas import lemmas
from search.hebrew.prefixes import remainders
from search.hebrew.stopwords import without_question_words
from search.hebrew.suffixes import skeleton, stem


@pytest.mark.parametrize(
    "text, expected",
    [
        ("שָׁלוֹם עוֹלָם", ["שלומ", "עולמ"]),
        ('תב"ע תב״ע תב”ע תב“ע תב„ע', ["תבע"] * 5),
        ("תב''ע", ["תבע"]),
        ("צ'ק צ׳ק צ’ק", ["צק"] * 3),
        ("בית־ספר בית-ספר בית–ספר", ["בית", "ספר"] * 3),
        ("הCIA", ["ה", "cia"]),
        ("COVID19 ו-2024", ["covid", "19", "ו", "2024"]),
        ("ש\u200fלו\u200bם \u202bשלום\u202c", ["שלומ", "שלומ"]),
        ("\ufb2aל\ufb4bם", ["שלומ"]),
        ("\u05f2דיש", ["יידיש"]),
        ("Cafe\u0301 Café", ["café", "café"]),
        ("Straße ﬁle", ["straße", "file"]),
        ("«\"'-—?! _", []),
        ("א.ב.ג", ["א", "ב", "ג"]),
        ("", []),
    ],
)
def test_splits_a_text_into_normalised_words(text, expected):
    assert forms(text) == expected


def test_words_know_where_they_stand_in_the_text_as_it_is():
    text = 'ה\u200fמְכרז, תב"ע! CIA'

    found = [(text[word.start : word.end], word.form) for word in words(text)]

    assert found == [("ה\u200fמְכרז", "המכרז"), ('תב"ע', "תבע"), ("CIA", "cia")]


def test_endless_runs_are_cut():
    assert len(forms("א" * 100_000)[0]) == 64


@pytest.mark.parametrize(
    "form, rest",
    [
        ("והבית", ["הבית", "בית"]),
        ("כשהמנהל", ["שהמנהל", "המנהל", "מנהל"]),
        ("לכשיבוא", ["כשיבוא", "יבוא"]),
        ("ומהעיר", ["מהעיר", "העיר", "עיר"]),
        ("של", []),
        ("הו", []),
    ],
)
def test_joined_particles_come_off_in_legal_sequences(form, rest):
    assert remainders(form, shortest=3)[0] == form
    assert set(rest) <= set(remainders(form, shortest=3)[1:])
    assert bool(rest) or len(remainders(form, shortest=3)) == 1


@pytest.mark.parametrize(
    "form, stemmed",
    [("מכרזימ", "מכרז"), ("ילדיהמ", "ילד"), ("עיריות", "עיר"), ("שמרו", "שמר"), ("בית", "בית"), ("ימ", "ימ")],
)
def test_the_first_suffix_that_leaves_three_letters_comes_off(form, stemmed):
    assert stem(form) == stemmed


def test_full_and_defective_spelling_have_one_skeleton():
    assert skeleton("תוכנית") == skeleton("תכנית") == "תכנת"
    assert skeleton("ועדה") == "ועדה"


def test_lemmas_come_from_the_dictionary():
    assert "בית" in lemmas("בתימ")
    assert lemmas("זזזזז") == ()


def test_alternatives_go_from_strict_to_loose():
    found = alternatives("והבתימ")

    assert found.exact == "והבתימ"
    assert found.joined == ("והבתימ", "הבתימ", "בתימ")
    assert {"בית", "~בתי", "!בתמ"} <= set(found.loose)


@pytest.mark.parametrize("form", ["cia", "2024", "א", "של"])
def test_every_word_is_found_by_something_in_every_field(form):
    found = alternatives(form)

    assert found.exact == form
    assert form in found.joined
    assert found.loose


def test_question_words_go_unless_nothing_remains():
    assert without_question_words(["מה", "ארנונה"], str) == ["ארנונה"]
    assert without_question_words(["מה", "איכ"], str) == ["מה", "איכ"]


def test_measures_of_ranks():
    found = measures([1, 2, 11, float("inf")])

    assert found == {"queries": 4, "mrr10": 0.375, "recall10": 0.5, "ndcg10": pytest.approx(0.4077, abs=1e-4)}


def test_evaluates_a_benchmark_with_several_right_answers_and_plain_files(tmp_path):
    passages, queries = tmp_path / "passages.jsonl", tmp_path / "queries.jsonl"
    passages.write_text(
        "\n".join(
            json.dumps(passage)
            for passage in (
                {"id": "a", "title": "ארנונה", "text": "הנחות לגמלאים"},
                {"id": "b", "title": "גינון", "text": "השקיית גנים"},
            )
        )
    )
    queries.write_text(
        "\n".join(
            json.dumps(query)
            for query in (
                {"id": "1", "answerable": True, "rel": ["b", "x"], "query": 'גנים -"גינון"', "kw": "גן"},
                {"id": "2", "answerable": True, "rel": ["a"], "query": "גן ארנונה ארנונה"},
                {"id": "3", "answerable": False, "rel": ["a"], "query": "שמיים"},
            )
        )
    )

    found = evaluate(":memory:", passages, queries, "query")

    assert set(found) == {"field", "queries", "mrr10", "recall10", "ndcg10", "ms_median", "ms_p95"}
    assert (found["field"], found["queries"], found["recall10"]) == ("query", 2, 1.0)
    assert evaluate(":memory:", passages, queries, "kw")["queries"] == 1


@pytest.fixture(scope="module")
def benchmark() -> Iterator[tuple[SearchEngine, Path, dict[str, int]]]:
    folder = Path(os.environ.get("TEST_HEBREW", ""))
    if not (folder / "passages.jsonl.gz").exists():
        pytest.skip("TEST_HEBREW names no benchmark")
    engine = open_engine(":memory:")
    yield engine, folder / "queries.dev.jsonl.gz", load(engine, folder / "passages.jsonl.gz")
    engine.close()


@pytest.mark.slow
@pytest.mark.parametrize("field, least", [("kw", 0.878), ("query", 0.882), ("morph", 0.465)])
def test_finds_as_well_as_the_recipe_was_measured(benchmark, field, least):
    engine, queries, places = benchmark

    assert ask(engine, queries, field, places)["mrr10"] >= least
