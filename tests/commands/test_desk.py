"""The desk without a browser: who is let in, what may be dropped, what the rooms hold, what can be taken from them."""

import io
import json
import threading
import time
import zipfile

import pytest
from docx import Document
from pdf_files import Sheet, filler, write
from spec_files import call, write_spec

pytest.importorskip("fastapi")
pytest.importorskip("httpx")

from fastapi.testclient import TestClient

from pipeline.commands.desk import server, uploads, wordings
from pipeline.commands.desk.jobs import Jobs
from pipeline.commands.desk.library import Library
from pipeline.commands.desk.makers import Makers
from pipeline.commands.desk.pictures import Sheets, turn
from pipeline.errors import UsageError

TOKEN, PORT = "secret", 8123
HOME = f"http://127.0.0.1:{PORT}/{TOKEN}/"
EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one run over a Word file and a PDF with a hostile heading."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "specs").mkdir()
    write_spec(folder / "specs" / "spec.docx")
    sheet = Sheet().lines("1 Scope", bold=True).lines(*filler(3)).lines(f"2 Bulk current injection {EVIL}", bold=True)
    write(folder / "specs" / "b.pdf", sheet.lines(*filler(3, 9)).lines("3 Reports", bold=True).lines(*filler(2, 20)))
    settings = folder / "plain.toml"
    settings.write_text('[embedding]\nbackend = "none"\n[match]\nexamples = []\n', encoding="utf-8")
    done = call("run", folder / "specs", "--out", folder / "outputs" / "mine", "--config", settings, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def client(folder, monkeypatch):
    monkeypatch.chdir(folder)
    jobs, makers = Jobs(), Makers()
    app = server.make(Library(folder, "Ada"), jobs, makers, TOKEN, PORT)
    with TestClient(app, base_url=HOME, raise_server_exceptions=True) as opened:
        yield opened
    jobs.close()
    makers.close()


@pytest.fixture
def run(client):
    """Address of the run."""
    mine = next(each for each in client.get("runs.json").json() if each["name"] == "mine")
    return f"runs/{mine['id']}/"


ROOMS = ("", "coverage", "limits", "plan", "compare", "accuracy", "catalogue", "review/", "document/0", "document/1")


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_opens_and_escapes_what_documents_say(client, run, room):
    answer = client.get(run + room)
    assert answer.status_code == 200
    assert "<img src=x" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("ends", "said"),
    [({"low_hz": 2e6}, "from 2 MHz"), ({"high_hz": 3e6}, "up to 3 MHz"), ({}, "? V"), ({"tests": ["CV"]}, "CV")],
)
def test_limits_whose_band_is_open_or_that_an_older_program_wrote_are_shown(client, folder, run, ends, said):
    """Rows have an end, a level and whatever a program knew; none may cost the room."""
    path = folder / "outputs" / "mine" / "limits.jsonl"
    kept = path.read_bytes()
    try:
        path.write_text(json.dumps({"document": "spec.docx", "number": "9", "unit": "V", **ends}), encoding="utf-8")
        answer = client.get(f"{run}limits")
        story = client.get(f"{run}make/story?document={1 if 'spec' in client.get(run + 'document/1').text else 0}")
    finally:
        path.write_bytes(kept)
    assert answer.status_code == 200
    assert said in answer.text
    assert story.status_code == 200


def test_a_limit_leads_to_the_words_it_was_read_from_where_they_stand_once(tmp_path):
    """A sentence over two lines, a row of a table, and a row that stands there twice."""
    sheet = Sheet().lines("1 Levels", bold=True).lines("The level is 100 mA", "from 1 MHz to 400 MHz.", "See below.")
    rows = [["Band", "Limit"], ["1 - 30", "62"], ["30 - 75", "50"], ["1 - 30", "62"]]
    path = write(tmp_path / "a.pdf", sheet.table(rows))
    whole = ((1, 0.0, 0.0, 595.0, 842.0),)
    sheets = Sheets(path, ((595.0, 842.0),), {})
    said = ["The level is 100 mA from 1 MHz to 400 MHz.", "30 - 75 | 50", "1 - 30 | 62", "62", "9 kV air"]
    sentence, row, twice, short, gone, cut = wordings.find(sheets, whole, [*said, "0 mA from 1 MHz"])
    assert [len(each) for each in (sentence, row, twice, short, gone, cut)] == [2, 1, 0, 0, 0, 0]
    assert sentence[0][2] < sentence[1][2] < row[0][2]
    assert wordings.find(sheets, ((1, 0.0, 0.0, 595.0, 10.0),), ["The level is 100 mA"]) == [()]


