"""One file for all runs: incremental, the same in any order, and safe with several processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from question_builders import CATALOGUE, both, ids, indexed, report, say_nothing, with_text
from spec_files import environment

from pipeline.errors import UsageError
from pipeline.search.answering import Answerer
from pipeline.search.index import Index, add
from pipeline.search.index.entries import make

QUESTIONS = ("BCI level", "How many samples?", "field strength at 500 MHz", "dBµV/m", "antenna distance", "6.4.2")


def dump(index: Index) -> list[object]:
    tables = ("sources", "clauses", "words", "marks", "amounts", "vectors")
    return [sorted(index.read(f"SELECT * FROM {table}")) for table in tables]


def test_a_document_that_is_there_is_not_indexed_again(tmp_path):
    index = Index(tmp_path / "i.sqlite")
    told = []
    add(index, "one", both(), None, lambda *said: told.append(said))
    before = dump(index)
    add(index, "one", both(), None, lambda *said: told.append(said))
    add(index, "two", both(), None, lambda *said: told.append(said))
    assert [new for _, _, new in told] == [True, True, False, False, False, False]
    assert dump(index) == before


def test_the_order_of_indexing_changes_nothing(tmp_path):
    one, two = both()
    first, second = Index(tmp_path / "1.sqlite"), Index(tmp_path / "2.sqlite")
    add(first, "a", [one], None, say_nothing)
    add(first, "b", [two], None, say_nothing)
    add(second, "b", [two], None, say_nothing)
    add(second, "a", [one], None, say_nothing)
    assert dump(first) == dump(second)
    for question in QUESTIONS:
        answers = [Answerer(index, CATALOGUE, None).ask(question) for index in (first, second)]
        assert answers[0] == answers[1]


def test_what_no_run_holds_any_more_is_gone(tmp_path):
    index = Index(tmp_path / "i.sqlite")
    add(index, "run", [report()], None, say_nothing)
    add(index, "run", [with_text("8", "Nothing is discharged here, the gryphon sleeps.")], None, say_nothing)
    assert len(index.sources()) == 1
    fresh = Index(tmp_path / "fresh.sqlite")
    add(fresh, "run", [with_text("8", "Nothing is discharged here, the gryphon sleeps.")], None, say_nothing)
    assert dump(index) == dump(fresh)


def test_a_document_of_two_runs_stays_while_one_holds_it(tmp_path):
    index = Index(tmp_path / "i.sqlite")
    one, two = both()
    add(index, "a", [one, two], None, say_nothing)
    add(index, "b", [one], None, say_nothing)
    add(index, "a", [two], None, say_nothing)
    assert {source.document for source in index.sources()} == {"alder.docx", "birch.docx"}
    assert len(index.of_run("a")) == 1


def test_many_threads_index_the_same_at_once(tmp_path):
    index = Index(tmp_path / "i.sqlite")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda run: add(index, run, both(), None, say_nothing), "abcd"))
    alone = Index(tmp_path / "alone.sqlite")
    add(alone, "a", both(), None, say_nothing)
    assert dump(index) == dump(alone)


@pytest.mark.slow
def test_many_processes_index_at_once(tmp_path):
    script = (
        "import sys, pathlib; sys.path[:0] = sys.argv[1:3]; from question_builders import *;"
        "add(Index(pathlib.Path(sys.argv[3])), sys.argv[4], both(), None, say_nothing)"
    )
    from pathlib import Path

    folders = [str(Path(__file__).parents[2] / "builders"), str(Path(__file__).parents[3])]
    running = [
        subprocess.Popen([sys.executable, "-c", script, *folders, str(tmp_path / "i.sqlite"), name], env=environment())
        for name in "abc"
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    alone = Index(tmp_path / "alone.sqlite")
    add(alone, "a", both(), None, say_nothing)
    index = Index(tmp_path / "i.sqlite")
    assert dump(index) == dump(alone)
    assert all(len(index.of_run(name)) == 2 for name in "abc")


def test_the_file_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (thing)")
    with pytest.raises(UsageError, match="belongs to another program"):
        add(Index(path), "run", both(), None, say_nothing)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM mine").fetchone() == (0,)


def test_a_damaged_file_is_set_aside_and_made_anew(tmp_path):
    path = tmp_path / "i.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    asker = Answerer(Index(path), CATALOGUE, None)
    add(asker.index, "run", both(), None, say_nothing)
    assert ids(asker.ask("BCI level"))[0] == "alder.docx#6.4.2"
    assert list(tmp_path.glob("i.sqlite.damaged-*"))


def test_an_abbreviation_is_found_by_what_it_stands_for(tmp_path):
    answer = indexed(tmp_path).ask("wandering probe")
    assert "alder.docx#6.6" in ids(answer)[:2]


def test_every_clause_has_at_least_one_passage_with_its_titles():
    for entry in make(report()):
        assert entry.passages
        assert all(entry.clause.title in passage for passage in entry.passages)


def test_rows_of_tables_are_searched_and_their_values_kept():
    entry = next(entry for entry in make(report()) if entry.clause.number == "6.5")
    assert "120_v/m" in entry.fields.table.split()
    assert {(a.low, a.high) for a in entry.amounts if a.kind == "band"} == {(2e8, 4e8), (4e8, 1e9)}
    assert {a.low for a in entry.amounts if a.kind == "level" and a.unit == "V/m"} == {60, 80, 90, 120}
