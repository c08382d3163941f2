"""Every package of pyproject.toml is imported by the product; those that were asked for do what their page says."""

import ast
import re
import tomllib
from functools import cache
from importlib.metadata import requires

import pytest
from spec_files import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = ROOT / "docs" / "decisions" / "0014-packages.md"
ASKED_FOR = {
    "python-docx", "yake", "rake-nltk", "nltk", "scikit-learn", "sentence-transformers", "ollama", "pandas", "openpyxl",
    "click",
}  # fmt: skip
MODULES = {
    "python-docx": "docx",
    "scikit-learn": "sklearn",
    "python-calamine": "python_calamine",
    "pillow": "PIL",
    "opentelemetry-sdk": "opentelemetry.sdk",
    "opentelemetry-exporter-otlp-proto-http": "opentelemetry.exporter.otlp",
}  # package -> module, where the names differ by more than a dash
THROUGH = {"nltk": "rake_nltk"}  # package -> the package of the product that imports it
CALLED = {"pillow": "to_pil"}  # package -> the function of another package that needs it
OF_TOOLS = ("dev", "program", "lora")  # for those who work on emcmatch; the scripts say what for


def names(requirements):
    return {re.match(r"[\w.-]+", each)[0].lower() for each in requirements} - {"emc-spec-matcher"}


def module(package):
    return MODULES.get(package, package.replace("-", "_"))


@cache
def imported(folder):
    """Every module that is imported anywhere in a folder, also inside functions and by name."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        found |= imports_of(path)
    return found


def imports_of(path):
    """Modules that a file imports, names given to `import_module` among them, and the methods it calls."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Attribute) and node.attr in CALLED.values():
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            found.add(f"'{node.value}'")
    return found


def is_imported(package, modules):
    own = CALLED.get(package, THROUGH.get(package, module(package)))
    if f"'{own}'" in modules and "importlib" in modules:  # imported by its name
        return True
    return any(name == own or name.startswith(f"{own}.") for name in modules)


@pytest.mark.parametrize("package", sorted(names(PROJECT["dependencies"])))
def test_a_package_the_product_asks_for_is_imported_by_it(package):
    assert is_imported(package, imported("pipeline"))


EXTRAS = PROJECT["optional-dependencies"]


@pytest.mark.parametrize("extra", sorted(EXTRAS.keys() - set(OF_TOOLS)))
def test_a_package_of_an_extra_is_imported_by_the_product(extra):
    assert {package for package in names(EXTRAS[extra]) if not is_imported(package, imported("pipeline"))} == set()


@pytest.mark.parametrize(("package", "other"), THROUGH.items())
def test_a_package_that_another_imports_is_needed_by_that(package, other):
    needed = requires(other.replace("_", "-"))
    assert package in names(needed)


def rows():
    """Package -> files of the product, as the page says."""
    cells = (line.split("|")[1:-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `"))
    return {re.findall(r"`([^`]+)`", row[0])[0]: re.findall(r"`([^`]+\.py)`", row[1]) for row in cells}


def test_the_page_names_every_package_that_was_asked_for():
    assert rows().keys() == ASKED_FOR


@pytest.mark.parametrize("package", sorted(ASKED_FOR))
def test_each_file_the_page_names_imports_its_package(package):
    files = rows()[package]
    assert files
    for file in files:
        assert is_imported(package, imports_of(ROOT / "pipeline" / file)), file


def test_every_package_of_the_project_has_its_version_in_the_constraints():
    kept = {line.partition("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    asked = names(PROJECT["dependencies"]).union(*map(names, EXTRAS.values()))
    assert asked - kept == set()
