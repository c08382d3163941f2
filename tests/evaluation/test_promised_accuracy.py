"""The accuracy report says what can be promised about the clauses decided without review, or why nothing can."""

import json
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook
from report_builders import CATALOGUE, decide, label, make_report
from spec_files import ROOT

from pipeline import config, evaluation
from pipeline.errors import ConfigError
from pipeline.evaluation import learned_documents
from pipeline.evaluation.labels import read as read_labels
from pipeline.flow import located
from pipeline.matching.decisions.weights import load
from pipeline.reports import accuracy
from pipeline.runs.measuring import learned_from, measure, summarise


def score(count, wrong=0, **more):
    decisions = [decide(str(i), "CE" if i < wrong else "RE", confidence=0.99999, **more) for i in range(count)]
    return evaluation.evaluate([make_report(*decisions)], [label(str(i), "RE") for i in range(count)], CATALOGUE)


def test_few_labels_bear_no_promise():
    assert "Too few labels" in evaluation.promise(score(20).scored, 0.02, 0.9).sentence


def test_many_right_decisions_bear_a_promise():
    found = evaluation.promise(score(300, wrong=1).scored, 0.02, 0.9)

    assert (found.threshold, found.n, found.wrong) == (0.5, 300, 1)


def test_what_a_model_or_a_person_decided_bears_no_promise_about_the_threshold():
    assert evaluation.promise(score(300, by="llm").scored, 0.02, 0.9).labelled == 0


def test_both_files_say_what_can_be_promised(tmp_path):
    found = score(300)
    accuracy.write(tmp_path, replace(found, promise=evaluation.promise(found.scored, 0.02, 0.9)))

    said = json.loads((tmp_path / "accuracy.json").read_text())["promise"]
    rows = CalamineWorkbook.from_path(str(tmp_path / "accuracy.xlsx")).get_sheet_by_name("Accuracy").to_python()
    row = next(row for row in rows if row[0] == "Promise: decide from")
    assert (said["threshold"], said["n"], said["limit"], said["sure"]) == (0.5, 300, 0.02, 0.9)
    assert (row[1], row[2], row[-1]) == (0.5, 300, said["sentence"])


def test_a_run_with_labels_is_measured_against_its_own_promise():
    report = make_report(decide("1", "RE", confidence=0.9))
    settings = config.load(None, {"decide": {"promise": 0.07}}).decide

    assert measure([report], [label("1", "RE")], CATALOGUE, (), decide=settings).promise.limit == 0.07


def test_scored_documents_among_the_examples_are_said(tmp_path):
    examples = tmp_path / "examples.csv"
    heads, row = "document,number,path,title,text,tests", "QX-7.PDF,1,,Emission,Words.,RE"
    examples.write_text(f"{heads}\n{row}\n", encoding="utf-8")
    learned = learned_from(config.load(None, {"match": {"examples": [str(examples)]}}))
    reports = [make_report(decide("1", "RE", document=name), document=name) for name in ("a.docx", "qx-7.pdf")]
    labels = [label("1", "RE", document=name) for name in ("a.docx", "qx-7.pdf")]

    assert "QX-7.PDF" in learned
    found = measure(reports, labels, CATALOGUE, (), learned=learned)
    assert found.seen == ("qx-7.pdf",)
    assert "Learned from before: qx-7.pdf; their figures flatter the program." in summarise(found)


def test_scored_documents_behind_the_weights_are_said_though_only_digests_of_their_names_are_kept(tmp_path):
    weights = tmp_path / "weights.json"
    weights.write_bytes(config.resource("references/weights.json").read_bytes())
    learned_documents.write(tmp_path / learned_documents.FILE, ["Norm 7.DOCX"])
    learned = learned_from(config.load(None, {"match": {"examples": [], "weights": str(weights)}}))
    reports = [make_report(decide("1", "RE", document=name), document=name) for name in ("a.docx", "norm 7.docx")]
    labels = [label("1", "RE", document=name) for name in ("a.docx", "norm 7.docx")]

    assert "norm" not in (tmp_path / learned_documents.FILE).read_text().lower()
    assert measure(reports, labels, CATALOGUE, (), learned=learned).seen == ("norm 7.docx",)


def test_every_document_of_our_own_that_was_learned_from_is_known_and_none_that_was_held_out():
    learned = learned_from(config.load(None, {"match": {"examples": []}}))
    folders = [path for path in (ROOT / "benchmarks" / "documents").iterdir() if (path / "labels.csv").is_file()]
    for folder in folders:
        labelled = {one.document for one in read_labels(folder / "labels.csv")}
        names = {name for name in labelled if (folder / name).is_file()}  # as they are learned from
        known = {name for name in names if learned_documents.digest(name) in learned}
        assert known == (set() if folder.name == "u" else names)
    assert len(learned) == int(load(located("references/weights.json")).learned_on.split()[0])


def test_tuned_weights_in_a_folder_of_their_own_go_on_from_the_documents_of_the_program(tmp_path):
    weights = tmp_path / "tuned.json"
    weights.write_bytes(config.resource("references/weights.json").read_bytes())
    assert learned_from(config.load(None, {"match": {"examples": [], "weights": str(weights)}})) == learned_from(
        config.load(None, {"match": {"examples": []}})
    )


def test_a_list_of_learned_documents_that_is_none_is_said_with_its_file(tmp_path):
    path = tmp_path / learned_documents.FILE
    path.write_text("norm7.docx\n", encoding="ascii")
    with pytest.raises(ConfigError, match="is no SHA-256 of a document's name"):
        learned_documents.read(path)
