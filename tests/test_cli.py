"""The command line as a user calls it: what comes out, and how it ends."""

import subprocess

import pytest
from spec_files import (
    LABELS,
    LOCK,
    REFUSED,
    call,
    command,
    emcmatch,
    environment,
    read_lines,
    read_rows,
    write_labels,
    write_mixed,
    write_settings,
    write_spec,
)

from pipeline.cli import COMMANDS

RUN_FOLDER = {
    "clauses.jsonl",
    "documents.jsonl",
    "matches.csv",
    "matches.jsonl",
    "problems.csv",
    "report.html",
    "report.xlsx",
    "requirements.jsonl",
    "limits.jsonl",
    "run.json",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A run over a folder with a good file and one of each kind that is refused."""
    folder = tmp_path_factory.mktemp("mixed")
    write_mixed(folder / "specs")
    write_labels(folder / "labels.csv", "good.docx", LABELS)
    settings = write_settings(folder)
    result = emcmatch(
        "run", folder / "specs", "--config", settings, "--out", folder / "out", "--labels", folder / "labels.csv"
    )
    return folder, result


def test_some_files_fail_and_the_rest_is_done_with_exit_code_10(mixed):
    folder, result = mixed
    assert result.returncode == 10, result.stderr
    rows = read_rows(folder / "out" / "matches.csv")
    assert [row["number"] for row in rows] == list(LABELS)
    assert {row["document"] for row in rows} == {"good.docx"}


def test_each_file_that_failed_has_its_own_sentence(mixed):
    folder, _ = mixed
    rows = {row["file"]: row for row in read_rows(folder / "out" / "problems.csv")}
    for name, (_, kind, words) in REFUSED.items():
        assert rows[name]["kind"] == kind
        assert words in rows[name]["message"]
        assert rows[name]["message"].startswith(name)
        assert rows[name]["severity"] == "failed"
    assert rows[LOCK]["kind"] == "lock file"
    assert rows[LOCK]["severity"] != "failed"
    assert len({row["message"] for row in rows.values()}) == len(REFUSED) + 1


def test_the_run_folder_holds_what_the_manual_says_and_nothing_half_done(mixed):
    folder, _ = mixed
    found = {path.name for path in (folder / "out").iterdir()}
    assert found == RUN_FOLDER | {"accuracy.json", "accuracy.xlsx"}


def test_the_last_lines_say_what_came_out_and_where_it_lies(mixed):
    folder, result = mixed
    lines = result.stdout.splitlines()
    assert lines[0].startswith("1 document, 6 clauses: ")
    assert "of 6 clauses" in lines[1]
    assert "4 files failed" in lines[2]
    assert lines[-1] == f"Open {folder / 'out' / 'report.xlsx'}"


def test_without_a_terminal_only_the_files_that_failed_are_named(mixed):
    _, result = mixed
    for name in REFUSED:
        assert name in result.stderr
    assert "good.docx" not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_good_file_alone_ends_with_0_and_the_same_rows(mixed):
    folder, _ = mixed
    alone = call("run", folder / "specs" / "good.docx", "--config", folder / "settings.toml", "--out", folder / "alone")
    assert alone.returncode == 0, alone.stderr
    assert {path.name for path in (folder / "alone").iterdir()} == RUN_FOLDER
    assert (folder / "alone" / "matches.csv").read_bytes() == (folder / "out" / "matches.csv").read_bytes()


def test_without_out_a_new_folder_is_made_under_outputs(mixed):
    folder, _ = mixed
    for _ in range(2):
        result = call("run", folder / "specs" / "good.docx", "--config", folder / "settings.toml", cwd=folder)
        assert result.returncode == 0, result.stderr
    assert len(list((folder / "outputs").iterdir())) == 2


@pytest.mark.slow
def test_a_fault_of_the_program_costs_one_file_and_is_called_one(tmp_path):
    write_spec(tmp_path / "specs" / "good.docx")
    write_spec(tmp_path / "specs" / "odd.docx")
    (tmp_path / "sitecustomize.py").write_text(
        "import pipeline.documents as documents\n"
        "read = documents.read\n"
        "def faulty(path, settings, **more):\n"
        "    if more.get('document_id') == 'odd.docx':\n"
        "        raise IndexError('no such paragraph')\n"
        "    return read(path, settings, **more)\n"
        "documents.read = faulty\n"
    )
    path = f"{tmp_path}{':' if ':' in environment()['PATH'] else ';'}{environment()['PYTHONPATH']}"
    settings = write_settings(tmp_path)
    result = emcmatch(
        "run", tmp_path / "specs", "--config", settings, "--out", tmp_path / "out", "--debug", PYTHONPATH=path
    )
    assert result.returncode == 10, result.stderr
    (row,) = read_rows(tmp_path / "out" / "problems.csv")
    assert (row["file"], row["kind"]) == ("odd.docx", "internal error")
    assert "IndexError: no such paragraph" in row["message"]
    assert "Traceback" in result.stderr  # --debug was given
    assert len(read_rows(tmp_path / "out" / "matches.csv")) == len(LABELS)


# --- calls that cannot be carried out ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    return write_spec(tmp_path_factory.mktemp("spec") / "spec.docx")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "Missing argument"),
        (["run", "x.docx", "--jobs", "-1"], "--jobs"),
        (["run", "x.docx", "--colour", "red"], "--colour"),
        (["walk"], "walk"),
        (["report"], "--out"),
        (["report", "--out", "."], "run.json"),
    ],
)
def test_a_call_that_makes_no_sense_ends_with_2(tmp_path, arguments, words):
    result = call(*arguments, cwd=tmp_path)
    assert result.returncode == 2, result.stderr
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["nowhere", "."])
def test_nothing_to_read_ends_with_3(tmp_path, what):
    result = call("run", what, cwd=tmp_path)
    assert result.returncode == 3
    assert result.stderr.startswith("Error: ")
    assert list(tmp_path.iterdir()) == []


def test_files_that_all_fail_end_with_3_and_their_reasons_are_kept(tmp_path):
    for name, (data, _, _) in REFUSED.items():
        (tmp_path / name).write_bytes(data)
    result = call("run", tmp_path, "--config", write_settings(tmp_path), "--out", tmp_path / "out")
    assert result.returncode == 3, result.stderr
    for name, (_, kind, words) in REFUSED.items():
        assert f"{name} " in result.stderr
        assert words in result.stderr
        assert kind in {row["kind"] for row in read_rows(tmp_path / "out" / "problems.csv")}


def test_everything_wrong_in_a_configuration_is_said_at_once_with_4(tmp_path, spec):
    (tmp_path / "my.toml").write_text('[decide]\nreview_below = 7\nreveiw = 1\n[embedding]\nbackend = "magic"\n')
    result = call("run", spec, "--config", tmp_path / "my.toml", "--out", tmp_path / "out")
    assert result.returncode == 4
    for words in ("my.toml", "decide.review_below", "decide.reveiw", "embedding.backend"):
        assert words in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--config", "--references", "--labels"])
def test_a_settings_file_that_is_not_there_ends_with_4(tmp_path, spec, option):
    result = call("run", spec, option, tmp_path / "nowhere.toml", "--out", tmp_path / "out")
    assert result.returncode == 4
    assert "nowhere.toml" in result.stderr
    assert not (tmp_path / "out").exists()


def test_faults_of_configuration_catalogue_weights_and_labels_come_together(tmp_path, spec):
    (tmp_path / "tests.toml").write_text('[[test]]\nid = "A"\nname = "Alpha"\ngroup = "x"\ncolour = "red"\n')
    (tmp_path / "labels.csv").write_text("document,number\n")
    (tmp_path / "wrong.toml").write_text("[decide]\nreview_below = 7\n")
    given = ("--references", tmp_path / "tests.toml")
    both = call("run", spec, *given, "--config", tmp_path / "wrong.toml", cwd=tmp_path)
    assert both.returncode == 4
    assert "review_below" in both.stderr
    assert "colour" in both.stderr
    settings = write_settings(tmp_path, match='weights = "gone.json"')
    rest = call("run", spec, *given, "--config", settings, "--labels", tmp_path / "labels.csv", cwd=tmp_path)
    assert rest.returncode == 4
    for words in ("colour", "gone.json", "labels.csv, row 1"):
        assert words in rest.stderr


def test_everything_wrong_in_a_catalogue_is_said_at_once_with_4(tmp_path, spec):
    (tmp_path / "tests.toml").write_text(
        'name = "mine"\n[[test]]\nid = "A"\nname = "Alpha"\ngroup = "x"\ncolour = "red"\nkeywords = ["alpha"]\n'
        '[[test]]\nid = "A"\nname = ""\ngroup = "x"\nkeywords = ["beta"]\n'
    )
    result = call("run", spec, "--references", tmp_path / "tests.toml", "--out", tmp_path / "out")
    assert result.returncode == 4
    assert "colour" in result.stderr
    assert result.stderr.count("tests.toml") >= 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('weights = "nowhere.json"', "nowhere.json"),
        ('references = ["nowhere.toml"]', "nowhere.toml"),
        ('examples = ["nowhere.csv"]', "nowhere.csv"),
    ],
)
def test_a_file_that_the_configuration_names_and_is_not_there_ends_with_4(tmp_path, spec, settings, words):
    result = call("run", spec, "--config", write_settings(tmp_path, match=settings), "--out", tmp_path / "out")
    assert result.returncode == 4
    assert words in result.stderr


def test_wrong_labels_end_with_4_before_any_work(tmp_path, spec):
    labels = write_labels(tmp_path / "labels.csv", "spec.docx", {"1": "BCI", "2": "NO-SUCH-TEST"})
    result = call("run", spec, "--config", write_settings(tmp_path), "--labels", labels, "--out", tmp_path / "out")
    assert result.returncode == 4
    assert "NO-SUCH-TEST" in result.stderr
    assert "clauses" not in result.stderr


def test_asking_a_model_without_one_in_the_configuration_ends_with_4(tmp_path, spec):
    result = call("run", spec, "--config", write_settings(tmp_path), "--llm", "--out", tmp_path / "out")
    assert result.returncode == 4
    assert "[llm]" in result.stderr
    assert "clauses" not in result.stderr  # said before any work


def test_a_model_that_is_not_on_this_machine_ends_with_5_and_says_what_to_do(tmp_path, spec):
    (tmp_path / "my.toml").write_text('[embedding]\nmodel = "no-such-model"\n[store]\npath = ""\n')
    result = call("run", spec, "--config", tmp_path / "my.toml", "--out", tmp_path / "out")
    assert result.returncode == 5, result.stderr
    assert "no-such-model" in result.stderr
    assert "embedding.model" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["--debug", "run", "nowhere"], ["run", "--debug", "nowhere"]])
def test_debug_shows_the_traceback_wherever_it_stands(tmp_path, arguments):
    assert "Traceback" in emcmatch(*arguments, cwd=tmp_path).stderr
    assert "Traceback" not in emcmatch("run", "nowhere", cwd=tmp_path).stderr


# --- help -------------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_loads_none():
    code = (
        "import sys; sys.argv = ['emcmatch', '--help']\n"
        "from pipeline import cli\n"
        "try:\n    cli.main()\n"
        "finally:\n    print(*(name for name in sys.modules if name.startswith('pipeline.')), file=sys.stderr)\n"
    )
    shown = subprocess.run(
        [*command()[:1], "-c", code], env=environment(), capture_output=True, encoding="utf-8", timeout=60
    )
    assert all(f"  {name} " in shown.stdout for name in COMMANDS)
    assert set(shown.stderr.split()) == {"pipeline.cli", "pipeline.errors", "pipeline.runs", "pipeline.runs.messages"}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_is_light_and_teaches_by_examples(name):
    code = (
        "import sys; sys.argv = ['emcmatch', sys.argv[1], '--help']\n"
        "from pipeline import cli\n"
        "try:\n    cli.main()\n"
        "finally:\n"
        "    heavy = {'numpy', 'sklearn', 'torch', 'docx', 'pandas', 'pydantic', 'rich'} & set(sys.modules)\n"
        "    assert not heavy, heavy\n"
    )
    shown = subprocess.run(
        [*command()[:1], "-c", code, name], env=environment(), capture_output=True, encoding="utf-8", timeout=60
    )
    assert shown.returncode == 0, shown.stderr
    if "Commands:" not in shown.stdout:  # a group is taught by its commands
        assert f"emcmatch {name} " in shown.stdout.partition("Usage: ")[2].partition("\n")[2]


def test_clauses_jsonl_and_matches_jsonl_speak_of_the_same_clauses(mixed):
    folder, _ = mixed
    clauses = [line["id"] for line in read_lines(folder / "out" / "clauses.jsonl")]
    assert clauses == [line["id"] for line in read_lines(folder / "out" / "matches.jsonl")]
