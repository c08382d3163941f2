"""A run that asks a model, over real HTTP: what it may change, and that nothing it does ends a run."""

import json
import re
import shutil
import warnings
from collections import Counter

import openpyxl
import pytest
import spec_files
from answer_builders import oracle, say
from collectors import Collector
from model_server import ModelServer
from spec_files import CLAUSES, LABELS, read_lines, read_rows, write_labels, write_settings, write_spec

from pipeline.answers.prompts import VERSION
from pipeline.answers.reliability import Counts, Measured, save
from pipeline.flow import located
from pipeline.matching.catalogue import load as load_catalogue

pytestmark = pytest.mark.slow  # whole runs

REVIEW_ALL = "[decide]\nreview_below = 0.9999\n"
CATALOGUE = load_catalogue([located("references/emc_tests.toml")])
TRUTH = {number: test or "none" for number, test in LABELS.items()}


@pytest.fixture(scope="module")
def matched(tmp_path_factory):
    """A specification, and a store in which it is matched."""
    folder = tmp_path_factory.mktemp("matched")
    write_spec(folder / "spec.docx")
    settings = write_settings(folder, REVIEW_ALL)
    assert spec_files.call("match", folder / "spec.docx", "--config", settings, "--out", folder / "out").returncode == 0
    return folder


@pytest.fixture
def measured(tmp_path):
    """Of the model it is known that it was always right."""
    counts = Counts(10**7, 10**7, 10**7, 0, 10**7)
    known = Measured("ollama/llama3", "d" * 64, VERSION, CATALOGUE.digest, "use it", ("old.docx",), counts)
    save(tmp_path / "models.json", known)


@pytest.fixture
def asking(matched, tmp_path):
    """A run that puts every clause in review to a model."""
    for name in ("spec.docx", "store.sqlite"):
        shutil.copy(matched / name, tmp_path)

    def call(server, *arguments, name="run", specs=True, out="out", **llm):
        given = {"provider": "ollama", "host": server if isinstance(server, str) else server.url, **llm}
        given = {"measured": str(tmp_path / "models.json"), **given}
        lines = "\n".join(f"{key} = {value!r}" for key, value in given.items())
        lines = lines.replace("True", "true")
        settings = write_settings(tmp_path, f"{REVIEW_ALL}[llm]\ncall_deadline = 5.0\n{lines}\n")
        files = [tmp_path / "spec.docx"] if specs else []
        return spec_files.call(name, *files, "--config", settings, "--out", tmp_path / out, *arguments)

    return call


def test_the_model_decides_what_is_in_review_and_every_call_is_kept(asking, measured, tmp_path):
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        result = asking(server)
    assert result.returncode == 0, result.stderr
    assert f"Language model: ollama/llama3 at {server.url} (host in [llm])." in result.stderr
    assert re.search(r"asked (\d+): \1 decided, 0 suggestions, 0 refused", result.stdout)
    assert json.loads((tmp_path / "out" / "run.json").read_text())["llm_address"] == f"{server.url} (host in [llm])"
    rows = {row["number"]: row for row in read_rows(tmp_path / "out" / "matches.csv")}
    asked = [number for number, row in rows.items() if row["by"] == "llm"]
    assert asked
    assert {number: rows[number]["tests"] for number in asked} == {number: LABELS[number] for number in asked}
    calls = read_lines(tmp_path / "out" / "llm_calls.jsonl")
    assert {call["about"] for call in calls} == {f"spec.docx#{number}" for number in asked}
    assert len(rows) == len(CLAUSES)


