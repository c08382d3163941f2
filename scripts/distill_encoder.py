"""Distil the small encoder that comes with the program from all-MiniLM-L6-v2.

    python scripts/distill_encoder.py [--cache FOLDER]

Each token gets one fixed vector, a text is the sum of its tokens' vectors (Tulkens and van Dongen 2024, model2vec;
weights by frequency as Arora et al. 2017). The vectors start as what MiniLM says to the token alone, cut to 256 numbers
by principal components, and are then fitted so that sums come near MiniLM's vectors of whole texts. The texts are the
catalogues, the sample specifications beside this script and combinations of them: no label, no document of
`benchmarks/documents`, none of others. German, French and Chinese terms (`encoder/terms.csv` and the names of the
catalogue) become tokens of their own and are fitted to MiniLM's vector of the English term.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer

from pipeline import config
from pipeline.matching import embeddings
from pipeline.matching.embeddings import models, static

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

ROOT = Path(__file__).resolve().parent.parent
TEACHER = "all-MiniLM-L6-v2"
WIDTH = 256  # numbers a vector
FREQUENT = 1e-4  # share of running text at which a token's weight is halved
COMBINED = 900  # texts made by putting two others together
ROUNDS, RATE, PULL = 24, 2e-3, 0.02  # passes over the texts, step of Adam, pull back to the first vectors
BATCH = 256


def main() -> None:
    """Distil, fit, round and write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cache", type=Path, help="folder in which MiniLM's vectors are kept")
    arguments.add_argument("--out", type=Path, default=static.FOLDER)
    given = arguments.parse_args()
    teacher = embeddings.load(config.load(overrides={"embedding": {"model": TEACHER, "tokens": 128}}).embedding)
    assert teacher is not None
    folder = models.resolve(TEACHER)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    words = [word.removeprefix("##") for word, _ in sorted(tokenizer.get_vocab().items(), key=lambda one: one[1])]
    alone = taught(teacher, words, given.cache, "tokens")
    pairs = foreign_pairs()
    add_terms(tokenizer, [term for term, _ in pairs])
    texts = own_texts()
    wanted = [*texts, *(meaning for _, meaning in pairs)]
    targets = taught(teacher, wanted, given.cache, "texts")
    axes = principal_axes(np.vstack([alone, targets]))
    start = weigh(alone @ axes, tokenizer, [*texts, *(term for term, _ in pairs)], targets @ axes)
    ids = [static.tokens_of(tokenizer, text) for text in [*texts, *(term for term, _ in pairs)]]
    fitted = fit(start, ids, targets @ axes)
    write(given.out, tokenizer, fitted)


def taught(teacher: embeddings.Embedder, texts: Sequence[str], cache: Path | None, name: str) -> Floats:
    """What MiniLM says to each text: (texts, 384); kept under a name, since the tokens alone take minutes."""
    file = cache / f"{name}.npy" if cache else None
    if file and file.is_file() and len(kept := np.load(file)) == len(texts):
        return np.asarray(kept, dtype=np.float32)
    vectors = teacher.encode(texts)
    if file:
        file.parent.mkdir(exist_ok=True)
        np.save(file, vectors)
    return vectors


