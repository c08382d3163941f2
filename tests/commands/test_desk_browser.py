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
from contextlib import contextmanager
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


@contextmanager
def served(folder):
    """A desk over a folder: its address and its process."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "desk", str(folder), "--no-open", "--reviewer", "Ada"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as server:
        yield re.search(r"http://\S+", server.stdout.readline()).group(), server
        server.terminate()


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
    with served(folder) as (address, _):
        yield address, folder, files


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


def test_what_is_asked_is_answered_with_the_clause_and_page_it_stands_on(browser, desk, tmp_path):
    address, *_ = desk
    browser.open(f"{run_of(address)}review/ask")
    browser.run(
        "document.getElementById('document').value = 'b.pdf';"
        "document.getElementById('question').value = 'Which level holds for bulk current injection?';"
        "document.getElementById('form').requestSubmit()"
    )
    browser.wait("document.querySelector('#answer article h2')")
    assert browser.run("document.querySelector('#answer h2').textContent").startswith("2 Bulk current injection")
    assert browser.run("document.querySelector('#answer article .dim').textContent").startswith("b.pdf, page 1")
    assert "100 mA" in browser.run("document.querySelector('#answer article').textContent")
    shoot(browser, "ask", tmp_path)


def test_a_limit_is_framed_where_it_was_read(browser, desk):
    """The sentence stands in one line of page 1, so one frame does."""
    address, *_ = desk
    run = run_of(address)
    index = next(i for i in (0, 1) if b"Pages of b.pdf" in fetch(f"{run}document/{i}"))
    browser.open(f"{run}document/{index}?number=2")
    browser.wait("document.querySelector('#detail [data-limit] button')")
    browser.run("document.querySelector('#detail [data-limit] button').click()")
    browser.wait("document.querySelector('#page1 .limit')")
    assert browser.run("document.querySelectorAll('#sheets .limit').length") == 1
    assert "are framed" in browser.run("document.getElementById('said').textContent")
    browser.press("j")
    browser.wait("!document.querySelector('#sheets .limit')")


def test_two_tabs_agree_when_one_of_them_is_looked_at_again(browser, desk):
    address, *_ = desk
    run = run_of(address)
    browser.open(f"{run}document/0")
    browser.wait("document.querySelector('#row0 .tag')")
    other = {"index": 0, "test": "", "verdict": "HOLD", "comment": ""}
    request = urllib.request.Request(
        f"{run}review/decide", json.dumps(other).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).read()
    browser.run("window.dispatchEvent(new Event('focus'))")
    browser.wait("document.querySelector('#row0 .tag').textContent.includes('on hold')")
    browser.press("u")
    browser.wait("!document.querySelector('#row0 .tag').textContent.includes('on hold')")


def run_of(address):
    return f"{address}runs/{json.loads(fetch(address + 'runs.json'))[0]['id']}/"


def test_nothing_is_lost_when_the_server_goes_and_it_is_said(browser, desk):
    """What was answered is there when the desk is started again; what was pressed after the end was not stored."""
    _, folder, _ = desk
    with served(folder) as (mine, server):
        browser.open(f"{run_of(mine)}document/0")
        browser.wait("document.querySelector('#detail h2')")
        browser.press("h")
        browser.wait("document.querySelector('#row0 .tag').textContent.includes('on hold')")
        server.kill()
        server.wait()
        browser.press("n")
        browser.wait("document.querySelector('.banner')")
        browser.wait("document.getElementById('said').textContent.startsWith('Not stored')")
    browser.logs.clear()
    with served(folder) as (again, _):
        kept = json.loads(fetch(f"{run_of(again)}document/0/places"))["clauses"][0]
    assert kept["state"][0] == "hold"


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
