"""Labelled clauses teach words."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from pipeline.config import resource
from pipeline.errors import ConfigError
from pipeline.matching import catalogue
from pipeline.matching.catalogue import TestEntry, Topic
from pipeline.matching.channels import examples
from pipeline.matching.channels.entries import Entries
from pipeline.matching.channels.examples import Example, Shelf, WordModel, read, write
from pipeline.storage.cache import Store

ENTRIES = Entries(
    (TestEntry("A", "apples", "x", passages=("sweet fruit",)), TestEntry("B", "pears", "x")),
    (Topic("T", "tools", "general"),),
)
LESSONS = [
    Example(title, f"{title} {text}", (), tests)
    for title, text, tests in [
        ("crisp", "bite into the crisp red skin", ("A",)),
        ("red", "a red and crisp thing", ("A",)),
        ("soft", "a soft green thing with a neck", ("B",)),
        ("green", "green and soft and long", ("B",)),
        ("hammer", "hit the nail with the hammer", ()),
        ("nail", "the nail is hit", ()),
        ("both", "crisp or soft", ("A", "B")),
    ]
] * 2


def test_words_of_the_examples_decide():
    scores = WordModel(LESSONS, ENTRIES).score([Example("", "crisp red", (), ()), Example("", "the nail", (), ())])

    assert scores.argmax(axis=1).tolist() == [0, 2]
    assert ((scores >= 0) & (scores <= 1)).all()


def test_what_was_learned_comes_back_from_the_store_the_same(tmp_path):
    with Store(tmp_path / "store.sqlite") as store:
        fresh = WordModel(LESSONS, ENTRIES, Shelf(store=store)).score(LESSONS)
        stored = WordModel(LESSONS, ENTRIES, Shelf(store=store)).score(LESSONS)

        assert store.hits == 1
    np.testing.assert_array_equal(fresh, stored)


def test_what_was_learned_comes_back_from_a_file_the_same(tmp_path, monkeypatch):
    fresh = WordModel(LESSONS, ENTRIES)
    fresh.save(tmp_path / "learned.npz")
    monkeypatch.setattr(examples._Learned, "train", None)
    read_back = WordModel(LESSONS, ENTRIES, Shelf([tmp_path / "missing.npz", tmp_path / "learned.npz"]))

    np.testing.assert_array_equal(fresh.score(LESSONS), read_back.score(LESSONS))


@pytest.mark.parametrize("damage", [lambda packed: b"", lambda packed: packed[:-900], lambda packed: b"no model" * 50])
def test_a_damaged_file_is_as_good_as_none(tmp_path, damage):
    fresh = WordModel(LESSONS, ENTRIES)
    fresh.save(tmp_path / "learned.npz")
    path = tmp_path / "learned.npz"
    path.write_bytes(damage(path.read_bytes()))

    np.testing.assert_array_equal(WordModel(LESSONS, ENTRIES, Shelf([path])).score(LESSONS), fresh.score(LESSONS))


def test_a_file_about_other_examples_is_not_used(tmp_path):
    WordModel(LESSONS[1:], ENTRIES).save(tmp_path / "learned.npz")
    shelf = Shelf([tmp_path / "learned.npz"])

    np.testing.assert_array_equal(
        WordModel(LESSONS, ENTRIES, shelf).score(LESSONS), WordModel(LESSONS, ENTRIES).score(LESSONS)
    )


def test_the_model_that_comes_with_the_program_fits_its_examples_and_its_catalogue(monkeypatch):
    monkeypatch.setattr(examples._Learned, "train", None)
    entries = Entries.of(catalogue.load([resource("references/emc_tests.toml")]))
    shelf = Shelf([resource("references/examples.npz")])

    assert WordModel(read(resource("references/examples.csv")), entries, shelf).trained


def test_examples_of_other_catalogues_teach_nothing():
    foreign = [Example("x", "x", (), ("CE101",))] * 20

    assert not WordModel(foreign, ENTRIES).trained
    assert WordModel(foreign, ENTRIES).score(LESSONS).sum() == 0


def test_examples_come_back_from_their_file(tmp_path):
    lessons = [Example("Title, with comma", 'text "quoted"\nsecond line', ("One", "Two"), ("A", "B"), "d.docx", "1.2")]
    write(tmp_path / "e.csv", lessons)

    assert list(read(tmp_path / "e.csv")) == lessons


def test_a_file_without_a_column_is_refused(tmp_path):
    (tmp_path / "e.csv").write_text("document,number,title\nd,1,t\n")

    with pytest.raises(ConfigError, match=r"e\.csv: lacks the column path, text, tests"):
        read(tmp_path / "e.csv")


@pytest.mark.parametrize("classes", [2, 3])
def test_probabilities_are_those_of_scikit_learn(classes):
    chance = np.random.default_rng(7)
    rows, labels = csr_matrix(chance.random((40, 6))), [f"class {at % classes}" for at in range(40)]
    rival = LogisticRegression().fit(rows, labels)
    names = tuple(rival.classes_.tolist())
    learned = examples._Learned("", (), np.ones(0), names, rival.coef_, rival.intercept_)
    np.testing.assert_allclose(learned.predict(rows), rival.predict_proba(rows), rtol=1e-13)