def test_places_of_limits_come_in_the_order_in_which_the_clause_shows_them(client, run):
    index = next(i for i in (0, 1) if "b.pdf" in client.get(f"{run}document/{i}").text)
    assert client.get(f"{run}document/{index}/limits/0").json() == {"places": []}
    assert client.get(f"{run}document/{index}/limits/99").status_code == 422


@pytest.mark.parametrize("path", ["review/", "review/ask"])
def test_every_room_leads_back_to_the_others(client, run, path):
    assert '<a href="../">All rooms</a>' in client.get(run + path).text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (f"http://127.0.0.1:{PORT}/wrong/", {}),
        (f"http://127.0.0.1:{PORT}/", {}),
        (HOME, {"host": "evil.example"}),
        (HOME, {"origin": "http://evil.example"}),
        (HOME, {"sec-fetch-site": "cross-site"}),
    ],
)
def test_only_who_has_the_token_and_comes_from_here_is_let_in(client, address, headers):
    assert client.get(address, headers=headers).status_code == 404


@pytest.mark.parametrize("path", ["../../etc/passwd", "..%2f..%2frun.json", "run.json.bak", "%2e%2e/x"])
def test_no_other_file_can_be_asked_for(client, run, path):
    assert client.get(f"{run}files/{path}").status_code in (404, 422)
    assert client.get(f"static/{path}").status_code == 404


def test_an_unknown_run_is_said_and_led_home(client):
    answer = client.get("runs/000000000000/")
    assert answer.status_code == 422
    assert "no such run" in answer.text
    assert 'href="../../"' in answer.text


def drop(client, *files):
    batch = client.post("drops").json()["batch"]
    return batch, [client.put(f"drops/{batch}/{name}", content=content) for name, content in files]


def test_dropped_files_are_kept_under_safe_names_and_never_over_each_other(client, folder):
    names = ["a.docx", "..%2F..%2Fa.docx", "CON.pdf", "x%3A%3Cy%3E.pdf", "-rf.pdf"]
    batch, answers = drop(client, *((name, b"PK") for name in names))
    kept = sorted(path.name for path in uploads.folder_of(folder, batch).iterdir())
    assert [answer.status_code for answer in answers] == [200] * 5
    assert kept == ["_-rf.pdf", "_CON.pdf", "a (2).docx", "a.docx", "x__y_.pdf"]


@pytest.mark.parametrize("name", ["a.exe", "a.html", ".pdf", "~$a.docx", "a", "a.toml"])
def test_what_is_no_specification_is_refused_with_a_sentence(client, name):
    _, (answer,) = drop(client, (name, b"x"))
    assert answer.status_code == 422
    assert name.lstrip(".")[:3] in answer.json()["error"] or "file" in answer.json()["error"]


def test_a_file_that_is_too_large_leaves_nothing(client, folder, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 10)
    batch, (answer,) = drop(client, ("a.pdf", b"x" * 11))
    assert answer.status_code == 422
    assert "larger than" in answer.json()["error"]
    assert list(uploads.folder_of(folder, batch).iterdir()) == []


def test_a_drop_has_a_name_of_ours(folder):
    with pytest.raises(UsageError, match="no such drop"):
        uploads.folder_of(folder, "../outside")


@pytest.mark.parametrize(
    "order",
    [
        {"path": "nowhere at all"},
        {"path": 3},
        {"path": "specs", "catalogue": "/etc/passwd"},
        {"path": "specs", "model": "evil.toml"},
        {"batch": "../specs"},
        {"again": "x"},
        {},
    ],
)
def test_an_order_that_makes_no_sense_starts_nothing(client, order):
    answer = client.post("jobs", json=order)
    assert answer.status_code == 422
    assert len(answer.json()["error"]) > 10


def test_a_form_of_a_foreign_page_starts_nothing(client):
    assert client.post("jobs", content='{"path": "specs"}', headers={"content-type": "text/plain"}).status_code == 400
    assert client.post("jobs", content="[" * 60_000, headers={"content-type": "application/json"}).status_code == 400


