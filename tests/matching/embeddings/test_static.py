"""The table of token vectors that comes with the program: exact, the same alone and in a batch, in its field."""

from types import SimpleNamespace

import numpy as np
import pytest

from pipeline import config
from pipeline.errors import DependencyError, UsageError
from pipeline.matching import embeddings
from pipeline.matching.embeddings import models, static
from pipeline.storage.cache import Store
from pipeline.tuning import embeddings as tuning

ODD = [
    "",
    " \n",
    "😀 \u0000\u202e",
    "\ud800 half a pair",
    "[CLS] [SEP] ##ing",
    "60 mA from 1 MHz to 400 MHz " * 200,
    "a",
]


def opened(store=None, **changes):
    overrides = {"model": static.NAME} | changes
    return embeddings.load(config.load(overrides={"embedding": overrides}).embedding, store)


def cosine(one, other):
    first, second = opened().encode([one, other])
    return float(first @ second)


def test_the_table_that_comes_with_the_program_is_used_by_its_name_alone():
    embedder = opened()
    assert embedder.backend == "static"
    assert embedder.folder == static.FOLDER
    assert sum(file.stat().st_size for file in static.FOLDER.iterdir()) < 15_000_000


def test_a_text_has_the_same_bits_alone_and_among_others():
    texts = [*ODD, "Bulk current injection", "电源线传导发射", "Störfestigkeit gegen Handsender"]
    together = opened().encode(texts)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_array_equal(opened(batch=1).encode([text])[0], row)
    np.testing.assert_array_equal(opened().encode(texts[::-1])[::-1], together)


def test_rows_have_unit_length_or_are_zero_where_nothing_is_known():
    lengths = np.linalg.norm(opened().encode(ODD), axis=1)
    assert lengths[:2].tolist() == [0, 0]
    np.testing.assert_allclose(lengths[4:], 1, atol=1e-6)
    assert np.isfinite(lengths).all()


def test_a_vector_is_the_plain_sum_of_the_rows_of_its_tokens():
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(static.FOLDER / "tokenizer.json"))
    ids = tokenizer.encode("radiated emission", add_special_tokens=False).ids
    total = sum(np.load(static.FOLDER / static.VECTORS)[token].astype(float) for token in ids)
    np.testing.assert_allclose(opened().encode(["radiated emission"])[0], total / np.linalg.norm(total), atol=1e-6)


def test_text_beyond_the_longest_does_not_count():
    start = "harness " * 8
    np.testing.assert_array_equal(*opened(tokens=8).encode([start, start + "antenna " * 50]))


@pytest.mark.parametrize(
    ("foreign", "meaning", "other"),
    [
        ("Feldgebundene Störfestigkeit", "radiated immunity", "conducted emission"),
        ("décharges électrostatiques", "electrostatic discharge", "radiated emission"),
        ("静电放电", "electrostatic discharge", "supply lines"),
        ("大电流注入", "bulk current injection", "electrostatic discharge"),
        ("émetteurs portables", "hand-held transmitter", "load dump"),
        ("磁场抗扰度试验", "magnetic field immunity test", "electrostatic discharge"),
    ],
)
def test_terms_of_other_languages_lie_near_their_meaning(foreign, meaning, other):
    assert cosine(foreign, meaning) > 0.5
    assert cosine(foreign, meaning) > cosine(foreign, other) + 0.2


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("a clamp injects current into the cable loom", "bulk current injection", "electrostatic discharge"),
        ("a phone held against the unit", "portable transmitter", "load dump"),
        ("noise received by an antenna in the chamber", "radiated emission", "pulses on the supply lines"),
    ],
)
def test_a_paraphrase_lies_nearer_than_another_subject(one, near, far):
    assert cosine(one, near) > cosine(one, far)


def test_sums_are_not_written_to_the_store(tmp_path):
    with Store(tmp_path / "store.sqlite") as store:
        embedder = opened(store)
        assert not store.get_many([embedder._key("a clamp")], "vectors")
        embedder.encode(["a clamp"])
        assert not store.get_many([embedder._key("a clamp")], "vectors")


def test_the_digest_of_a_table_changes_with_its_numbers(tmp_path):
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "config.json").write_text("{}")
        np.save(folder / static.VECTORS, np.full((2, 2), number, dtype=np.int8))
    assert models.digest(tmp_path / "1") != models.digest(tmp_path / "2")


def test_a_backend_that_cannot_read_the_table_says_so():
    with pytest.raises(DependencyError, match="onnx"):
        opened(backend="onnx").encode(["a clamp"])


def test_a_model_that_is_no_table_is_refused_by_name(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(DependencyError, match=r"has no vectors\.npy"):
        opened(model=str(tmp_path), backend="static").encode(["a clamp"])


def test_a_table_is_not_fine_tuned(tmp_path):
    material = SimpleNamespace(pipeline=SimpleNamespace(embedder=opened()))
    with pytest.raises(UsageError, match=r"name all-MiniLM-L6-v2 in embedding\.model"):
        tuning.train(material, tmp_path / "model")
