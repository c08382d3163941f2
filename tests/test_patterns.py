"""Every pattern of the code and of the configuration takes time in proportion to the text, whatever the text."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pipeline
from pipeline.config import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

LENGTH = 12_000  # characters of a text
SECONDS = (
    0.25  # of processor time; a pattern that is linear takes a few thousandths, a quadratic one more than a second
)
UNITS = (
    "1", ".", " ", "_", "1.", "1 ", ". ", "- ", "a", "A", "a ", "A ", "(", "1,", "1, ", "-", "1-", "A.1", "\t", "\n",
    "1\n", "·", "…", "/", "a,", "±1 ", "1 to ", "(1)", "0 V ", "[", "a.", "中",
    "1)", "IV", "_ ", "1 000 ", " ,", "5 kHz ",
    "1:", "1.1 ", "x1", "'", "1'", "@", "¹", "<", "a-", "1 and ", ", and ", "10·",
)  # fmt: skip
METHODS = {"search", "match", "fullmatch", "finditer", "findall", "sub", "split", "subn"}
FROM_START = {"match", "fullmatch"}
Case = tuple[str, int, str, str]  # pattern, flags, method, where


def modules() -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        try:
            yield importlib.import_module(info.name)
        except ImportError:  # an extra that is not installed
            continue


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    """The patterns a module holds under one name: a single one, or several in a tuple, list or dict."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from patterns_in(each)
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from patterns_in(each)


def uses(trees: Iterable[ast.Module]) -> dict[str, set[str]]:
    """Name of a pattern -> the methods it is called by in these files."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                owner = node.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                found.setdefault(name, set()).add(node.attr)
    return found


def inline(tree: ast.Module, module: ModuleType) -> Iterator[Case]:
    """Patterns written where they are used: `re.sub("a", ...)`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        if ast.unparse(node.func.value) == "re" and node.func.attr in METHODS:
            try:
                pattern = eval(compile(ast.Expression(node.args[0]), "pattern", "eval"), vars(module))
            except NameError:  # made of what only the function knows
                continue
            if isinstance(pattern, str):
                yield pattern, 0, node.func.attr, f"{module.__name__}:{node.lineno}"


def cases() -> list[Case]:
    loaded = list(modules())
    trees = {each.__name__: ast.parse(Path(str(each.__file__)).read_text(encoding="utf-8")) for each in loaded}
    anywhere = uses(trees.values())
    found: dict[Case, None] = {}
    for module in loaded:
        here = uses([trees[module.__name__]])
        looped = {method for name, called in here.items() if name.islower() and name != "re" for method in called}
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                methods = here.get(name) or (set() if name[0] == "_" else anywhere.get(name))
                for method in methods or looped or {"search"}:
                    found[pattern.pattern, pattern.flags, method, f"{module.__name__}.{name}"] = None
        found.update(dict.fromkeys(inline(trees[module.__name__], module)))
    settings = load().split
    for name, method in (
        ("numbers", "match"),
        ("not_numbers", "match"),
        ("captions", "match"),
        ("contents", "fullmatch"),
    ):
        for expression in getattr(settings, name):
            found[expression, 0, method, f"configuration: split.{name}"] = None
    unique: dict[tuple[str, int, str], Case] = {}
    for case in found:
        unique.setdefault(case[:3], case)
    return list(unique.values())


class TooSlowError(Exception):
    """A pattern took longer than a linear one may."""


def interrupt(*_: object) -> None:
    raise TooSlowError


def run(pattern: re.Pattern[str], method: str, text: str) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        if method in FROM_START:
            getattr(pattern, method)(text)
        else:
            for _ in pattern.finditer(text):
                pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no timer of processor time")
@pytest.mark.slow
def test_every_pattern_is_linear_in_the_text() -> None:
    before = signal.signal(signal.SIGVTALRM, interrupt)
    slow = []
    try:
        for source, flags, method, where in cases():
            pattern = re.compile(source, flags)
            for unit in UNITS:
                text = (unit * (LENGTH // len(unit) + 1))[:LENGTH]
                try:
                    run(pattern, method, f"{text}!")
                    run(pattern, method, text)
                    run(pattern, method, f"A1 {text}\x00")
                except TooSlowError:
                    slow.append(f"{where} by {method} on {unit!r}: {source[:90]}")
                    break
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert slow == []


def test_the_patterns_are_found() -> None:
    found = cases()
    assert len(found) > 300
    assert {"pipeline.documents.pdf.outlines._LABEL", "configuration: split.numbers"} <= {where for *_, where in found}
