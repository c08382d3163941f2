"""A BERT of a few kilobytes with random weights, laid out as sentence-transformers does, and a rival for it."""

import json
import math

import numpy as np

VOCABULARY = "the field of a probe clamp harness antenna shall be near far 1 2 3 ##s ##ing v m"
WORDS = VOCABULARY.split()
WIDTH, HEADS, LAYERS, LONGEST = 32, 4, 2, 24


def build(folder, pooling="mean", seed=0, **changes):
    """Write the model's files; `changes` are laid over config.json."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    random = np.random.default_rng(seed)
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_padding(length=LONGEST)  # as the published files have it; the backend must do without

    def draw(*shape):
        return (random.standard_normal(shape) * 0.3).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": draw(len(vocabulary), WIDTH),
        "embeddings.position_embeddings.weight": draw(LONGEST, WIDTH),
        "embeddings.token_type_embeddings.weight": draw(2, WIDTH),
    }
    dense = {"attention.self.query": 1, "attention.self.key": 1, "attention.self.value": 1, "attention.output.dense": 1}
    norms = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{number}" for number in range(LAYERS)):
        for name in dense:
            weights[f"{layer}.{name}.weight"], weights[f"{layer}.{name}.bias"] = draw(WIDTH, WIDTH), draw(WIDTH)
        weights[f"{layer}.intermediate.dense.weight"] = draw(2 * WIDTH, WIDTH)
        weights[f"{layer}.intermediate.dense.bias"] = draw(2 * WIDTH)
        weights[f"{layer}.output.dense.weight"] = draw(WIDTH, 2 * WIDTH)
        weights[f"{layer}.output.dense.bias"] = draw(WIDTH)
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = 1 + draw(WIDTH), draw(WIDTH)

    config = {
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": WIDTH, "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS, "max_position_embeddings": LONGEST, "layer_norm_eps": 1e-12,
        "intermediate_size": 2 * WIDTH, "vocab_size": len(vocabulary), "type_vocab_size": 2, "pad_token_id": 0,
        "architectures": ["BertModel"],
    }  # fmt: skip
    kinds = ("Transformer", "Pooling", "Normalize")
    modes = {"mean": "pooling_mode_mean_tokens", "cls": "pooling_mode_cls_token", "max": "pooling_mode_max_tokens"}
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer.save(str(folder / "tokenizer.json"))
    files = {
        "config.json": config | changes,
        "modules.json": [
            {
                "idx": n,
                "name": str(n),
                "path": f"{n}_{kind}" if n else "",
                "type": f"sentence_transformers.models.{kind}",
            }
            for n, kind in enumerate(kinds)
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": WIDTH}
        | {key: mode == pooling for mode, key in modes.items()},
        "sentence_bert_config.json": {"max_seq_length": LONGEST, "do_lower_case": False},
        "tokenizer_config.json": {
            "tokenizer_class": "BertTokenizer",
            "model_max_length": LONGEST,
            "do_lower_case": True,
        },
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    return folder


def rival(folder, text, pooling="mean"):
    """The vector of one text by plain float64 arithmetic."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    w = {name: value.astype(np.float64) for name, value in load_file(folder / "model.safetensors").items()}
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    ids = tokenizer.encode(text).ids

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * w[f"{name}.weight"] + w[f"{name}.bias"]

    def dense(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def heads(x):
        return x.reshape(len(ids), HEADS, -1).transpose(1, 0, 2)

    places = w["embeddings.position_embeddings.weight"][: len(ids)] + w["embeddings.token_type_embeddings.weight"][0]
    x = norm(w["embeddings.word_embeddings.weight"][ids] + places, "embeddings.LayerNorm")
    for layer in (f"encoder.layer.{number}" for number in range(LAYERS)):
        q, k, v = (heads(dense(x, f"{layer}.attention.self.{name}")) for name in ("query", "key", "value"))
        scores = np.exp(q @ k.transpose(0, 2, 1) / math.sqrt(WIDTH // HEADS))
        seen = (scores / scores.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(ids), WIDTH)
        x = norm(dense(seen, f"{layer}.attention.output.dense") + x, f"{layer}.attention.output.LayerNorm")
        middle = dense(x, f"{layer}.intermediate.dense")
        middle = middle * 0.5 * (1 + np.vectorize(math.erf)(middle / math.sqrt(2)))
        x = norm(dense(middle, f"{layer}.output.dense") + x, f"{layer}.output.LayerNorm")
    pooled = x[0] if pooling == "cls" else x.mean(0)
    return pooled / np.linalg.norm(pooled)
