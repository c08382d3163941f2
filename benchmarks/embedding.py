"""How fast each embedding backend is, and how well it agrees with sentence-transformers as everybody calls it.

    python benchmarks/embedding.py [--texts 300] [--repeats 5] [--out benchmarks/results/embedding.json]

The texts are made up here, with the lengths of clauses. Every backend runs in a process of its own; the processes take
turns, so that what else the machine does hits all of them alike, and medians are reported.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

BACKENDS = ("plain", "sentence-transformers", "onnx", "openvino")
MODEL = "all-MiniLM-L6-v2"
TOKENS = 256  # what the model sees when nothing is said
SUBJECTS = ("The harness", "Each supply line", "The signal line", "The antenna", "The probe", "The load box")
VERBS = ("is placed", "is held", "is measured", "is calibrated", "is terminated", "is exposed to the field")
PLACES = ("at 1 m from the edge", "50 mm above the ground plane", "with 10 V/m", "from 150 kHz to 30 MHz")
ENDS = ("as in ISO 11452-4", "with a peak detector", "in the sleep mode", "for each polarisation", "by a clamp")
TOPICS = (
    "emission measured at the supply terminals with an artificial network",
    "emission received by an antenna in a lined room",
    "currents injected into the harness with a clamp",
    "exposure to the field of an antenna",
    "pulses on the supply line",
    "discharges of an electrostatic gun",
    "low-frequency magnetic fields from a coil",
    "a hand-held transmitter held nearby",
)


def make(count: int) -> list[str]:
    """Make up texts of 1 to 10 sentences."""
    draw = random.Random(7)
    return [
        " ".join(
            f"{draw.choice(SUBJECTS)} {draw.choice(VERBS)} {draw.choice(PLACES)} {draw.choice(ENDS)}, see {number}.{n}."
            for n in range(draw.randint(1, 10))
        )
        for number in range(count)
    ]


def work(backend: str, file: Path) -> None:
    """Load one backend, then encode all texts each time a line comes in."""
    texts = json.loads(file.read_text(encoding="utf-8"))
    start = time.perf_counter()
    if backend == "plain":
        from sentence_transformers import SentenceTransformer

        from pipeline.matching.embeddings import models

        model = SentenceTransformer(str(models.resolve(MODEL)), device="cpu")
        encode = lambda some: model.encode(some, normalize_embeddings=True, show_progress_bar=False)  # noqa: E731
    else:
        from pipeline import config
        from pipeline.matching import embeddings

        wanted = {"backend": backend, "model": MODEL, "tokens": TOKENS}
        made = embeddings.load(config.load(overrides={"embedding": wanted}).embedding)
        assert made is not None
        encode = made.encode
    encode(texts[:1])
    print(json.dumps(time.perf_counter() - start), flush=True)
    for _ in sys.stdin:
        start, busy = time.perf_counter(), time.process_time()
        vectors = encode(texts)
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        np.save(file.with_suffix(f".{backend}.npy"), vectors)
        print(json.dumps({"seconds": seconds, "cpu": busy, "memory": _memory()}), flush=True)


def measure(count: int, repeats: int) -> dict[str, object]:
    """Run all backends in turns."""
    texts = make(count)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps(texts + list(TOPICS)), encoding="utf-8")
        workers = {name: _start(name, file) for name in BACKENDS}
        starts = {name: [json.loads(_line(worker))] for name, worker in workers.items()}
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in BACKENDS}
        for _ in range(repeats):
            for name, worker in workers.items():
                runs[name].append(_ask(worker))
        for worker in workers.values():
            worker.communicate()
        vectors = {name: np.load(file.with_suffix(f".{name}.npy")) for name in BACKENDS}
    size = count + len(TOPICS)
    median = {
        what: {name: statistics.median(run[what] for run in runs[name]) for name in BACKENDS}
        for what in ("seconds", "cpu")
    }
    return {
        name: {
            "start_seconds": round(statistics.median(starts[name]), 2),
            "texts_per_second": round(size / median["seconds"][name], 1),
            "texts_per_second_best": round(size / min(run["seconds"] for run in runs[name]), 1),
            "cpu_ms_per_text": round(median["cpu"][name] / size * 1000, 1),
            "time_against_plain": round(median["seconds"][name] / median["seconds"]["plain"], 3),
            "cpu_against_plain": round(median["cpu"][name] / median["cpu"]["plain"], 3),
            "memory_mb": round(max(run["memory"] for run in runs[name])),
            **_agreement(vectors[name], vectors["plain"], count),
        }
        for name in BACKENDS
    }


def _agreement(mine: np.ndarray, reference: np.ndarray, count: int) -> dict[str, float]:
    cosines = (mine * reference).sum(axis=1)
    choice, right = (np.argmax(v[:count] @ v[count:].T, axis=1) for v in (mine, reference))
    return {
        "cosine_mean": round(float(cosines.mean()), 7),
        "cosine_min": round(float(cosines.min()), 7),
        "largest_difference": float(f"{np.abs(mine - reference).max():.1e}"),
        "same_nearest_topic": round(float((choice == right).mean()), 4),
    }


def _start(name: str, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "--worker", name, "--file", str(file)]
    root = str(Path(__file__).resolve().parent.parent)
    environment = os.environ | {"PYTHONPATH": root, "HF_HUB_OFFLINE": "1"}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )


def _line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()


def _ask(worker: subprocess.Popen[str]) -> dict[str, float]:
    assert worker.stdin is not None
    worker.stdin.write("go\n")
    worker.stdin.flush()
    answer: dict[str, float] = json.loads(_line(worker))
    return answer


def _tokens(texts: list[str]) -> float:
    from tokenizers import Tokenizer

    from pipeline.matching.embeddings import models

    tokenizer = Tokenizer.from_file(str(models.resolve(MODEL) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS)
    return round(statistics.mean(len(encoding.ids) for encoding in tokenizer.encode_batch(texts)), 1)


def _memory() -> float:
    import psutil

    info = psutil.Process().memory_info()
    return float(getattr(info, "peak_wset", info.rss)) / 1e6


def _load() -> float | None:
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "embedding.json")
    parser.add_argument("--worker", choices=BACKENDS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.worker, options.file)
        return
    before = _load()
    backends = measure(options.texts, options.repeats)
    packages = ("sentence-transformers", "torch", "onnxruntime", "tokenizers", "numpy")
    result = {
        "what": "texts a second of each embedding backend; 'plain' is SentenceTransformer.encode as everybody calls it",
        "model": MODEL,
        "texts": options.texts,
        "tokens_mean": _tokens(make(options.texts)),
        "repeats": options.repeats,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "load_before": before,
            "load_after": _load(),
        },
        "versions": {name: version(name) for name in packages} | {"python": platform.python_version()},
        "backends": backends,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(backends, indent=2))


if __name__ == "__main__":
    main()
