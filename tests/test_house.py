"""The house can be drawn from memory: few rooms, short files and functions, names for one thing each, no circles."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

from spec_files import ROOT

PACKAGE = ROOT / "pipeline"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


@cache
def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_the_root_holds_no_more_than_one_can_see_at_a_glance():
    apart = ("__init__.py", "py.typed", "__pycache__")
    assert len([path.name for path in PACKAGE.iterdir() if path.name not in apart]) <= 22


def test_no_file_is_a_giant():
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {str(path): size for path, size in sizes.items() if size > 300} == {}


def test_no_function_is_a_giant():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    sizes = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": lines_of(node)
        for path in MODULES
        for node in ast.walk(parse(path))
        if isinstance(node, functions)
    }
    assert {function: size for function, size in sizes.items() if size > 45} == {}


def lines_of(function):
    """Lines of a function without its docstring: explaining parameters makes none harder to follow."""
    first = function.body[0]
    said = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) is not None else 0
    return function.end_lineno - function.lineno + 1 - said


def test_every_class_has_a_name_of_its_own():
    homes = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(path.relative_to(PACKAGE).as_posix())
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_no_two_files_import_each_other():
    imports = {path: set(imported_files(path)) for path in MODULES}
    both = [(str(one), str(other)) for one in MODULES for other in imports[one] if one in imports.get(other, ())]
    assert both == []


def imported_files(path):
    """Files of the package a module imports from, inside functions and for type checking too."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            for alias in node.names:
                found = file_of(f"{node.module}.{alias.name}") or file_of(node.module)
                if found is not None and found != path:
                    yield found


def file_of(name):
    place = ROOT / Path(*name.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


ONE_PLACE = {  # what is called -> the files that may
    "ReviewStore": {"reviews/stores.py"},
    "sqlite3.connect": {"storage/sqlite.py", "search/index/terms.py"},  # the latter holds no file
    "beta.ppf": {"matching/decisions/risk_guarantee.py"},
    "uvicorn.Server": {"reviews/local_server.py"},
    "TitleBlock": {"documents/title_block.py", "records.py", "flow.py"},
}


def test_what_has_one_place_is_done_nowhere_else():
    found = defaultdict(set)
    for path in MODULES:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in ONE_PLACE:
                found[name].add(path.relative_to(PACKAGE).as_posix())
    assert {name: places - ONE_PLACE[name] for name, places in found.items() if places - ONE_PLACE[name]} == {}
    assert found.keys() == ONE_PLACE.keys()
