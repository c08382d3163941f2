"""The sample specifications: the committed documents, their labels, and the script that makes them."""

from __future__ import annotations

import csv
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline import clauses, config, documents
from pipeline.matching import catalogue

if TYPE_CHECKING:
    from pipeline.records import Outline

ROOT = Path(__file__).parent.parent
SAMPLES = ("sample_nordhavn.docx", "sample_talvio.docx", "sample_yuanshan.docx")


def labels(folder: Path) -> list[dict[str, str]]:
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def split(path: Path) -> Outline:
    settings = config.load()
    return clauses.split(documents.read(path, settings.read), settings.split)


def make(*arguments: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "scripts" / "make_specs.py"), *arguments], check=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    make("--out", str(folder))
    return folder


@pytest.mark.parametrize("name", SAMPLES)
def test_every_labelled_clause_is_found_under_its_number_and_no_other(name: str) -> None:
    expected = [(row["number"], row["title"]) for row in labels(ROOT / "specs") if row["document"] == name]
    assert len(expected) >= 40
    assert [(clause.number, clause.title) for clause in split(ROOT / "specs" / name).clauses] == expected


def test_labels_name_tests_of_the_catalogue_and_leave_a_good_share_without_any() -> None:
    known = set(catalogue.load([ROOT / "references" / "emc_tests.toml"]).ids)
    rows = labels(ROOT / "specs")
    named = {test for row in rows for test in row["tests"].split(";") if test}
    assert {row["document"] for row in rows} == set(SAMPLES)
    assert named == known
    for name in SAMPLES:
        none = [not row["tests"] for row in rows if row["document"] == name]
        assert 0.3 < sum(none) / len(none) < 0.6, name
    assert any(";" in row["tests"] for row in rows)


def test_committed_samples_are_what_the_script_makes(made: Path) -> None:
    assert (made / "labels.csv").read_text(encoding="utf-8") == (ROOT / "specs" / "labels.csv").read_text(
        encoding="utf-8"
    )
    for name in SAMPLES:
        with zipfile.ZipFile(made / name) as new, zipfile.ZipFile(ROOT / "specs" / name) as committed:
            for part in ("word/document.xml", "docProps/core.xml"):  # other parts follow python-docx's template
                assert new.read(part) == committed.read(part), f"{name} {part}"


def test_making_the_samples_again_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    make("--out", str(tmp_path))
    for path in sorted(made.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_automatic_numbers_come_from_lists_and_typed_ones_from_text() -> None:
    settings = config.load()
    for name, automatic in zip(SAMPLES, (True, False, False), strict=True):
        blocks = documents.read(ROOT / "specs" / name, settings.read).blocks
        assert any(block.label == "7.1.1" for block in blocks) == automatic
        with zipfile.ZipFile(ROOT / "specs" / name) as package:
            text = package.read("word/document.xml").decode("utf-8")
        assert (">Annex A " in text) != automatic


def test_long_documents_are_varied_labelled_and_the_same_each_time(tmp_path: Path) -> None:
    arguments = ("--documents", "3", "--pages", "20-40")
    make("--bulk", str(tmp_path / "one"), *arguments)
    make("--bulk", str(tmp_path / "two"), *arguments)
    made = sorted((tmp_path / "one").iterdir())
    assert [path.read_bytes() for path in made] == [(tmp_path / "two" / path.name).read_bytes() for path in made]
    rows = labels(tmp_path / "one")
    assert len({row["document"] for row in rows}) == 3
    settings = config.load()
    for path in made:
        if path.suffix == ".docx":
            texts = [block.text for block in documents.read(path, settings.read).blocks if len(block.text) > 200]
            assert sum(map(len, texts)) > 20 * 1000
            assert len(set(texts)) > 0.9 * len(texts), path.name


def test_another_seed_gives_other_long_documents(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        make("--bulk", str(tmp_path / seed), "--documents", "1", "--pages", "20", "--seed", seed)
    assert (tmp_path / "1" / "labels.csv").read_bytes() != (tmp_path / "2" / "labels.csv").read_bytes()
