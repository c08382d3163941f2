"""emcmatch review, as a user calls it: a workbook comes back, and the next run and the next revision know it."""

from dataclasses import replace

import pytest
import spec_files
from click.testing import CliRunner
from review_builders import REVIEWER, TEST, VERDICT, edit, make_run, write_run
from spec_files import CLAUSES, read_rows, write_settings, write_spec

from pipeline.commands.review import review
from pipeline.errors import UsageError
from pipeline.evaluation import labels
from pipeline.reviews import ReviewStore


def call(*arguments, code=0):
    result = CliRunner().invoke(review, [str(item) for item in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    assert (result.return_value or 0) == code, result.output
    return result.output


@pytest.fixture
def book(tmp_path):
    return write_run(tmp_path / "run", make_run())


@pytest.fixture
def store(tmp_path):
    return tmp_path / "r.sqlite"


def test_import_says_what_it_took_and_what_not_and_the_labels_can_be_used(book, store, tmp_path):
    edit(book, {("a.docx#1", TEST): "RE", ("a.docx#2", VERDICT): "APPROVE", ("a.docx#3", TEST): "nonsense"})
    output = call("import", book, "--store", store, "--reviewer", "Bo", code=10)
    assert "2 decisions (1 APPROVE, 1 REJECT), 1 rows refused" in output
    assert "sheet Matches, row 4: 'nonsense' is no test of the catalogue" in output
    assert "2 new decisions kept" in output
    assert {item.who for item in ReviewStore(store).current()} == {"Bo"}
    assert "0 new decisions kept" in call("import", book, "--store", store, code=10)
    call("labels", "--store", store, "--out", tmp_path / "labels.csv")
    found = {label.number: label.answers for label in labels.read(tmp_path / "labels.csv")}
    assert found == {"1": (("RE",),), "2": (("BCI",),)}


def test_two_reviewers_are_compared_and_the_words_of_both_are_kept(book, store, tmp_path):
    one = edit(book, {("a.docx#1", TEST): "RE", ("a.docx#2", TEST): "RE", ("a.docx#2", REVIEWER): "Ada"},
               save_as=tmp_path / "one.xlsx")  # fmt: skip
    two = edit(book, {("a.docx#1", TEST): "RE", ("a.docx#2", TEST): "none", ("a.docx#4", TEST): "BCI"},
               save_as=tmp_path / "two.xlsx")  # fmt: skip
    output = call("import", one, two, "--run", book.parent, "--store", store, code=10)
    assert "Both settled 2 clauses, 1 of them alike" in output
    assert "Reviewers differ on 1 clauses" in output
    assert "a.docx#2: Ada: RE; two.xlsx: none" in output
    held = {item.clause: item.verdict for item in ReviewStore(store).current()}
    assert held == {"a.docx#1": "REJECT", "a.docx#2": "DISPUTED", "a.docx#4": "REJECT"}
    assert sorted(item.who for item in ReviewStore(store).history() if item.clause == "a.docx#2") == ["", "Ada"]


def test_a_workbook_away_from_its_run_asks_for_it(book, store, tmp_path):
    other = edit(book, {}, save_as=tmp_path / "mailed.xlsx")
    with pytest.raises(UsageError, match="name that with --run"):
        call("import", other, "--store", store)


def test_promise_says_what_is_missing_and_lists_what_to_review(book, store, tmp_path):
    output = call("promise", book.parent, "--store", store, "--list", tmp_path / "next.csv")
    assert "A fair sample of 0 of 12 clauses" in output
    assert "RE: 0 of 0 missed, at 95% confidence at most 100.0%; too few decisions: 59 more" in output
    assert len(read_rows(tmp_path / "next.csv")) == 12


@pytest.mark.slow
def test_a_decision_lasts_to_the_next_run_and_the_next_revision(tmp_path, store):
    settings = write_settings(tmp_path)
    old = write_spec(tmp_path / "QX7_rev_A.docx")

    def match(spec, out):
        arguments = ("--out", tmp_path / out, "--config", settings, "--reviews", store)
        result = spec_files.call("run", spec, *arguments)
        assert result.returncode == 0, result.stderr
        return {row["number"]: row for row in read_rows(tmp_path / out / "matches.csv")}

    first = match(old, "1")
    assert {row["by"] for row in first.values()} == {"score"}
    id = old.name + "#{}"
    edit(tmp_path / "1" / "report.xlsx", {(id.format("2.1"), TEST): "MFI", (id.format("3.1"), TEST): "CE-V",
                                          (id.format("4"), TEST): "ESD-U"})  # fmt: skip
    call("import", tmp_path / "1" / "report.xlsx", "--store", store, "--reviewer", "Ada")

    again = match(old, "2")
    assert {number for number, row in again.items() if row["by"] == "person"} == {"2.1", "3.1", "4"}
    assert (again["2.1"]["tests"], again["2.1"]["outcome"], again["2.1"]["confidence"]) == ("MFI", "matched", "1.0000")

    ReviewStore(store).add([replace(item, verdict="WITHDRAWN") for item in ReviewStore(store).current()[:1]])
    result = spec_files.call("report", "--out", tmp_path / "2", "--reviews", store)  # an old folder, written anew
    assert result.returncode == 0, result.stderr
    later = {row["number"]: row for row in read_rows(tmp_path / "2" / "matches.csv")}
    assert {number for number, row in later.items() if row["by"] == "person"} == {"3.1", "4"}
    assert later["2.1"] == first["2.1"]
    ReviewStore(store).add([replace(item, verdict="REJECT") for item in ReviewStore(store).history()[:1]])

    changed = [row for row in CLAUSES if row[0] != "4"]
    changed[-1] = ("3.1", "Limits", "The field is at most 34 dBµV/m between 30 MHz and 1 GHz.")
    new = write_spec(tmp_path / "QX7_rev_B.docx", [*changed, ("4", "Software", "It is kept."), ("5", *CLAUSES[-1][1:])])
    later = match(new, "3")
    assert {number for number, row in later.items() if row["by"] == "person"} == {"2.1", "5"}
    assert later["5"]["tests"] == "ESD-U"
    assert "as 4 in QX7_rev_A.docx." in later["5"]["reason"]
    assert later["3.1"]["outcome"] == "review"
    assert "reviewed QX7_rev_A.docx 3.1 as CE-V" in later["3.1"]["reason"]
    assert '"40 dBµV/m" is now "34 dBµV/m"' in later["3.1"]["reason"]
