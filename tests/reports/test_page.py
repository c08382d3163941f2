"""report.html loads nothing, believes nothing, and finds every clause."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from report_builders import CATALOGUE, RUN, decide, label, make_large, make_report

from pipeline.evaluation import evaluate
from pipeline.records import Problem
from pipeline.reports import html, write
from pipeline.reports.runs import RunInfo

HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)> & \u2028 '\""


class Elements(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.texts = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):  # noqa: D102
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):  # noqa: D102
        self.texts.append(data)

    def count(self, tag):
        """Return how many elements of a kind there are."""
        return sum(name == tag for name, _ in self.found)


def save(folder, *reports, problems=(), evaluation=None, run=RUN):
    write(folder, reports, CATALOGUE, run, problems, evaluation)
    return (folder / "report.html").read_text(encoding="utf-8")


def read_data(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def hostile_report():
    clause = {"text": HOSTILE, "path": (HOSTILE,)}
    return make_report(
        decide("1", "RE", title=HOSTILE, reason=HOSTILE, document=HOSTILE, clause=clause), document=HOSTILE
    )


def test_the_page_refers_to_nothing_outside_itself(tmp_path):
    evaluation = evaluate([make_large("a.docx")], [label("1", "RE")], CATALOGUE)
    page = Elements(save(tmp_path, make_large("a.docx"), evaluation=evaluation))

    for tag, attributes in page.found:
        assert tag not in ("link", "img", "iframe", "object", "base", "form")
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")


def test_only_the_page_s_own_script_may_run(tmp_path):
    page = save(tmp_path, hostile_report())
    policy = next(item["content"] for tag, item in Elements(page).found if item.get("http-equiv"))
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

    assert len(script) == 1
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_markup_of_a_document_stays_text(tmp_path):
    harmless = Elements(save(tmp_path / "1", make_report(decide("1", "RE"))))
    hostile = Elements(save(tmp_path / "2", hostile_report(), problems=()))

    assert [tag for tag, _ in hostile.found] == [tag for tag, _ in harmless.found]
    assert read_data(save(tmp_path / "3", hostile_report()))["documents"] == [HOSTILE]


def test_problems_are_escaped_too(tmp_path):
    page = Elements(save(tmp_path, problems=[Problem(HOSTILE, "<i>", HOSTILE)]))

    assert page.count("i") == 0
    assert page.count("img") == 0
    assert "not read" in " ".join(page.texts)


def test_every_clause_is_in_the_data_with_its_candidates(tmp_path):
    report = make_large("a.docx", 3)
    data = read_data(save(tmp_path, report))
    row = dict(zip(data["columns"], data["rows"][0], strict=True))
    first = report.decisions[0]

    assert len(data["rows"]) == len(report.decisions)
    assert data["outcomes"][row["outcome"]] == first.outcome
    assert tuple(row["tests"]) == first.tests
    assert row["confidence"] == pytest.approx(first.confidence, abs=1e-4)
    assert data["names"] == {test.id: test.name for test in CATALOGUE.tests}


def test_more_clauses_than_a_browser_bears_are_left_out_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(html, "MOST_ROWS", 5)
    report = make_large("a.docx", 3)
    page = save(tmp_path, report, make_report(decide("1", document="b.docx"), document="b.docx"))

    assert len(read_data(page)["rows"]) == 5
    assert f"{len(report.decisions) - 5 + 1} more stand in report.xlsx" in page


def test_the_matrix_has_a_cell_for_each_test_and_document(tmp_path):
    first = make_report(decide("8", "RE"), decide("8.1", "RE"), decide("9", "BCI", "review"), document="a.docx")
    page = Elements(save(tmp_path, first, make_report(decide("1", "ESD"), document="b.docx")))
    buttons = [item for tag, item in page.found if tag == "button" and "data-test" in item]

    assert [(item["data-test"], item["data-document"], item["title"]) for item in buttons] == [
        ("RE", "0", "8 (+1)"),
        ("BCI", "0", "9"),
        ("ESD", "1", "1"),
    ]
    assert sum(text.strip() == "not found" for text in page.texts) == 7 + 2  # cells, and tests found in none
    assert "1 in review" in page.texts


def test_accuracy_is_shown_only_where_there_are_labels(tmp_path):
    reports = [make_large("a.docx")]
    labels = [label(item.clause.number, *(item.tests or ((),))) for item in reports[0].decisions]
    evaluation = evaluate(reports, labels, CATALOGUE, baseline=reports)

    with_labels = save(tmp_path / "1", *reports, evaluation=evaluation)
    without = save(tmp_path / "2", *reports)

    assert 'id="accuracy"' in with_labels
    assert 'id="accuracy"' not in without
    assert with_labels.count("<svg") == without.count("<svg") + 2


def test_a_bare_run_still_makes_a_page(tmp_path):
    page = save(tmp_path, run=RunInfo())

    assert read_data(page)["rows"] == []
    assert "0 documents against the catalogue" in page


@pytest.mark.slow
@pytest.mark.live
def test_chromium_shows_the_clauses_and_runs_nothing_of_theirs(tmp_path):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("Chromium is not installed")
    clauses = [decide(f"{index}", "RE", title=HOSTILE) for index in range(5000)]
    last = make_report(decide("last", "RE", document="b.docx"), document="b.docx")
    save(tmp_path, make_report(*clauses), last)
    options = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    options += f" --disable-component-update --disable-sync --user-data-dir={tmp_path / 'profile'} --dump-dom"

    shown = subprocess.run(
        [browser, *options.split(), (tmp_path / "report.html").as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
        encoding="utf-8",
    ).stdout

    assert "5001 of 5001 clauses, the first 100 shown" in shown
    assert shown.count('class="title"') == 100
    assert "<title>EMC specification match</title>" in shown
    assert "<img" not in shown