def test_a_model_that_was_not_measured_decides_nothing_and_its_answers_stand_beside_the_guess(asking, tmp_path):
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        result = asking(server)
    assert result.returncode == 0, result.stderr
    assert "suggestions only. Measure it with: emcmatch evaluate" in result.stderr
    assert re.search(r"asked (\d+): 0 decided, \1 suggestions, 0 refused", result.stdout)
    rows = read_rows(tmp_path / "out" / "matches.csv")
    assert {row["by"] for row in rows} == {"score"}
    review = [row for row in rows if row["outcome"] == "review"]
    assert all("The language model (ollama/llama3)" in row["reason"] for row in review)
    lines = {line["number"]: line for line in read_lines(tmp_path / "out" / "matches.jsonl")}
    assert all(
        lines[row["number"]]["suggested"] == [each for each in [LABELS[row["number"]]] if each] for row in review
    )


def test_a_model_shows_no_difference_on_few_clauses_and_is_asked_twice_about_each(asking, tmp_path):
    labels = write_labels(tmp_path / "labels.csv", "spec.docx", LABELS)
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        result = asking(server, "--labels", labels, "--llm", "--ask", "4", name="evaluate")
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("no difference shown") == 1
    assert server.calls == 8
    assert "Reliability: right about 4 of 4 answers (100%, 95 % interval 51% to 100%)" in result.stdout


def test_a_model_that_does_harm_is_called_so_with_exit_code_10_and_decides_nothing_later(asking, tmp_path):
    """It says none of all clauses of a test, which needs no word of a test as proof."""
    clauses = [
        *(
            (
                f"{number}",
                f"Bulk current injection {number}",
                "A clamp drives a current into the harness (ISO 11452-4).",
            )
            for number in range(1, 8)
        ),
        ("8", "Delivery of reports", "The supplier hands all reports over before the first samples."),
    ]
    known = {number: "BCI" if number != "8" else "" for number, _, _ in clauses}
    write_spec(tmp_path / "spec.docx", clauses)
    labels = write_labels(tmp_path / "labels.csv", "spec.docx", known)
    with ModelServer(lambda asked: say("none", 1)) as server:
        result = asking(server, "--labels", labels, "--llm", name="evaluate")
        assert result.returncode == 10, result.stdout + result.stderr
        assert "do not use this model" in result.stdout
        trial = json.loads((tmp_path / "out" / "model.json").read_text())
        assert trial["whole"]["made_wrong"] >= 6
        assert trial["whole"]["put_right"] == 0
        later = asking(server, out="later")
    assert later.returncode == 0, later.stderr
    assert "this model does harm, so its answers are suggestions only" in later.stderr
    assert {row["by"] for row in read_rows(tmp_path / "later" / "matches.csv")} == {"score"}


def test_every_call_of_a_run_arrives_as_a_span_at_a_collector(asking, measured, tmp_path):
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    with Collector() as collector, ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        assert asking(server, otlp=collector.url).returncode == 0
    calls = read_lines(tmp_path / "out" / "llm_calls.jsonl")
    spans = collector.spans
    assert Counter(span.trace_id.hex() for span in spans) == Counter(call["trace_id"] for call in calls)
    values = [{item.key: item.value for item in span.attributes} for span in spans]
    assert {value["emcmatch.about"].string_value for value in values} == {call["about"] for call in calls}
    assert all("ISO 11452-4" in value["gen_ai.input.messages"].string_value for value in values[:1])


def test_a_configured_model_is_asked_unless_it_is_told_otherwise(asking, measured, tmp_path):
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        assert asking(server, "--no-llm").returncode == 0
        assert server.calls == 0
        assert asking(server).returncode == 0
        assert server.calls > 0
    assert not [
        row
        for row in read_rows(tmp_path / "out" / "matches.csv")
        if row["by"] == "score" and row["outcome"] == "review"
    ]


def test_answers_are_kept_so_that_a_second_run_asks_nothing(asking, measured, tmp_path):
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        assert asking(server).returncode == 0
        first, calls = (tmp_path / "out" / "matches.csv").read_bytes(), server.calls
        assert asking(server).returncode == 0
        assert server.calls == calls
    assert (tmp_path / "out" / "matches.csv").read_bytes() == first


