"""The house: imports point one way, doors are light, modules say what they are for, nothing prints."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from spec_files import ROOT, environment

PACKAGE = ROOT / "pipeline"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

LAYERS = (
    ("errors", "records"),
    ("config",),
    ("storage",),
    ("documents",),
    ("clauses",),
    ("keywords",),
    ("matching",),
    ("answers",),
    ("requirements",),
    ("evaluation",),
    ("reports",),
    ("search",),
    ("reviews",),
    ("comparisons", "exports", "plans"),
    ("flow",),
    ("runs",),
    ("tuning",),
    ("commands",),
    ("cli",),
)
"""From the bottom up. A room imports from the layers below its own."""
HEAVY = (
    *("numpy", "scipy", "sklearn", "torch", "sentence_transformers", "onnxruntime", "pandas", "optuna"),
    *(
        "docx",
        "pdfplumber",
        "pypdfium2",
        "xlsxwriter",
        "openpyxl",
        "rich",
        "distributed",
        "fastapi",
        "openai",
        "ollama",
    ),
)

PRIVATE = (*(f"/{name}/" for name in ("home", "root")), "C:\\" + "Users\\")


def module_of(path):
    """The name of a room: "matches" for pipeline/matching/channels/titles.py; "" for pipeline itself."""
    first = path.relative_to(PACKAGE).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


@cache
def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path):
    """Names of rooms a module imports from, inside functions and for type checking too."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "pipeline":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("pipeline."))


def height(room):
    return next((level for level, rooms in enumerate(LAYERS) if room in rooms), None)


def test_the_drawing_of_the_house_shows_these_layers():
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    drawn = page.partition("## The house")[2].partition("```text\n")[2].partition("```")[0]
    assert [tuple(sorted(line.split())) for line in drawn.splitlines()] == [tuple(sorted(one)) for one in LAYERS[::-1]]


def test_every_file_the_design_names_is_there():
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]*(?:\.py)?)`", page))
    assert len(named) > 20
    places = (*PACKAGE.rglob("*"), *(ROOT / "tests").glob("*"), *(ROOT / "benchmarks").glob("*"))
    there = tuple(f"/{path.relative_to(ROOT).as_posix()}/" for path in places)
    ends = {name: f"/{name.strip('/')}/" for name in named}
    assert sorted(name for name, end in ends.items() if not any(path.endswith(end) for path in there)) == []


def test_every_room_has_its_layer():
    rooms = {module_of(path) for path in MODULES} - {""}
    assert {room for room in rooms if height(room) is None} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path):
    room = module_of(path)
    others = {other for other in imported(path) if other not in (room, "__version__", "lazily")} if room else set()
    assert {other for other in others if height(other) is None} == set()
    wrong = {other for other in others if height(other) >= height(room)}
    assert wrong == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_for(path):
    said = ast.get_docstring(parse(path))
    assert said
    assert len(said.split()) > 3


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_prints(path):
    calls = [node for node in ast.walk(parse(path)) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


@pytest.mark.parametrize("module", ["cli", "records", "config", "flow", "runs.batch", "runs", "reports"])
def test_a_light_module_loads_nothing_heavy(module):
    show = f"print(*sorted({{name.split('.')[0] for name in sys.modules}} & set({HEAVY!r})))"
    result = subprocess.run(
        [sys.executable, "-c", f"import sys, pipeline.{module}; {show}"],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == []


def test_no_tracked_file_names_a_place_on_a_developers_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8")
    if tracked.returncode:
        pytest.skip("this is no checkout")
    for name in tracked.stdout.splitlines():
        path = Path(ROOT / name)
        if path.suffix in (".py", ".md", ".toml", ".json", ".csv", ".txt", ".yaml") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [place for place in PRIVATE if place in text], name
