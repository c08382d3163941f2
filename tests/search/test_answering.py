"""Questions find their clause, with the lines that answer; what is not there is said not to be there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from question_builders import CATALOGUE, both, ids, indexed

from pipeline.errors import UsageError
from pipeline.search.filters import choose
from pipeline.search.passages import values
from pipeline.search.records import Scope
from pipeline.search.writing import to_lines, to_values

KNOWN = [
    # question, clause, what a marked line says
    ("Which level holds for BCI at Alder?", "alder.docx#6.4.2", "100 mA"),
    ("bulk current injection, positions of the clamp", "alder.docx#6.4.3", "150 mm"),
    ("How many samples does Alder want?", "alder.docx#4.2", "Three samples"),
    ("How many specimens does Birchwood test?", "birch.docx#2.3", "Five pieces"),
    ("What does WPS stand for?", "alder.docx#3.1", "wandering probe sweep"),
    ("Which field strength holds for group 2 at 500 MHz in Alder?", "alder.docx#6.5", "120 V/m"),
    ("RE310", "alder.docx#7.1", "CISPR 25"),
    ("CISPR 25", "alder.docx#7.1", "CISPR 25"),
    ("clause 6.4.2", "alder.docx#6.4.2", "100 mA"),
    ("50 V/m", "birch.docx#5.2", "50 V/m"),
    ("contact discharge voltage of the pistol", "alder.docx#8", "±8 kV"),
    ("ISO 11452-4 current at Birchwood", "birch.docx#5.1", "60 mA"),
]
ABSENT = ["salt spray hours", "What torque do the screws need?", "crash test speed", "GMW 3097 paragraph on CS118"]


@pytest.fixture(scope="module")
def asker(tmp_path_factory):
    return indexed(tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(("question", "clause", "said"), KNOWN)
def test_a_question_finds_its_clause_first_and_marks_the_line(asker, question, clause, said):
    answer = asker.ask(question)
    assert ids(answer)[0] == clause
    assert any(said in line.text for line in answer.hits[0].lines)


@pytest.mark.parametrize("question", ABSENT)
def test_what_is_not_there_is_said_not_to_be_there(asker, question):
    answer = asker.ask(question)
    assert not answer.fits
    assert "Not in these documents" in "\n".join(to_lines(answer))


def test_a_row_is_chosen_by_the_frequency_its_band_contains(asker):
    best = asker.ask("field strength of the antenna at 300 MHz for group 1").hits[0].lines[0]
    assert best.place == "table 1, row 2"
    assert "60 V/m" in best.values


def test_filters_narrow_what_is_found(asker):
    sources = asker.index.sources()
    scope = choose(sources, CATALOGUE, documents=["birch"])
    assert {hit.found.clause.document for hit in asker.ask("BCI level", scope).hits} == {"birch.docx"}
    scope = choose(sources, CATALOGUE, oems=["alder motors"], tests=["bci"])
    assert {hit.found.tests for hit in asker.ask("level", scope).hits} == {("BCI",)}


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"documents": ["cedar"]}, "There are alder.docx, birch.docx"),
        ({"oems": ["Cedar"]}, "title block says 'Cedar'"),
        ({"tests": ["XY"]}, "no test 'XY'; it has BCI"),
    ],
)
def test_a_filter_that_fits_nothing_says_what_there_is(asker, filters, said):
    with pytest.raises(UsageError, match=said):
        choose(asker.index.sources(), CATALOGUE, **filters)


def test_an_empty_index_is_told_from_a_question_without_answer(tmp_path):
    with pytest.raises(UsageError, match="emcmatch index RUN"):
        choose((), CATALOGUE)
    assert indexed(tmp_path, []).ask("BCI").hits == ()


@settings(max_examples=60, deadline=None)
@given(some.text(max_size=80))
def test_any_question_gets_an_answer(asker, text):
    answer = asker.ask(text)
    assert 0 <= answer.sureness <= 1
    assert len(set(ids(answer))) == len(ids(answer))


@pytest.mark.parametrize("text", ['" OR 1', "NEAR(", "title:x", "*", "a AND", "'; DROP TABLE words;--", "{title} : x"])
def test_the_language_of_the_index_is_not_spoken_by_questions(asker, text):
    before = asker.index.read("SELECT count(*) FROM words")
    asker.ask(text)
    assert asker.index.read("SELECT count(*) FROM words") == before


def test_a_clause_that_several_runs_hold_is_shown_once(tmp_path):
    from pipeline.search.index import add

    asker = indexed(tmp_path)
    changed = [one for one in both() if one.document == "birch.docx"]
    add(asker.index, "other", [*changed], None, lambda *_: None)
    found = ids(asker.ask("Five pieces are tested"))
    assert found.count("birch.docx#2.3") == 1


def test_values_keep_their_sign_and_unit():
    assert values("±8 kV by contact, 30 MHz to 108 MHz at 40 dBµV/m for 2 s") == (
        "30 MHz to 108 MHz", "±8 kV", "40 dBµV/m", "2 s",
    )  # fmt: skip


def test_json_holds_document_number_and_lines(asker):
    found = json.loads(json.dumps(to_values(asker.ask("CISPR 25"))))
    first = found["clauses"][0]
    assert (first["document"], first["number"], first["tests"]) == ("alder.docx", "7.1", ["RE"])
    assert first["lines"][0]["values"]


def test_a_scope_of_all_documents_is_no_limit(asker):
    everything = Scope(tuple(source.digest for source in asker.index.sources()))
    assert asker.ask("BCI level", everything) == asker.ask("BCI level")


@pytest.mark.parametrize(("question", "clause", "said"), KNOWN)
def test_the_ways_of_a_large_index_find_it_too(asker, monkeypatch, question, clause, said):
    from pipeline.search import searching

    monkeypatch.setattr(searching, "_LARGE", 1)  # as if these were very many clauses
    monkeypatch.setattr(searching, "_COMMON", 0.2)
    assert clause in ids(asker.ask(question))[:3]