def follow(client, id):
    """The events of a job until it ends."""
    with client.stream("GET", f"jobs/{id}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return [json.loads(line.removeprefix("data: ")) for line in answer.iter_lines() if line.startswith("data: ")]


@pytest.mark.slow
def test_a_drop_is_matched_while_events_tell_how_it_gets_on(client, folder):
    batch, _ = drop(client, ("new.docx", (folder / "specs" / "spec.docx").read_bytes()))
    id = client.post("jobs", json={"batch": batch}).json()["id"]
    events = follow(client, id)
    assert events[-1]["event"] == "end"
    assert events[-1]["state"] == "done", events
    assert [each["document"] for each in events if each["event"] == "document"] == ["new.docx"]
    names = [each["counts"]["documents"] for each in client.get("runs.json").json()]
    assert len(names) == 2
    assert "Open the run" in client.get(f"jobs/{id}").text


@pytest.mark.slow
def test_a_run_that_is_stopped_says_so(client, folder):
    batch, _ = drop(client, *((f"{n}.docx", (folder / "specs" / "spec.docx").read_bytes()) for n in range(40)))
    id = client.post("jobs", json={"batch": batch}).json()["id"]
    threading.Thread(target=lambda: (time.sleep(1.5), client.post(f"jobs/{id}/stop"))).start()
    assert follow(client, id)[-1]["state"] == "stopped"


def test_clauses_have_their_places_on_the_pages_of_a_pdf(client, run):
    index = next(i for i in (0, 1) if "b.pdf" in client.get(f"{run}document/{i}").text)
    found = client.get(f"{run}document/{index}/places").json()
    assert found["pages"] == [[595.0, 842.0]]
    assert [each["number"] for each in found["clauses"]] == ["1", "2", "3"]
    tops = [each["places"][0][2] for each in found["clauses"]]
    assert tops == sorted(tops)
    assert all(0 < value < 1 for each in found["clauses"] for place in each["places"] for value in place[1:])
    picture = client.get(f"{run}document/{index}/pages/1.png?width=200")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert client.get(f"{run}document/{index}/pages/2.png").status_code == 404


@pytest.mark.parametrize(
    ("rotation", "expected"), [(0, (0.1, 0.2)), (90, (0.7, 0.1)), (180, (0.7, 0.7)), (270, (0.2, 0.7))]
)
def test_a_rectangle_turns_with_its_page(rotation, expected):
    """A box 20 x 20 wide whose upper left corner lies 10 from the left and 20 from the top of a page of 100 x 200."""
    left, top = 10.0, 20.0
    box = (1, left, 200 - top * 2 - 20, left + 20, 200 - top * 2)
    page, x, y, width, height = turn(box, rotation, (0.0, 0.0, 100.0, 200.0))
    assert (page, x, y) == (1, *expected)
    assert (width, height) == ((0.2, 0.1) if rotation % 180 == 0 else (0.1, 0.2))


def test_decisions_of_the_document_room_are_those_of_the_review_page(client, run):
    answer = client.post(f"{run}review/decide", json={"index": 0, "test": "BCI", "verdict": "", "comment": "so it is"})
    assert answer.status_code == 200
    rows = client.get(f"{run}review/clauses").json()
    assert rows[0][-1][1:] == ["BCI", "so it is", "Ada"]
    assert client.get(f"{run}document/0/places").json()["clauses"][0]["state"][1] == "BCI"
    client.post(f"{run}review/undo", json={})


@pytest.mark.slow
def test_what_a_room_stands_for_can_be_taken(client, run):
    book = client.get(f"{run}files/report.xlsx")
    assert zipfile.is_zipfile(io.BytesIO(book.content))
    plan = client.get(f"{run}plan/plan.docx", params={"document": "spec.docx"})
    assert plan.status_code == 200, plan.text
    assert Document(io.BytesIO(plan.content)).paragraphs
    copies = client.get(f"{run}make/pdf")
    assert zipfile.ZipFile(io.BytesIO(copies.content)).namelist() == ["b_annotated.pdf"]
    envelope = client.get(f"{run}envelope/envelope.html", params={"test": "BCI"})
    assert envelope.headers["content-security-policy"].startswith("sandbox")
    refused = client.get(f"{run}envelope/envelope.html", params={"test": "NOPE"})
    assert refused.status_code == 422
    assert "has no test" in refused.text


@pytest.mark.slow
def test_the_story_is_one_file_that_loads_nothing(client, run):
    for index in (0, 1):
        text = client.get(f"{run}make/story?document={index}").text
        assert "<img src=x" not in text
        assert "http://" not in text.replace("http://www.w3.org", "")
        assert "default-src 'none'" in text
