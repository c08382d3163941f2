"""Clauses that people have labelled before: where they come from, and who sees them."""

import json

import pytest
from answer_builders import oracle
from model_server import ModelServer
from spec_files import LABELS, ROOT, emcmatch, read_lines, write_labels, write_settings, write_spec

from pipeline import flow
from pipeline.config import load
from pipeline.matching.channels import examples as example_files
from pipeline.matching.channels.examples import Example
from pipeline.records import Clause
from pipeline.reviews import ReviewStore
from pipeline.reviews.records import note
from pipeline.runs import few_shot

TRUTH = {number: test or "none" for number, test in LABELS.items()}
TAUGHT = [
    Example("Clamp", f"A clamp drives {level} mA into the harness of the DUT.", (), ("BCI",), "other.docx", str(level))
    for level in range(1, 7)
]
ASKED = Clause("spec.docx#2", "spec.docx", "2", "Injection", 1, None, (), "A clamp drives 100 mA into the harness.")


def config_of(folder, *examples, **llm):
    path = folder / "examples.csv"
    example_files.write(path, examples)
    kept = {"match": {"examples": [str(path)]}, "review": {"store": str(folder / "reviews.sqlite")}, "llm": llm}
    return load(overrides=kept)


def review(folder, number, verdict, tests, document="third.docx"):
    clause = Clause(f"{document}#{number}", document, number, "Clamp", 1, None, (), f"A clamp drives {number} mA.")
    store = ReviewStore(folder / "reviews.sqlite")
    store.add([note(clause, verdict, tests, (), who="me", when="2031-01-01T00:00:00+00:00")])
    store.close()


@pytest.fixture(scope="module")
def catalogue():
    return flow.Pipeline(load()).catalogue


def test_shipped_examples_and_settled_reviews_are_gathered(tmp_path, catalogue):
    review(tmp_path, "70", "REJECT", ("CE-I",))
    review(tmp_path, "71", "HOLD", None)
    review(tmp_path, "72", "APPROVE", ())
    found = few_shot.gather(config_of(tmp_path, *TAUGHT), catalogue).similar(ASKED, 50)
    assert {one.number for one in found} == {*"123456", "70", "72"}
    assert {one.number: one.tests for one in found if one.document == "third.docx"} == {"70": ("CE-I",), "72": ()}


def test_what_was_reviewed_in_the_document_itself_is_not_shown(tmp_path, catalogue):
    review(tmp_path, "70", "APPROVE", ("BCI",), document="spec.docx")
    assert few_shot.gather(config_of(tmp_path), catalogue).similar(ASKED, 50) == ()


def test_labels_of_another_catalogue_say_nothing_not_even_none(tmp_path, catalogue):
    foreign = [Example("Clamp", one.text, (), ("CS114",), one.document, one.number) for one in TAUGHT]
    none = Example("Clamp", "A clamp drives 9 mA into the harness.", (), (), "other.docx", "9")
    assert len(few_shot.gather(config_of(tmp_path, *foreign, none), catalogue)) == 0
    assert len(few_shot.gather(config_of(tmp_path, *TAUGHT, none), catalogue)) == 7


def test_without_examples_wanted_nothing_is_read(tmp_path, catalogue):
    config = config_of(tmp_path, *TAUGHT, examples=0)
    (tmp_path / "examples.csv").unlink()
    assert len(few_shot.gather(config, catalogue)) == 0


def test_the_shipped_examples_fit_the_shipped_catalogue(catalogue):
    assert len(few_shot.gather(load(overrides={"review": {"store": ""}}), catalogue)) > 2000


def test_a_measured_run_shows_the_model_labels_of_other_documents_only(tmp_path):
    write_spec(tmp_path / "spec.docx")
    own = [Example(one.title, f"{one.text} Own.", (), ("RE",), "spec.pdf", one.number) for one in TAUGHT]
    example_files.write(tmp_path / "examples.csv", [*TAUGHT, *own])
    labels = write_labels(tmp_path / "labels.csv", "spec.docx", LABELS)
    with ModelServer(oracle(TRUTH)) as server:
        more = (
            f'[decide]\nreview_below = 1.0\n[review]\nstore = ""\n[llm]\nprovider = "ollama"\nhost = "{server.url}"\n'
        )
        given = f'examples = ["{(tmp_path / "examples.csv").as_posix()}"]'
        settings = write_settings(tmp_path, more, match=given)
        result = emcmatch(
            *("evaluate", tmp_path / "spec.docx", "--labels", labels, "--llm"),
            *("--config", settings, "--out", tmp_path / "out"),
            cwd=ROOT,
        )
    assert result.returncode == 0, result.stderr
    prompts = [json.dumps(call["messages"]) for call in read_lines(tmp_path / "out" / "llm_calls.jsonl")]
    assert prompts
    assert any("Of another document, BCI: A clamp drives" in prompt for prompt in prompts)
    assert not any("Own." in prompt or "Of another document, RE" in prompt for prompt in prompts)