def foreign_pairs() -> list[tuple[str, str]]:
    """Terms of other languages, each with its English meaning."""
    with (ROOT / "scripts" / "encoder" / "terms.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["term"], row["meaning"]) for row in csv.DictReader(file)]
    for entry in entries():
        pairs += [(name, entry["name"]) for name in entry.get("aliases", []) if not name.isascii()]
    return list(dict.fromkeys(pairs))


def entries() -> list[dict[str, Any]]:
    """Every test and topic of the two catalogues."""
    found: list[dict[str, Any]] = []
    for name in ("emc_tests.toml", "mil_std_461.toml"):
        read = tomllib.loads((ROOT / "references" / name).read_text(encoding="utf-8"))
        found += [*read.get("test", []), *read.get("topic", [])]
    return found


def own_texts() -> list[str]:
    """The texts to be fitted to: what the catalogues say, the sample specifications, and two of those together."""
    found: list[str] = []
    for entry in entries():
        found += [entry["name"], *(name for name in entry.get("aliases", []) if name.isascii())]
        found += [sentence for passage in entry.get("passages", []) for sentence in (passage, *passage.split(". "))]
    for file in sorted((ROOT / "scripts" / "sample_specs").glob("*.txt")):
        lines = file.read_text(encoding="utf-8").split("---", 1)[1].splitlines()
        found += [re.sub(r"^[#A:|\- ]+|\{[^}]*\}$", "", line).strip() for line in lines]
    found = [text for text in dict.fromkeys(found) if len(text) > 2]
    draw = random.Random(5)
    return [*found, *(f"{draw.choice(found)} {draw.choice(found)}" for _ in range(COMBINED))]


def add_terms(tokenizer: Tokenizer, terms: Sequence[str]) -> None:
    """Make whole words of German and French, and terms of Chinese and Japanese, tokens of their own."""
    known = tokenizer.get_vocab()
    words = {word.lower() for term in terms for word in re.findall(r"[^\W\d_]{4,}", term) if _is_latin(word)}
    whole = {piece for term in terms for piece in term.split() if not _is_latin(piece) and 2 <= len(piece) <= 12}
    tokenizer.add_tokens([AddedToken(word, single_word=True, normalized=True) for word in sorted(words - {*known})])
    tokenizer.add_tokens([AddedToken(word, normalized=True) for word in sorted(whole)])


def _is_latin(word: str) -> bool:
    return all(ord(letter) < 0x250 for letter in word)


def principal_axes(vectors: Floats) -> Floats:
    """The directions in which the vectors differ most: (384, WIDTH), orthonormal."""
    _, axes = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    return np.ascontiguousarray(axes[:, ::-1][:, :WIDTH], dtype=np.float32)


def weigh(alone: Floats, tokenizer: Tokenizer, texts: Sequence[str], targets: Floats) -> Floats:
    """Give frequent tokens little weight, and new tokens the mean of the texts they stand in."""
    ranks = np.arange(len(alone), dtype=np.float64)
    share = 1 / (ranks + 2) / np.sum(1 / (ranks + 2))
    weighed = alone * (FREQUENT / (FREQUENT + share))[:, None]
    fresh = np.zeros((tokenizer.get_vocab_size() - len(alone), alone.shape[1]))
    for text, target in zip(texts, targets, strict=True):
        for token in {*static.tokens_of(tokenizer, text)}:
            if token >= len(alone):
                fresh[token - len(alone)] += target
    lengths = np.linalg.norm(fresh, axis=1, keepdims=True)
    return np.vstack([weighed, fresh / np.maximum(lengths, 1e-9)]).astype(np.float32)


def fit(start: Floats, ids: Sequence[Sequence[int]], targets: Floats) -> Floats:
    """Move the tokens' vectors so that the sums point where MiniLM's vectors do.

    :param ids: of each text, its tokens.
    :param targets: (texts, WIDTH), MiniLM's vectors on the principal axes.
    """
    torch.manual_seed(1)
    seen = sorted({token for row in ids for token in row})  # the others stay as they are
    place_of = {token: place for place, token in enumerate(seen)}
    ids = [[place_of[token] for token in row] for row in ids]
    first = torch.from_numpy(start[seen])
    bag = torch.nn.EmbeddingBag.from_pretrained(first.clone(), freeze=False, mode="sum")
    wanted = torch.nn.functional.normalize(torch.from_numpy(np.asarray(targets, dtype=np.float32)))
    used = [place for place, row in enumerate(ids) if row]
    steps = torch.optim.Adam(bag.parameters(), lr=RATE)
    draw = random.Random(3)
    for number in range(ROUNDS):
        draw.shuffle(used)
        began, total = time.perf_counter(), 0.0
        for begin in range(0, len(used), BATCH):
            places = used[begin : begin + BATCH]
            flat = torch.tensor([token for place in places for token in ids[place]])
            ends = torch.tensor([0, *np.cumsum([len(ids[place]) for place in places])[:-1].tolist()])
            given = torch.nn.functional.normalize(bag(flat, ends))
            goal = wanted[places]
            error = (1 - (given * goal).sum(1)).mean() + ((given @ given.T - goal @ goal.T) ** 2).mean()
            loss = error + PULL * ((bag.weight - first) ** 2).sum(1).mean()
            steps.zero_grad()
            loss.backward()
            steps.step()
            total += float(error.detach()) * len(places)
        print(f"round {number + 1}: error {total / len(used):.4f}, {time.perf_counter() - began:.1f} s", flush=True)
    fitted = start.copy()
    fitted[seen] = bag.weight.detach().numpy()
    return fitted


def write(folder: Path, tokenizer: Tokenizer, vectors: Floats) -> None:
    """Round to whole numbers of 8 bits with one scale for all, and write vectors, tokenizer and what they are."""
    folder.mkdir(exist_ok=True)
    edge = float(np.quantile(np.abs(vectors), 0.9999))
    rounded = np.clip(np.rint(vectors * (127 / edge)), -127, 127).astype(np.int8)
    np.save(folder / static.VECTORS, rounded)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    about = {"model_type": "static", "teacher": TEACHER, "tokens": len(rounded), "width": rounded.shape[1]}
    (folder / "config.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(about, sum(file.stat().st_size for file in folder.iterdir()) // 1000, "kB")


if __name__ == "__main__":
    main()
