"""How deep the house is: from a command to a document, and from a decision to its cell, counted on the stack."""

import json
import sys
from pathlib import Path

import xlsxwriter.worksheet
from report_builders import CATALOGUE, RUN, decide, make_report
from spec_files import ROOT, emcmatch, write_settings, write_spec

from pipeline import reports

PACKAGE = str(ROOT / "pipeline")
WATCH = """
import json, os, sys

seen = []

def watch(event, arguments):
    if event != "open" or not str(arguments[0]).endswith("a.docx") or seen:
        return
    frame, rooms = sys._getframe(1), []
    while frame is not None:
        if frame.f_code.co_filename.startswith(PACKAGE) and not frame.f_code.co_name.startswith("<"):
            rooms.append(f"{frame.f_code.co_filename}:{frame.f_code.co_name}")
        frame = frame.f_back
    if rooms:
        seen.append(rooms)
        with open(os.path.join(FOLDER, f"{os.getpid()}.stack"), "w") as file:
            json.dump(rooms, file)

sys.addaudithook(watch)
"""


def test_from_the_command_to_the_first_byte_of_a_document_it_is_at_most_eight_calls(tmp_path):
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(f"PACKAGE, FOLDER = {PACKAGE!r}, {str(tmp_path)!r}\n{WATCH}")
    write_spec(tmp_path / "a.docx")

    done = emcmatch(
        *("run", tmp_path / "a.docx", "--out", tmp_path / "out"),
        *("--config", write_settings(tmp_path)),
        cwd=tmp_path,
        PYTHONPATH=f"{hooks}{':' if sys.platform != 'win32' else ';'}{ROOT}",
    )

    assert done.returncode == 0, done.stderr
    stacks = [json.loads(path.read_text()) for path in tmp_path.glob("*.stack")]
    assert len(stacks) == 2  # the program looks whether the file is known, a worker reads it
    assert {len(stack): stack for stack in stacks if len(stack) > 8} == {}


def test_from_a_decision_to_its_cell_it_is_at_most_five_calls(tmp_path, monkeypatch):
    depths = []
    real = xlsxwriter.worksheet.Worksheet._write_string

    def write(sheet, *cell):
        if "Bulk current injection, seen" in str(cell):
            depths.append(_depth(Path(reports.__file__).with_name("folders.py")))
        return real(sheet, *cell)

    monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "_write_string", write)
    report = make_report(decide("5", ("BCI",), title="Bulk current injection, seen", document="a.docx"))
    reports.write(tmp_path / "run", [report], CATALOGUE, RUN, ())

    assert depths
    assert max(depths) <= 5


def _depth(bottom):
    """Frames of the package on the stack, from the function that has the decisions in hand."""
    count, frame = 0, sys._getframe(2)
    while frame is not None:
        count += frame.f_code.co_filename.startswith(PACKAGE) and not frame.f_code.co_name.startswith("<")
        if frame.f_code.co_filename == str(bottom):
            break
        frame = frame.f_back
    return count
