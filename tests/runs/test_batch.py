"""Many files: what a worker sends home, and that a file costs no more than itself."""

import os

import pytest
from spec_files import CLAUSES, REFUSED, write_long_spec, write_settings, write_spec

from pipeline import config, flow
from pipeline.errors import ConfigError
from pipeline.flow import Pipeline, Processed
from pipeline.records import Report
from pipeline.requirements import extract, stored
from pipeline.runs import batch, inputs, spool


@pytest.fixture
def settings(tmp_path):
    return config.load(write_settings(tmp_path, store=""))


def job(path, **more):
    return flow.FileJob(str(path), path.name, **more)


def process(path, settings, **more):
    with Pipeline(settings) as pipeline:
        return batch.process_file(job(path, **more), lambda *_, **__: None, pipeline)


def test_a_file_comes_home_as_a_report_with_its_count_and_seconds(tmp_path, settings):
    done = process(write_spec(tmp_path / "a.docx"), settings)
    report = spool.unpack(Report, done.packed)
    assert report.document == "a.docx"
    assert done.clauses == len(report.decisions) == len(CLAUSES)
    assert set(done.seconds) == {"read", "split", "keywords", "match"}
    assert all(seconds >= 0 for seconds in done.seconds.values())


def test_what_a_file_demands_is_stored_by_its_worker(tmp_path, monkeypatch):
    settings = config.load(write_settings(tmp_path, store=(tmp_path / "store.sqlite").as_posix()))
    done = process(write_spec(tmp_path / "a.docx"), settings)
    report, pipeline = spool.unpack(Report, done.packed), Pipeline(settings)
    expected = extract(report.decisions, pipeline.catalogue)
    monkeypatch.setattr(stored, "extract", None)
    assert stored.read(report, spool.digest_of(done.packed), pipeline.catalogue, pipeline.store) == expected
    assert expected


@pytest.mark.parametrize("until", ["split", "keywords"])
def test_a_file_is_carried_no_further_than_is_wanted(tmp_path, settings, until):
    done = process(write_spec(tmp_path / "a.docx"), settings, until=until)
    draft = spool.unpack(Processed, done.packed)
    assert [profile.clause.number for profile in draft.profiles] == [number for number, _, _ in CLAUSES]
    assert draft.report.decisions == ()
    assert any(profile.keywords for profile in draft.profiles) == (until == "keywords")
    assert "match" not in done.seconds


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_comes_home_as_its_reason(tmp_path, settings, name):
    data, kind, words = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    done = process(tmp_path / name, settings)
    (problem,) = done.problems
    assert done.packed == b""
    assert (problem.file, problem.kind, problem.fatal) == (name, kind, True)
    assert words in problem.message


def test_a_file_that_is_gone_is_told_from_one_that_is_damaged(tmp_path, settings):
    (problem,) = process(tmp_path / "gone.docx", settings).problems
    assert problem.kind == "unreadable"
    assert "cannot be opened" in problem.message


def test_what_is_wrong_with_the_run_is_no_problem_of_a_file(tmp_path):
    wrong = config.load(write_settings(tmp_path, match='references = ["gone.toml"]\nexamples = []'))
    with pytest.raises(ConfigError, match=r"gone\.toml"):
        process(write_spec(tmp_path / "a.docx"), wrong)


def test_what_is_stored_comes_back_without_a_process_and_only_for_the_same_file_and_settings(tmp_path):
    kept = config.load(write_settings(tmp_path))
    path = write_spec(tmp_path / "specs" / "a.docx")
    sources, _ = inputs.find([str(tmp_path / "specs")])
    with Pipeline(kept) as pipeline:
        (first,) = batch.run(sources, pipeline)
        (second,) = batch.run(sources, pipeline)
        assert first.result.seconds
        assert second.result.seconds is None
        assert second.result.clauses == first.result.clauses
        assert spool.unpack(Report, second.result.packed) == spool.unpack(Report, first.result.packed)
        assert flow.recall(job(path, fresh=True), pipeline) is None
        assert flow.recall(job(path, until="split"), pipeline) is None
        write_spec(path, CLAUSES[:3])
        assert flow.recall(job(path), pipeline) is None
        path.unlink()
        assert flow.recall(job(path), pipeline) is None


@pytest.mark.slow
def test_a_file_that_takes_too_long_is_given_up_and_the_others_go_on(tmp_path, settings):
    write_spec(tmp_path / "specs" / "quick.docx")
    write_long_spec(tmp_path / "specs" / "slow.docx", 4000)
    hurried = config.load(write_settings(tmp_path, "[read]\ntime_limit = 0.4\n[batch]\njobs = 1\n", store=""))
    sources, _ = inputs.find([str(tmp_path / "specs")])
    outcomes = {outcome.source.document: outcome for outcome in batch.run(sources, Pipeline(hurried), until="split")}
    assert set(outcomes) == {"quick.docx", "slow.docx"}
    (problem,) = outcomes["slow.docx"].result.problems
    assert problem.kind == "time limit"
    assert problem.message.startswith("slow.docx took longer than 0.4 s")
    assert outcomes["slow.docx"].failed


@pytest.mark.parametrize(("configured", "files", "count"), [(3, 10, 3), (3, 2, 2), (1, 9, 1), (5, 0, 1)])
def test_as_many_processes_as_configured_and_never_more_than_files(settings, configured, files, count):
    changed = settings.model_copy(update={"batch": settings.batch.model_copy(update={"jobs": configured})})
    assert batch.processes(changed, files) == count


def test_by_default_there_is_a_process_for_each_core(settings):
    assert 1 <= batch.processes(settings, 1000) <= (os.cpu_count() or 1)


def test_a_long_document_shared_by_two_processes_gives_the_same_bytes_as_one(tmp_path):
    path = write_long_spec(tmp_path / "long.docx", 360)
    packed, helped = [], []
    for jobs in (1, 2):
        settings = config.load(write_settings(tmp_path, store=""), {"batch": {"jobs": jobs}})
        sources, _ = inputs.find([str(path)])
        with Pipeline(settings) as pipeline:
            steps = []
            (done,) = batch.run(sources, pipeline, on_step=steps.append)
        packed.append(done.result.packed)
        helped.append(sum(step.stage == "keywords" and step.done > 0 for step in steps))
    assert packed[0] == packed[1]
    assert spool.unpack(Report, packed[0]).decisions
    assert helped[0] > helped[1]  # the owner did fewer pieces where another process did some
