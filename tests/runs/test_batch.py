"""Many files: what a worker sends home, and that a file costs no more than itself."""

import os

import pytest
from spec_files import CLAUSES, REFUSED, write_long_spec, write_settings, write_spec

from pipeline import config, flow
from pipeline.errors import ConfigError
from pipeline.flow import Draft
from pipeline.records import Report
from pipeline.requirements import extract, stored
from pipeline.runs import batch, inputs, spool


@pytest.fixture
def settings(tmp_path):
    return config.load(write_settings(tmp_path, store=""))


def job(path, settings, **more):
    return flow.Job(str(path), path.name, settings, **more)


def carry(path, settings, **more):
    return batch.carry(job(path, settings, **more), lambda phase: None)


def test_a_file_comes_home_as_a_report_with_its_count_and_seconds(tmp_path, settings):
    parcel = carry(write_spec(tmp_path / "a.docx"), settings)
    report = spool.unpack(Report, parcel.packed)
    assert report.document == "a.docx"
    assert parcel.clauses == len(report.decisions) == len(CLAUSES)
    assert set(parcel.seconds) == {"read", "split", "keywords", "match"}
    assert all(seconds >= 0 for seconds in parcel.seconds.values())


def test_what_a_file_demands_is_stored_by_its_worker(tmp_path, monkeypatch):
    settings = config.load(write_settings(tmp_path, store=(tmp_path / "store.sqlite").as_posix()))
    parcel = carry(write_spec(tmp_path / "a.docx"), settings)
    report, line = spool.unpack(Report, parcel.packed), flow.line(settings)
    expected = extract(report.decisions, line.catalogue)
    monkeypatch.setattr(stored, "extract", None)
    assert stored.read(report, spool.digest_of(parcel.packed), line.catalogue, line.store) == expected
    assert expected


@pytest.mark.parametrize("until", ["split", "keywords"])
def test_a_file_is_carried_no_further_than_is_wanted(tmp_path, settings, until):
    parcel = carry(write_spec(tmp_path / "a.docx"), settings, until=until)
    draft = spool.unpack(Draft, parcel.packed)
    assert [profile.clause.number for profile in draft.profiles] == [number for number, _, _ in CLAUSES]
    assert draft.report.decisions == ()
    assert any(profile.keywords for profile in draft.profiles) == (until == "keywords")
    assert "match" not in parcel.seconds


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_comes_home_as_its_reason(tmp_path, settings, name):
    data, kind, words = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    parcel = carry(tmp_path / name, settings)
    (problem,) = parcel.problems
    assert parcel.packed == b""
    assert (problem.file, problem.kind, problem.fatal) == (name, kind, True)
    assert words in problem.message


def test_a_file_that_is_gone_is_told_from_one_that_is_damaged(tmp_path, settings):
    (problem,) = carry(tmp_path / "gone.docx", settings).problems
    assert problem.kind == "unreadable"
    assert "cannot be opened" in problem.message


def test_what_is_wrong_with_the_run_is_no_problem_of_a_file(tmp_path):
    wrong = config.load(write_settings(tmp_path, match='references = ["gone.toml"]\nexamples = []'))
    with pytest.raises(ConfigError, match=r"gone\.toml"):
        carry(write_spec(tmp_path / "a.docx"), wrong)


def test_what_is_stored_comes_back_without_a_process_and_only_for_the_same_file_and_settings(tmp_path):
    kept = config.load(write_settings(tmp_path))
    path = write_spec(tmp_path / "specs" / "a.docx")
    sources, _ = inputs.find([str(tmp_path / "specs")])
    try:
        (first,) = batch.run(sources, kept)
        (second,) = batch.run(sources, kept)
        assert first.parcel.seconds
        assert second.parcel.seconds is None
        assert second.parcel.clauses == first.parcel.clauses
        assert spool.unpack(Report, second.parcel.packed) == spool.unpack(Report, first.parcel.packed)
        assert flow.line(kept).recall(job(path, kept, fresh=True)) is None
        assert flow.line(kept).recall(job(path, kept, until="split")) is None
        write_spec(path, CLAUSES[:3])
        assert flow.line(kept).recall(job(path, kept)) is None
        path.unlink()
        assert flow.line(kept).recall(job(path, kept)) is None
    finally:
        flow.line(kept).close()


def test_a_file_that_takes_too_long_is_given_up_and_the_others_go_on(tmp_path, settings):
    write_spec(tmp_path / "specs" / "quick.docx")
    write_long_spec(tmp_path / "specs" / "slow.docx", 4000)
    hurried = config.load(write_settings(tmp_path, "[read]\ntime_limit = 0.4\n[batch]\njobs = 1\n", store=""))
    sources, _ = inputs.find([str(tmp_path / "specs")])
    outcomes = {outcome.source.document: outcome for outcome in batch.run(sources, hurried, until="split")}
    assert set(outcomes) == {"quick.docx", "slow.docx"}
    (problem,) = outcomes["slow.docx"].parcel.problems
    assert problem.kind == "time limit"
    assert problem.message.startswith("slow.docx took longer than 0.4 s")
    assert outcomes["slow.docx"].failed


@pytest.mark.parametrize(("configured", "files", "count"), [(3, 10, 3), (3, 2, 2), (1, 9, 1), (5, 0, 1)])
def test_as_many_processes_as_configured_and_never_more_than_files(settings, configured, files, count):
    changed = settings.model_copy(update={"batch": settings.batch.model_copy(update={"jobs": configured})})
    assert batch.processes(changed, files) == count


def test_by_default_there_is_a_process_for_each_core(settings):
    assert 1 <= batch.processes(settings, 1000) <= (os.cpu_count() or 1)
