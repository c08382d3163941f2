"""The command line: what it writes, what it says, how it ends."""

from dataclasses import replace

import pytest
from annotation_builders import decide_all, said
from pdf_files import Sheet, filler, write
from report_builders import CATALOGUE, decide, make_report
from spec_files import CLAUSES, call, write_spec

from pipeline import reports as report_files


@pytest.fixture
def folder(tmp_path):
    """A run over a Word file and a PDF."""
    report, run = decide_all(write_spec(tmp_path / "spec.docx"))
    pdf = make_report(decide("1", document="b.pdf"), document="b.pdf", format="pdf")
    run = replace(run, stage="report", inputs={**run.inputs, "b.pdf": str(tmp_path / "b.pdf")})
    report_files.write(tmp_path / "run", [pdf, report], CATALOGUE, run, (), books=False)
    return tmp_path / "run"


def test_reqif_is_written_beside_the_run(folder):
    pytest.importorskip("reqif")
    done = call("export", "reqif", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(CLAUSES) + 1} clauses of 2 documents written to {folder / 'matches.reqif'}" in done.stdout
    assert (folder / "matches.reqif").read_text(encoding="utf-8").count("<SPECIFICATION ") == 2


def test_word_files_are_annotated_and_others_named(folder):
    done = call("export", "word", folder)
    target = folder / "annotated" / "spec_annotated.docx"
    assert done.returncode == 10
    assert f"{len(CLAUSES)} comments: {target}" in done.stdout
    assert "b.pdf is no Word document" in done.stderr
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert len(said(target)) == len(CLAUSES)


def test_a_file_that_is_gone_is_said_and_nothing_is_written(folder):
    (folder.parent / "spec.docx").unlink()
    done = call("export", "word", folder, "--out", folder / "copies")
    assert done.returncode == 3
    assert "spec.docx is no longer at" in done.stderr
    assert list((folder / "copies").iterdir()) == []


def test_pdf_files_are_highlighted_and_a_word_file_is_passed_over(tmp_path):
    pytest.importorskip("pikepdf")
    word, run = decide_all(write_spec(tmp_path / "spec.docx"))
    sheet = Sheet().lines("1 Injection of current", bold=True).lines(*filler(3))
    pdf, other = decide_all(write(tmp_path / "b.pdf", sheet.lines("2 Reports of it", bold=True).lines(*filler(2, 9))))
    pdf = replace(pdf, format="pdf")
    run = replace(run, stage="report", inputs={**run.inputs, **other.inputs})
    report_files.write(tmp_path / "run", [pdf, word], CATALOGUE, run, (), books=False)
    done = call("export", "pdf", tmp_path / "run")
    target = tmp_path / "run" / "annotated" / "b_annotated.pdf"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"2 clauses marked: {target}\n"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_damaged_file_of_limits_is_named(folder):
    pytest.importorskip("reqif")
    (folder / "limits.jsonl").write_text('{"clause": "spec.docx#1"\n', encoding="utf-8")
    done = call("export", "reqif", folder)
    assert done.returncode != 0
    assert "limits.jsonl: is damaged" in done.stderr
    assert "Traceback" not in done.stderr
