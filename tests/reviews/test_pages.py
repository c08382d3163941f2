"""The review page: fast, safe, and it loses nothing."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from report_builders import CATALOGUE, decide, make_report
from review_builders import make_run, write_run

from pipeline.errors import UsageError
from pipeline.records import Table
from pipeline.reviews import ReviewStore, apply, note
from pipeline.reviews.access import show
from pipeline.reviews.servers import make
from pipeline.reviews.sessions import Session
from pipeline.reviews.views import view

pytest.importorskip("fastapi")
pytest.importorskip("httpx")
TOKEN, PORT = "Zq3_v0nsen-Kx7ad", 8123
HOSTILE = "<script>alert(1)</script> \"' <img src=x onerror=alert(2)> {{ 7*7 }}"


def open_session(folder, *reports, **changes):
    return Session(reports or (make_run(),), CATALOGUE, ReviewStore(folder / "r.sqlite"), "Ada", 0.7, **changes)


def client_of(session, **headers):
    from starlette.testclient import TestClient

    client = TestClient(make(session, TOKEN, PORT), base_url=f"http://127.0.0.1:{PORT}")
    client.headers.update(headers)
    return client


@pytest.fixture
def session(tmp_path):
    return open_session(tmp_path)


@pytest.fixture
def client(session):
    return client_of(session)


def test_a_decision_is_in_the_store_when_it_is_acknowledged(client, session, tmp_path):
    answer = client.post(f"/{TOKEN}/decide", json={"index": 2, "test": "ESD", "verdict": "", "comment": "clear"})
    assert answer.json() == {"index": 2, "state": ["done", "ESD", "clear", "Ada"]}
    (kept,) = ReviewStore(tmp_path / "r.sqlite").current()
    assert (kept.clause, kept.verdict, kept.tests, kept.who, kept.source) == (
        "a.docx#3",
        "REJECT",
        ("ESD",),
        "Ada",
        "page",
    )
    (row,) = [row for index, row in enumerate(client.get(f"/{TOKEN}/clauses").json()) if index == 2]
    assert row[:2] == ["a.docx", "3"]
    assert row[8] == ["done", "ESD", "clear", "Ada"]
    assert apply(make_run(), [kept]).decisions[2].tests == ("ESD",)


def test_undo_goes_back_step_by_step(client, tmp_path):
    for test in ("ESD", "RE"):
        client.post(f"/{TOKEN}/decide", json={"index": 2, "test": test, "verdict": ""})
    client.post(f"/{TOKEN}/decide", json={"index": 4, "test": "", "verdict": "HOLD"})
    states = [client.post(f"/{TOKEN}/undo").json() for _ in range(4)]
    assert [state["index"] for state in states] == [4, 2, 2, None]
    assert [state["state"][0] for state in states[:3]] == ["", "done", ""]
    assert states[1]["state"][1] == "ESD"
    store = ReviewStore(tmp_path / "r.sqlite")
    assert store.current() == ()
    assert len(store.history()) == 6


def test_what_was_decided_before_is_shown_when_the_page_is_opened_again(client, tmp_path):
    client.post(f"/{TOKEN}/decide", json={"index": 0, "test": "none", "verdict": ""})
    assert open_session(tmp_path).state(0)[:2] == ["done", "none"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"index": 99, "test": "RE", "verdict": ""}, 422),
        ({"index": -1, "test": "RE", "verdict": ""}, 422),
        ({"index": 0, "test": "XX", "verdict": ""}, 422),
        ({"index": "0", "test": "RE"}, 400),
        ({"index": 0, "test": ["RE"]}, 400),
        ([], 400),
    ],
)
def test_a_request_that_makes_no_sense_changes_nothing(client, session, tmp_path, content, status):
    answer = client.post(f"/{TOKEN}/decide", json=content)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert ReviewStore(tmp_path / "r.sqlite").history() == ()


@pytest.mark.parametrize(
    "body",
    [
        "[" * 50_000,
        '{"index": 1e400, "test": "RE"}',
        '{"index": 99999999999999999999999999, "test": "RE"}',
        '{"index": NaN}',
        '{"index": true}',
        '{"index": 1, "comment": "\\ud800"}',
        '{"index": 1, "comment": null}',
    ],
)
def test_odd_json_is_no_decision_and_no_fault(client, tmp_path, body):
    answer = client.post(f"/{TOKEN}/decide", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert ReviewStore(tmp_path / "r.sqlite").history() == ()


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "1.5", "x", "²"])
def test_a_clause_that_is_no_number_of_this_run_is_not_found(client, number):
    assert client.get(f"/{TOKEN}/clauses/{number}").status_code == 404


def test_the_token_stands_in_no_arguments_of_the_browser(monkeypatch):
    opened = []
    monkeypatch.setattr("click.launch", opened.append)
    show(f"http://127.0.0.1:{PORT}/{TOKEN}/?a=1&b=2")
    (path,) = map(Path, opened)
    assert TOKEN not in str(path)
    assert f"url=http://127.0.0.1:{PORT}/{TOKEN}/?a=1&amp;b=2" in path.read_text(encoding="utf-8")
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/clauses", {}),
        (f"/{'x' * len(TOKEN)}/clauses", {}),
        (f"/{TOKEN[:-1]}/clauses", {}),
        (f"/{TOKEN}", {}),
        (f"/{TOKEN}/clauses", {"host": "evil.example"}),
        (f"/{TOKEN}/clauses", {"host": f"evil.example:{PORT}"}),
        (f"/{TOKEN}/clauses", {"host": "127.0.0.1:1"}),
        (f"/{TOKEN}/clauses", {"origin": "http://evil.example"}),
        (f"/{TOKEN}/clauses", {"origin": "null"}),
        (f"/{TOKEN}/clauses", {"sec-fetch-site": "cross-site"}),
        (f"/{TOKEN}/clauses", {"sec-fetch-site": "same-site"}),
    ],
)
def test_another_origin_or_a_missing_token_gets_nothing(client, path, headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 404
    assert answer.content == b""
    assert client.post(path, headers=headers, json={"index": 0, "test": "RE"}).content == b""


def test_a_form_of_another_page_decides_nothing(client, tmp_path):
    body = '{"index": 0, "test": "RE", "verdict": ""}'
    answer = client.post(f"/{TOKEN}/decide", content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 400
    assert ReviewStore(tmp_path / "r.sqlite").history() == ()


def test_everything_of_a_document_is_escaped(tmp_path):
    clause = {"text": HOSTILE, "path": (HOSTILE,), "tables": (Table(((HOSTILE,),), HOSTILE),), "notes": (HOSTILE,)}
    report = make_report(*(decide(str(n), "RE", document="a<b>.docx", title=HOSTILE, clause=clause) for n in (1, 2)))
    client = client_of(open_session(tmp_path, report))
    client.post(f"/{TOKEN}/decide", json={"index": 0, "test": "RE", "verdict": "", "comment": HOSTILE})
    for path in ("", "clauses/0"):
        page = client.get(f"/{TOKEN}/{path}").text
        tags = set(re.findall(r"<(\w+)", page))
        assert not tags & {"img", "b>"} - {"b"}
        assert "alert(1)</script>" not in page
        assert "onerror=alert(2)>" not in page
        assert "49" not in page
    assert "&lt;script&gt;" in client.get(f"/{TOKEN}/clauses/0").text


def test_the_page_may_load_nothing_from_elsewhere(client):
    answer = client.get(f"/{TOKEN}/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    for path in ("", "static/page.js", "static/page.css", "clauses/0"):
        text = client.get(f"/{TOKEN}/{path}").text
        assert "//" not in re.sub(r"^\s*//.*|// .*", "", text, flags=re.MULTILINE)
    assert client.get(f"/{TOKEN}/static/..%2F..%2Fservers.py").status_code == 404


def test_a_clause_is_shown_in_its_context_with_its_evidence_marked(tmp_path):
    table = Table((("Band", "Level"), ("1 MHz", "100 mA")), "Table 4")
    report = make_report(
        decide("1", "", title="Injected current"),
        decide("1.1", "BCI", title="RI 112 levels", clause={"text": "The clamp injects 100 mA.", "tables": (table,)}),
        decide("1.2", "BCI", title="Deviations"),
    )
    page = client_of(open_session(tmp_path, report)).get(f"/{TOKEN}/clauses/1").text
    assert '<mark class="code">RI 112</mark>' in page
    assert '100 <mark class="code">mA</mark>' in page
    assert '<mark class="word">clamp</mark>' in page
    assert "Injected current" in page
    assert "Deviations" in page
    assert "Table 4" in page
    assert page.count("<rect") >= 2
    assert 'data-test="BCI"' in page


def test_5000_clauses_load_in_a_second_and_a_decision_is_stored_in_50_ms(tmp_path):
    client = client_of(open_session(tmp_path, *(make_run(500, f"{n}.docx") for n in range(10))))
    client.get(f"/{TOKEN}/")
    start = time.perf_counter()
    rows = client.get(f"/{TOKEN}/clauses").json()
    client.get(f"/{TOKEN}/clauses/4999")
    assert time.perf_counter() - start < 1.0
    assert len(rows) == 5000
    seconds = []
    for index in range(30):
        start = time.perf_counter()
        assert client.post(f"/{TOKEN}/decide", json={"index": index, "test": "RE"}).status_code == 200
        seconds.append(time.perf_counter() - start)
    assert sorted(seconds)[len(seconds) // 2] < 0.05


def test_decisions_that_cannot_be_stored_are_not_acknowledged(tmp_path):
    session = open_session(tmp_path)
    (tmp_path / "r.sqlite").write_text("this is something else, long enough to be looked at" * 20, encoding="utf-8")
    answer = client_of(session).post(f"/{TOKEN}/decide", json={"index": 0, "test": "RE"})
    assert answer.status_code == 422
    assert session.state(0)[0] == ""
    with pytest.raises(UsageError, match="cannot be used"):
        session.decide(0, "RE", "")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_server_loses_no_acknowledged_decision_and_listens_here_only(tmp_path):
    write_run(tmp_path / "run", make_run(60))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    store = tmp_path / "r.sqlite"
    arguments = ["review", "serve", str(tmp_path / "run"), "--port", str(port), "--store", str(store), "--no-open"]
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *arguments], stdout=subprocess.PIPE, text=True
    ) as server:
        address = re.search(r"http://\S+", server.stdout.readline()).group()
        acknowledged = 0
        for index in range(25):
            body = f'{{"index": {index}, "test": "RE"}}'.encode()
            request = urllib.request.Request(f"{address}decide", body, {"Content-Type": "application/json"})
            acknowledged += urllib.request.urlopen(request, timeout=30).status == 200
        server.send_signal(signal.SIGKILL)
    assert acknowledged == 25
    assert len(ReviewStore(store).current()) == 25
    assert address.startswith(f"http://127.0.0.1:{port}/")


def test_the_list_begins_with_the_clauses_in_review_and_goes_on_with_the_doubtful_ones(tmp_path):
    report = make_report(
        decide("1", "RE", confidence=0.99),
        decide("2", "RE", confidence=0.75),
        decide("3", "RE", "review", 0.6),
        decide("4", "RE", "review", 0.3),
        decide("5", "RE", confidence=0.9),
    )
    rows = open_session(tmp_path, report).rows()
    assert [number for _, number in sorted((row[7], row[1]) for row in rows)] == ["4", "3", "2", "5", "1"]


def test_what_was_said_in_an_earlier_session_can_be_taken_back_and_that_undone(tmp_path):
    run = make_run(document="QX7_rev_B.docx")
    old = replace(run.decisions[4].clause, document="QX7_rev_A.docx", id="QX7_rev_A.docx#5")
    words = (
        note(run.decisions[0].clause, "REJECT", ("ESD",), ("CE",), who="Bo", when="2031-01-01"),
        note(old, "APPROVE", (), ()),
    )
    ReviewStore(tmp_path / "r.sqlite").add(words)
    shown = apply(run, words)
    client = client_of(open_session(tmp_path, shown))
    store = ReviewStore(tmp_path / "r.sqlite")
    for index in (0, 4):
        answer = client.post(f"/{TOKEN}/decide", json={"index": index, "test": "", "verdict": "WITHDRAW"})
        assert answer.json()["state"] == ["", "", "", ""]
    assert store.current() == ()
    assert apply(shown, store.current()) == run
    assert client.post(f"/{TOKEN}/decide", json={"index": 4, "verdict": "WITHDRAW"}).status_code == 422
    assert [client.post(f"/{TOKEN}/undo").json()["state"][0] for _ in range(2)] == ["done", "done"]
    assert {item.clause: item.tests for item in store.current()} == {
        "QX7_rev_B.docx#1": ("ESD",),
        "QX7_rev_A.docx#5": (),
    }


def test_clauses_are_listed_in_the_order_of_the_sheet_review(tmp_path):
    run = make_run()
    session = open_session(tmp_path, run)
    ranks = {row[1]: row[7] for row in session.rows()}
    book = write_run(tmp_path / "run", run)
    sheets = [CalamineWorkbook.from_path(str(book)).get_sheet_by_name(name) for name in ("Review", "Worth a look")]
    numbers = [line[sheet.to_python()[0].index("Number")] for sheet in sheets for line in sheet.to_python()[1:]]
    assert numbers == sorted(ranks, key=ranks.get)


def test_routes_of_others_stand_behind_the_same_guard(session):
    from starlette.responses import PlainTextResponse
    from starlette.testclient import TestClient

    def extend(app, given):
        app.add_route("/count", lambda _: PlainTextResponse(str(len(given.items))))

    client = TestClient(make(session, TOKEN, PORT, [extend]), base_url=f"http://127.0.0.1:{PORT}")
    assert client.get(f"/{TOKEN}/count").text == "12"
    assert client.get("/count").status_code == 404


def test_words_are_found_in_texts_and_tables_and_neighbours_are_cut_between_words(tmp_path):
    from starlette.testclient import TestClient

    run = make_run(3)
    first, second, third = run.decisions
    table = Table((("Band", "Level"), ("1 MHz to\n400 MHz", "106 mA")))
    long = replace(first.match.profile.clause, text="impedance " * 60, tables=(table,))
    first = replace(first, match=replace(first.match, profile=replace(first.match.profile, clause=long)))
    session = open_session(tmp_path, replace(run, decisions=(first, second, third)))

    assert [session.find(words) for words in ("to 400 mhz", " 106  MA", "PART 2", "no such", " ")] == [
        [0], [0], [1], [], [],
    ]  # fmt: skip
    client = TestClient(make(session, TOKEN, PORT), base_url=f"http://127.0.0.1:{PORT}")
    assert client.get(f"/{TOKEN}/find", params={"words": "106 mA"}).json() == [0]
    (near,) = view(session, 1)["before"]
    assert near["text"].endswith("impedance …")
    assert len(near["text"]) <= 282


def test_the_limits_of_a_clause_are_shown_with_their_places_and_doubts(tmp_path):
    head = ("MHz", "Class 1 (mA)", "Class 2 (mA)", "Others (mA)")
    clause = {"tables": (Table((head, ("1 - 400", "60", "100", "20"))),)}
    session = open_session(tmp_path, make_report(decide("3", "BCI", title="Bulk current injection", clause=clause)))
    shown = view(session, 0)["limits"]
    assert [each["text"] for each in shown][:2] == [
        "1 MHz - 400 MHz: 60 mA, Class 1",
        "1 MHz - 400 MHz: 100 mA, Class 2",
    ]
    assert shown[2]["why"] == "others of its table have a class"
    page = client_of(session).get(f"/{TOKEN}/clauses/0").text
    assert "1 MHz - 400 MHz: 60 mA, Class 1" in page
    assert "others of its table have a class" in page


def test_what_stands_in_a_row_of_limits_is_no_markup(tmp_path):
    clause = {"tables": (Table((("MHz", "Level (mA)", "Remark"), ("1 - 400", "60", HOSTILE))),)}
    session = open_session(tmp_path, make_report(decide("3", "BCI", title="Bulk current injection", clause=clause)))
    page = client_of(session).get(f"/{TOKEN}/clauses/0").text
    assert "60 mA" in page
    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("told", "text", "doubted"),
    [
        ("Der Abstand beträgt 0,9 m und die Kabel liegen 1,5 m lang.", "1 MHz - 400 MHz: 37.125 mA", False),
        ("Der Abstand beträgt 0.9 m und die Kabel liegen 1.5 m lang.", "1 MHz - 400 MHz: 37125 mA", False),
        ("Der Abstand und die Kabel sind mit dem Kunden zu klären.", "1 MHz - 400 MHz: 37.125 mA", True),
    ],
)
def test_a_limit_is_read_with_the_decimal_mark_of_its_document(tmp_path, told, text, doubted):
    clause = {"tables": (Table((("MHz", "Level (mA)"), ("1 - 400", "37,125"))),), "text": ""}
    report = make_report(
        decide("2", (), title="Aufbau", clause={"text": told}), decide("3", "BCI", title="Pegel", clause=clause)
    )
    session = open_session(tmp_path, report)
    shown = view(session, 1)["limits"]
    assert (shown[0]["text"].removesuffix(" (not sure)"), bool(shown[0]["why"])) == (text, doubted)
    assert view(session, 0)["limits"] == []


def test_documents_of_one_run_keep_their_own_decimal_marks(tmp_path):
    clause = {"tables": (Table((("MHz", "Level (mA)"), ("1 - 400", "37,125"))),), "text": ""}
    found = []
    for name, told in (("a.docx", "Put 0,9 m apart, 1,5 m long."), ("b.docx", "Put 0.9 m apart, 1.5 m long.")):
        rows = [decide("2", (), document=name, title="Set-up", clause={"text": told})]
        rows.append(decide("3", "BCI", document=name, title="Levels", clause=clause))
        found.append(make_report(*rows, document=name))
    session = open_session(tmp_path, *found)
    texts = {item.report.document: view(session, at)["limits"] for at, item in enumerate(session.items) if at % 2}
    assert {name: shown[0]["text"] for name, shown in texts.items()} == {
        "a.docx": "1 MHz - 400 MHz: 37.125 mA",
        "b.docx": "1 MHz - 400 MHz: 37125 mA",
    }
