"""A fine-tuned model is kept only where documents it did not see are decided better with it."""

import json
from dataclasses import replace

import labelled_specs
import pytest
import tiny_bert
from spec_files import emcmatch

from pipeline.errors import UsageError
from pipeline.evaluation import Proportion
from pipeline.matching.embeddings.fine_tuning import Effort
from pipeline.tuning import embeddings, folds
from pipeline.tuning.embeddings import Score, TrainingEffect


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    return labelled_specs.material(tmp_path_factory.mktemp("specs"), 5)


def with_model(material, folder):
    """Return the same documents, read with a tiny model."""
    model = {"model": str(tiny_bert.build(folder)), "backend": "sentence-transformers", "tokens": 24}
    changed = material.config.embedding.model_copy(update=model)
    return replace(
        material, config=material.config.model_copy(update={"embedding": changed}), _taught={}, _models={}, _scores={}
    )


def effect(alone, matcher):
    return TrainingEffect(
        *(Score(Proportion(a, 10), Proportion(m, 20)) for a, m in zip(alone, matcher, strict=True)), 40
    )


@pytest.mark.parametrize(
    ("alone", "matcher", "helps"),
    [((5, 9), (15, 16), True), ((5, 9), (15, 15), False), ((5, 9), (15, 14), False), ((5, 4), (15, 16), False)],
)
def test_only_a_matcher_that_is_right_more_often_is_help(alone, matcher, helps):
    assert effect(alone, matcher).helps is helps


def test_every_clause_about_a_test_is_paired_with_its_catalogue_entry_and_the_others_are_negatives(material):
    pairs, negatives = embeddings.make_pairs(material, range(len(material.folds)))

    assert len(pairs) == 2 * 4 * 5
    assert {pair.group for pair in pairs} == {"BCI", "RE"}
    assert all("zither" in pair.positive.lower() for pair in pairs if pair.group == "BCI")
    assert set(negatives) >= {"Scope", "Papers"}


def test_held_out_documents_lend_no_pairs(material):
    held, rest = material.folds[0], range(1, len(material.folds))
    words = [name.removesuffix(".docx") for name in held]
    pairs, negatives = embeddings.make_pairs(material, rest)

    assert not any(word in text for word in words for text in (*negatives, *(pair.positive for pair in pairs)))


def test_without_an_embedding_model_there_is_nothing_to_train(material, tmp_path):
    with pytest.raises(UsageError, match=r"embedding\.backend is 'none'"):
        embeddings.train(material, tmp_path / "out")


def test_documents_a_model_was_trained_on_are_refused(material, tmp_path):
    mine = with_model(material, tmp_path / "model")
    seen = next(iter(mine.digests.values()))
    (tmp_path / "model" / folds.TRAINED).write_text(json.dumps({"documents": {"x": seen}}))

    with pytest.raises(UsageError, match=r"was trained on \w+\.docx, which therefore cannot be held out"):
        folds._check_unseen(mine)


@pytest.mark.slow
def test_few_labels_are_refused(tmp_path):
    few = with_model(labelled_specs.material(tmp_path / "specs", 2), tmp_path / "model")

    with pytest.raises(UsageError, match="Only 8 labelled clauses are about one test"):
        embeddings.train(few, tmp_path / "out")


@pytest.mark.slow
def test_a_model_is_kept_exactly_where_it_helps(material, tmp_path):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    told = []
    out = tmp_path / "out"
    mine = with_model(material, tmp_path / "model")
    found = embeddings.train(mine, out, Effort(epochs=1, batch=2), lambda *step: told.append(step))

    assert {name for name, _, _ in told} >= {f"without part {n}" for n in range(1, len(material.folds) + 1)}
    assert (found.before.matcher.n, found.before.alone.n) == (30, 20)
    assert out.exists() is found.helps


@pytest.mark.slow
def test_the_command_says_what_was_found_and_ends_well(tmp_path):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    folder = labelled_specs.write(tmp_path / "specs", 5)
    model = tiny_bert.build(tmp_path / "model")
    (tmp_path / "my.toml").write_text(
        f'[embedding]\nmodel = "{model.as_posix()}"\nbackend = "sentence-transformers"\ntokens = 24\n'
        '[store]\npath = ""\n[match]\nexamples = []\n',
        encoding="utf-8",
    )
    call = ("train", folder, "--labels", folder / "labels.csv", "--config", tmp_path / "my.toml", "--epochs", 1)
    done = emcmatch(*call, "--out", tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert "whole matcher: before" in done.stdout
    assert ("Nothing was kept" in done.stdout) is not (tmp_path / "out" / "model.safetensors").exists()
    again = emcmatch(*call, "--out", folder)
    assert again.returncode == 2
    assert "is not empty; name a new folder" in again.stderr
