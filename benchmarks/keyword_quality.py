"""How many of the keywords are phrases an engineer would accept, against the extractors as they come.

    python benchmarks/keyword_quality.py --set held

benchmarks/labels/keywords.csv holds 200 clauses of our own documents with the phrases a person would accept, written
down before the rules for keywords were; documents are either in the set "learn", which the rules were made on, or in
"held", which was measured once at the end. A keyword is right when it is one of the phrases, but for case, hyphens,
plurals and articles. Rivals: YAKE and RAKE as their packages give them, and runs of words cut at stop words.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import config, keywords
from pipeline.keywords import stopwords
from pipeline.keywords.words import normalise
from pipeline.matching import catalogue
from pipeline.reports.phrases import rank_keywords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.records import Keyword

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "benchmarks" / "labels"
FIRST = (5, 10)


@dataclass(frozen=True)
class Labelled:
    """A clause with the phrases a person would accept."""

    name: str
    text: str
    keywords: tuple[Keyword, ...]
    accepted: frozenset[str]


def main() -> None:
    """Measure one set and write the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--set", choices=("learn", "held"), default="learn")
    arguments.add_argument("--wrong", action="store_true", help="print the wrong keywords")
    arguments.add_argument("--out", type=Path, help="write the figures into this file, under the name of the set")
    given = arguments.parse_args()
    pairs = list(labelled(given.set))
    rivals: dict[str, Callable[[Labelled], Sequence[str]]] = {
        "keywords": lambda one: rank_keywords(one.keywords),
        "yake": as_yake_comes,
        "rake": as_rake_comes,
        "noun phrases": cut_at_stop_words,
    }
    found = {"clauses": len(pairs)} | {name: figures(pairs, find) for name, find in rivals.items()}
    print(json.dumps(found, indent=1))
    if given.wrong:
        for one in pairs:
            wrong = [phrase for phrase in rank_keywords(one.keywords)[:10] if plain(phrase) not in one.accepted]
            print(one.name, "|", "; ".join(wrong))
    if given.out:
        kept = json.loads(given.out.read_text(encoding="utf-8")) if given.out.exists() else {}
        given.out.write_text(json.dumps(kept | {given.set: found}, indent=1) + "\n", encoding="utf-8")


def labelled(wanted: str) -> Iterator[Labelled]:
    """Each clause of a set with its text, its keywords, and the phrases that are accepted for it."""
    with (LABELS / "keywords.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["document"], row["number"], row["title"]): row for row in csv.DictReader(file)}
    extractor = keywords.load(config.load().keywords)
    phrases = catalogue.load([ROOT / "references" / "emc_tests.toml"]).phrases
    blocks = (LABELS / "keyword_texts.txt").read_text(encoding="utf-8").split("=== ")[1:]
    for block in blocks:
        head, _, body = block.partition("\n")
        document, number, title, _ = (piece.strip() for piece in head.split(" | ", 3))
        row = rows[document, number, title]
        if row["set"] == wanted:
            text = f"{title}\n{body.strip()}"
            accepted = frozenset(plain(phrase) for phrase in row["phrases"].split(";"))
            yield Labelled(f"{document} {number}", text, extractor.extract(text, phrases), accepted)


def plain(phrase: str) -> str:
    """A phrase without what makes no difference: case, hyphens, plurals, a leading article."""
    words = re.sub(r"[\s\-_/]+", " ", normalise(phrase).casefold().replace("µ", "u")).split()
    kept = words[1:] if len(words) > 1 and words[0] in ("the", "a", "an", "der", "die", "das", "le", "la") else words
    return " ".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in kept
    )


def figures(pairs: Sequence[Labelled], find: Callable[[Labelled], Sequence[str]]) -> dict[str, float | int]:
    """Share of the first five and ten keywords that are right, and how many there are."""
    told: dict[str, float | int] = {}
    for most in FIRST:
        marks = [plain(phrase) in one.accepted for one in pairs for phrase in find(one)[:most]]
        told |= {f"first {most}": round(sum(marks) / max(1, len(marks)), 4), f"of {most}": len(marks)}
    return told


def as_yake_comes(one: Labelled) -> list[str]:
    """YAKE with its own stop words and splitting."""
    from yake_rust import Yake

    return [phrase for phrase, _ in Yake(language="en", ngrams=3).get_n_best(one.text, n=20)]


def as_rake_comes(one: Labelled) -> list[str]:
    """RAKE with plain English stop words, phrases of at most four words."""
    from rake_nltk import Rake

    engine = Rake(stopwords=set(stopwords.ENGLISH), max_length=4, sentence_tokenizer=str.splitlines,
                  word_tokenizer=re.compile(r"[\w'-]+|[^\w\s]").findall)  # fmt: skip
    engine.extract_keywords_from_text(one.text)
    return list(dict.fromkeys(engine.get_ranked_phrases()))


def cut_at_stop_words(one: Labelled) -> list[str]:
    """Runs of words between stop words, marks and numbers, in the order of the text."""
    words = re.findall(r"[^\W\d_][\w'-]*|[^\w\s]|\d\S*|\n", one.text)
    runs: list[list[str]] = [[]]
    for word in words:
        if word.isalpha() or "-" in word[1:]:
            if word.lower() in stopwords.ALL:
                runs.append([])
            else:
                runs[-1].append(word)
        else:
            runs.append([])
    return list(dict.fromkeys(" ".join(run[-4:]) for run in runs if run))


if __name__ == "__main__":
    main()