def test_a_server_that_is_not_there_leaves_everything_in_review_with_exit_code_10(asking, tmp_path):
    result = asking("http://127.0.0.1:9")
    assert result.returncode == 10, result.stderr
    rows = read_rows(tmp_path / "out" / "matches.csv")
    assert len(rows) == len(CLAUSES)
    assert {row["by"] for row in rows} == {"score"}
    assert "llm" in {row["kind"] for row in read_rows(tmp_path / "out" / "problems.csv")}


def test_requirements_without_a_reply_are_said_with_exit_code_10_and_asked_again(asking, tmp_path):
    def model(asked):
        return oracle(TRUTH, CATALOGUE)(asked) if "tests" in asked.schema["properties"] else '{"findings": []}'

    with ModelServer(model) as server:
        dry = asking(server, "--llm", "--dry-run", requirements=True)
        assert "2 of them about requirements" in dry.stdout
        assert server.calls == 0
        assert asking(server).returncode == 0
        first = server.calls
        server.names = ()
        assert asking(server, requirements=True).returncode == 10
        (row,) = read_rows(tmp_path / "out" / "problems.csv")
        assert row["kind"] == "llm"
        assert "requirements of 2 of 2 sections" in row["message"]
        server.names = ("llama3:latest",)
        assert asking(server, requirements=True).returncode == 0
        assert server.calls == first + 1 + 2
    assert read_rows(tmp_path / "out" / "problems.csv") == []


def test_what_could_not_be_asked_is_forgotten_once_it_was(asking, tmp_path):
    assert asking("http://127.0.0.1:9").returncode == 10
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        result = asking(server, name="resolve", specs=False)
    assert result.returncode == 0, result.stdout
    assert read_rows(tmp_path / "out" / "problems.csv") == []


def test_a_dry_run_says_what_asking_would_take_and_asks_and_writes_nothing(asking, tmp_path):
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        result = asking(server, "--llm", "--dry-run")
        assert server.calls == 0
    assert result.returncode == 0, result.stderr
    assert "calls" in result.stdout
    assert "tokens" in result.stdout
    assert not (tmp_path / "out").exists()


def test_resolve_goes_on_in_a_folder_that_was_matched_and_report_keeps_its_answers(asking, measured, tmp_path):
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        assert asking(server, "--no-llm").returncode == 0
        assert asking(server, name="resolve", specs=False).returncode == 0
        resolved = (tmp_path / "out" / "matches.csv").read_bytes()
        assert b",llm," in resolved
        calls = server.calls
        assert spec_files.call("report", "--out", tmp_path / "out").returncode == 0
        assert server.calls == calls
    assert (tmp_path / "out" / "matches.csv").read_bytes() == resolved


def test_what_the_model_brought_is_measured(asking, measured, tmp_path):
    labels = write_labels(tmp_path / "labels.csv", "spec.docx", LABELS)
    with ModelServer(oracle(TRUTH, CATALOGUE)) as server:
        result = asking(server, "--labels", labels)
    assert result.returncode == 0, result.stderr
    assert "right before the model" in result.stdout
    model = json.loads((tmp_path / "out" / "accuracy.json").read_text())["model"]
    assert model["right_after"] == model["labelled"] > 0
    assert model["right_to_wrong"] == 0
    assert "tokens a clause" in result.stdout
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know data bars
        book = openpyxl.load_workbook(tmp_path / "out" / "accuracy.xlsx")
    figures = {row[0]: row[2:4] for row in book["Model"].iter_rows(min_row=2, values_only=True)}
    assert figures["Right after the model"] == (model["labelled"], model["labelled"])
    assert figures["  wrong to right"] == (model["wrong_to_right"], model["labelled"])
    turned = list(book["Model changes"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in turned if row[0]] == ["right"] * model["wrong_to_right"]
    assert len(model["flips"]) == model["wrong_to_right"]
