"""A run never loses what a person wrote into its workbook, and never writes over what is not its own."""

import shutil
import subprocess
import sys

import openpyxl
import pytest
from spec_files import call, command, emcmatch, environment, read_rows, write_settings, write_spec

from pipeline.reviews import ReviewStore
from pipeline.storage import locks

pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A specification, and a store that holds its results."""
    folder = tmp_path_factory.mktemp("store")
    spec = write_spec(folder / "specs" / "a.docx")
    done = call("run", spec, "--config", write_settings(folder), "--out", folder / "out", "--jobs", 1)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def made(store, tmp_path):
    """A run folder, and how to call the same run again."""
    for name in ("specs", "store.sqlite"):
        copy = shutil.copytree if (store / name).is_dir() else shutil.copy
        copy(store / name, tmp_path / name)
    reviews = f'[review]\nstore = "{(tmp_path / "r.sqlite").as_posix()}"\naliases = ""\n'
    settings = write_settings(tmp_path, reviews)

    def again(*more):
        return call("run", tmp_path / "specs", "--config", settings, "--out", tmp_path / "out", "--jobs", 1, *more)

    assert again().returncode == 0
    return tmp_path / "out", again


def fill(book, number, head, value, sheet="Review"):
    """Write into the row of a clause, as a reviewer does."""
    opened = openpyxl.load_workbook(book)
    page = opened[sheet]
    heads = {cell.value: cell.column for cell in page[1]}
    numbers = [page.cell(row, heads["Number"]).value for row in range(2, page.max_row + 1)]
    page.cell(2 + numbers.index(number), heads[head]).value = value
    opened.save(book)


def test_answers_that_were_not_imported_are_imported_before_the_workbook_is_written_anew(made, tmp_path):
    out, again = made
    fill(out / "report.xlsx", "2", "Reviewed test", "RE", "Matches")
    fill(out / "report.xlsx", "3", "Comment", "look at the antenna", "Matches")
    done = again()
    assert done.returncode == 0, done.stderr
    assert "2 answers in report.xlsx were not imported yet; imported now." in done.stdout
    assert {item.clause for item in ReviewStore(tmp_path / "r.sqlite").current()} == {"a.docx#2", "a.docx#3"}
    rows = {row["number"]: row for row in read_rows(out / "matches.csv")}
    assert (rows["2"]["tests"], rows["2"]["by"]) == ("RE", "person")
    assert "imported now" not in again().stdout
    assert not list(out.glob("report_reviewed*"))


def test_a_workbook_whose_answers_cannot_be_taken_over_is_kept_and_the_exit_code_says_so(made):
    out, again = made
    fill(out / "report.xlsx", "2", "Reviewed test", "no such test", "Matches")
    written = (out / "report.xlsx").read_bytes()
    done = again()
    assert done.returncode == 10
    (kept,) = out.glob("report_reviewed_*.xlsx")
    assert kept.read_bytes() == written
    assert kept.name in done.stdout
    assert "'no such test' is no test of the catalogue" in done.stdout


def test_a_workbook_with_a_column_of_the_reviewers_own_is_kept(made):
    out, again = made
    book = openpyxl.load_workbook(out / "report.xlsx")
    page = book["Matches"]
    page.cell(1, page.max_column + 1).value = "To do"
    page.cell(2, page.max_column).value = "ask the OEM"
    book.save(out / "report.xlsx")
    done = again()
    assert done.returncode == 10
    assert "column To do of sheet Matches" in done.stdout
    assert len(list(out.glob("report_reviewed_*.xlsx"))) == 1


def test_a_workbook_that_was_only_saved_again_is_not_kept(made):
    out, again = made
    openpyxl.load_workbook(out / "report.xlsx").save(out / "report.xlsx")
    assert again().returncode == 0
    assert not list(out.glob("report_reviewed*"))


def test_a_workbook_that_is_damaged_is_kept(made):
    out, again = made
    (out / "report.xlsx").write_bytes(b"half a workbook")
    assert again().returncode == 10
    (kept,) = out.glob("report_reviewed_*.xlsx")
    assert kept.read_bytes() == b"half a workbook"


def test_a_folder_with_somebodys_own_workbook_is_refused(made, tmp_path):
    _, again = made
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.xlsx").write_bytes(b"mine")
    done = again("--out", tmp_path / "mine")
    assert done.returncode == 2
    assert "is not the folder of a run and holds files (report.xlsx)" in done.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["report.xlsx"]
    done = again("--out", tmp_path / "mine", "--force")
    assert done.returncode == 10
    assert [path.read_bytes() for path in (tmp_path / "mine").glob("report_reviewed_*")] == [b"mine"]


def test_a_second_run_into_the_folder_is_refused_and_says_who_is_at_work(made, tmp_path):
    out, again = made
    line = ("run", tmp_path / "specs", "--config", tmp_path / "settings.toml", "--out", out)
    with locks.hold(out):
        done = emcmatch(*line)
    assert done.returncode == 2
    assert "another run is writing into this folder (process " in done.stderr
    assert again().returncode == 0


@pytest.mark.slow
def test_of_two_runs_at_once_one_is_done_and_one_refused_each_time(made, tmp_path):
    out, again = made
    program = (
        "import sys; from pathlib import Path; from pipeline.runs import resuming\n"
        "from pipeline.errors import UsageError\n"
        "sys.stdin.readline()\n"
        "try:\n"
        "    with resuming.working(Path(sys.argv[1])):\n"
        "        print('in', flush=True); sys.stdin.readline()\n"
        "except UsageError: print('refused', flush=True)\n"
    )
    for _ in range(100):
        pair = [
            subprocess.Popen(
                [sys.executable, "-c", program, str(out)],
                env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for _ in range(2)
        ]  # fmt: skip
        for process in pair:
            process.stdin.write("go\n")
            process.stdin.flush()
        said = sorted(process.stdout.readline().strip() for process in pair)
        for process in pair:
            process.communicate("done\n")
        assert said == ["in", "refused"]
    assert again().returncode == 0


@pytest.mark.slow
def test_two_whole_runs_at_once_end_in_one_done_and_one_refused(made, tmp_path):
    out, _ = made
    shutil.rmtree(out)
    line = command("run", tmp_path / "specs", "--config", tmp_path / "settings.toml", "--out", out, "--fresh")
    pair = [subprocess.Popen(line, env=environment(), stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [process.communicate()[1] for process in pair]
    assert sorted(process.returncode for process in pair) == [0, 2], errors
    assert sorted(path.name for path in out.iterdir() if path.name[0] == ".") == []
