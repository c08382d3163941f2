"""The desk in real Chromium, as a person would play it: drop, watch, look, follow a clause, correct, take the files."""

import base64
import csv
import io
import json
import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import browsers
import pytest
from pdf_files import Sheet, filler, write
from python_calamine import CalamineWorkbook
from spec_files import environment, write_spec

pikepdf = pytest.importorskip("pikepdf")
pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt" or browsers.find() is None, reason="no Chromium that can be spoken to by pipes"),
]
AXE = os.environ.get("EMCMATCH_AXE", "")  # path of axe.min.js of the npm package axe-core
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk in an empty folder, and a folder of files to drop."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "emcmatch.toml").write_text('[embedding]\nbackend = "none"\n', encoding="utf-8")
    files = tmp_path_factory.mktemp("files")
    write_spec(files / "spec.docx")
    sheet = Sheet().lines("1 Scope of this text", bold=True).lines(*filler(3))
    sheet.lines("2 Bulk current injection (BCI)", bold=True).lines("The level is 100 mA from 1 MHz to 400 MHz.")
    write(files / "b.pdf", sheet, Sheet().lines("3 Radiated emission, CISPR 25", bold=True).lines(*filler(2, 20)))
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "desk", str(folder), "--no-open", "--reviewer", "Ada"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as server:
        yield re.search(r"http://\S+", server.stdout.readline()).group(), folder, files
        server.terminate()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    opened = browsers.Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


def drop(browser, paths):
    """Drop files on the page as a person does."""
    files = [[path.name, base64.b64encode(path.read_bytes()).decode("ascii")] for path in paths]
    browser.run(
        "(() => { const transfer = new DataTransfer();"
        f"for (const [name, data] of {json.dumps(files)})"
        " transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));"
        "document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true}));"
        "})()"
    )


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def shoot(browser, name, tmp_path):
    browser.shoot(Path(os.environ.get("EMCMATCH_SHOTS", tmp_path)) / f"desk_{name}.png")


def test_a_folder_is_dropped_watched_looked_at_corrected_and_taken(browser, desk, tmp_path):
    address, _, files = desk
    browser.open(address)
    drop(browser, sorted(files.iterdir()))
    browser.wait("document.getElementById('chosen').textContent.startsWith('2 files')")
    shoot(browser, "home", tmp_path)
    browser.run("document.getElementById('start').requestSubmit()")
    for _ in range(6):  # a run takes a while on a busy machine
        try:
            browser.wait("document.getElementById('open') && !document.getElementById('open').hidden")
            break
        except AssertionError:
            continue
    assert browser.run("document.querySelectorAll('#documents tr').length") == 2
    shoot(browser, "progress", tmp_path)
    run = browser.run("document.getElementById('open').href")
    browser.open(run)
    pdf = browser.run("[...document.querySelectorAll('tbody a')].find((a) => a.textContent === 'b.pdf').href")

    browser.open(pdf)
    browser.wait("document.querySelector('#detail h2')")
    browser.run("document.querySelector('#sheets .mark[data-at=\"1\"]').click()")
    browser.wait("document.querySelector('#detail h2').textContent.startsWith('2 ')")
    assert browser.run("document.querySelector('#list [aria-selected=true]').dataset.at") == "1"
    browser.press("j")  # and from the list to the page
    browser.wait("document.querySelector('#detail h2').textContent.startsWith('3 ')")
    assert browser.run("document.querySelector('#sheets .mark.current').parentElement.id") == "page2"
    browser.wait("[...document.images].slice(0, 2).every((image) => image.complete && image.naturalWidth)")
    shoot(browser, "document", tmp_path)

    for key, at, said in (("n", 2, "none"), ("n", 1, "none"), ("h", 0, "on hold")):
        browser.wait(f"document.querySelector('#list [aria-selected=true]').dataset.at === '{at}'")
        browser.press(key)
        browser.wait(f"document.querySelector('#row{at} .tag').textContent.includes({said!r})")
        browser.press("k")
    browser.press("u")
    browser.wait("!document.querySelector('#row0 .tag').textContent.includes('on hold')")

    browser.open(f"{run}review/")
    assert "2 of" in browser.run("document.getElementById('progress').textContent")
    for room in ("coverage", "limits", "plan", "compare", "accuracy", "catalogue"):
        browser.open(run + room)
        shoot(browser, room, tmp_path)
    names = zipfile.ZipFile(io.BytesIO(fetch(f"{run}make/pdf"))).namelist()
    assert names == ["b_annotated.pdf"]
    assert zipfile.is_zipfile(io.BytesIO(fetch(f"{run}plan/plan.docx?document=spec.docx")))
    book = tmp_path / "report.xlsx"
    book.write_bytes(fetch(f"{run}files/report.xlsx"))
    rows = {
        row["document"] + row["number"]: row
        for row in csv.DictReader(io.StringIO(fetch(f"{run}files/matches.csv").decode("utf-8-sig")))
    }
    assert [(rows[f"b.pdf{number}"]["tests"], rows[f"b.pdf{number}"]["by"]) for number in "23"] == [("", "person")] * 2
    assert (
        sum(
            "person" in map(str, row)
            for row in CalamineWorkbook.from_path(book).get_sheet_by_name("Matches").to_python()
        )
        >= 2
    )
    with pikepdf.open(io.BytesIO(zipfile.ZipFile(io.BytesIO(fetch(f"{run}make/pdf"))).read("b_annotated.pdf"))) as copy:
        notes = [str(each.Contents) for page in copy.pages for each in page.Annots if "/Contents" in each]
    assert sum("decided by a person" in note for note in notes) == 2
    assert all(url.startswith((address, "data:")) or url.endswith("/favicon.ico") for url in browser.requests)
    assert not [log for log in browser.logs if "favicon" not in str(log)]


def test_nothing_is_lost_when_the_server_goes_and_it_is_said(browser, desk, tmp_path_factory):
    address, folder, _ = desk
    other = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "desk", str(folder), "--no-open"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    mine = re.search(r"http://\S+", other.stdout.readline()).group()
    run = f"{mine}runs/{json.loads(fetch(mine + 'runs.json'))[0]['id']}/"
    browser.open(f"{run}document/0")
    browser.wait("document.querySelector('#detail h2')")
    browser.press("h")
    browser.wait("document.querySelector('#row0 .tag').textContent.includes('on hold')")
    other.kill()
    other.wait()
    browser.press("n")
    browser.wait("document.querySelector('.banner')")
    browser.logs.clear()
    again = f"{address}runs/{json.loads(fetch(address + 'runs.json'))[0]['id']}/"
    rows = json.loads(fetch(f"{again}document/0/places"))["clauses"]
    assert rows[0]["number"]


@pytest.mark.skipif(not Path(AXE).is_file(), reason="axe-core is not named by EMCMATCH_AXE")
@pytest.mark.parametrize("room", ["", "document/0", "coverage", "limits", "plan", "compare", "accuracy", "catalogue"])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_violation(browser, desk, room, dark):
    address, *_ = desk
    found = json.loads(fetch(address + "runs.json"))
    browser.call(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else ""}]
    )
    for page in (address, f"{address}runs/{found[0]['id']}/{room}"):
        browser.open(page)
        browser.run(Path(AXE).read_text(encoding="utf-8") + "; 0")
        told = "found.violations.map((each) => each.id + ': ' + each.nodes.map((node) => node.html).join(' | '))"
        violations = browser.run(f"axe.run(document, {RULES}).then((found) => {told})")
        assert violations == []
