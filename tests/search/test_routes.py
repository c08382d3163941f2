"""The page to ask on: behind the guard of the review page, and everything it shows is escaped."""

from __future__ import annotations

import pytest
from question_builders import ALDER, CATALOGUE, indexed, report

from pipeline.errors import UsageError
from pipeline.reviews import ReviewStore
from pipeline.reviews.servers import make
from pipeline.reviews.sessions import Session
from pipeline.search import web

pytest.importorskip("fastapi")
pytest.importorskip("httpx")
TOKEN, PORT = "Zq3_v0nsen-Kx7ad", 8123
HOSTILE = "<script>alert(1)</script> \"' <img src=x onerror=alert(2)> {{ 7*7 }}"


def client_of(tmp_path, reports, open_index=None):
    from starlette.testclient import TestClient

    asker = indexed(tmp_path, reports)
    opened = (asker, CATALOGUE, asker.index.sources())
    session = Session(reports, CATALOGUE, ReviewStore(tmp_path / "r.sqlite"), "Ada", 0.7)
    page = make(session, TOKEN, PORT, [web.extend(open_index or (lambda: opened))])
    return TestClient(page, base_url=f"http://127.0.0.1:{PORT}")


@pytest.fixture
def client(tmp_path):
    return client_of(tmp_path, [report()])


def test_an_answer_shows_its_clause_with_the_line_marked(client):
    page = client.get(f"/{TOKEN}/ask/answer", params={"q": "Which level holds for BCI?"}).text
    assert "<mark>From 1 MHz to 400 MHz 100 mA are applied.</mark>" in page
    assert "alder.docx" in page


def test_what_is_not_there_is_said(client):
    page = client.get(f"/{TOKEN}/ask/answer", params={"q": "salt spray hours"}).text
    assert "Not in these documents" in page


def test_filters_reach_the_question(client):
    page = client.get(f"/{TOKEN}/ask/answer", params={"q": "level", "test": "ESD-P"}).text
    assert "pistol" in page
    assert "BCI" not in page
    assert "no test" in client.get(f"/{TOKEN}/ask/answer", params={"q": "level", "test": "XY"}).text


def test_the_frame_links_only_to_this_server(client):
    page = client.get(f"/{TOKEN}/ask").text
    assert "BCI – Bulk Current Injection" in page
    assert "http" not in page
    for name in ("ask.js", "ask.css"):
        assert client.get(f"/{TOKEN}/ask/{name}").status_code == 200
    assert client.get(f"/{TOKEN}/ask/answer.html.jinja").status_code == 404


def test_the_review_page_leads_there(client):
    assert 'href="ask"' in client.get(f"/{TOKEN}/").text


@pytest.mark.parametrize("path", ["/ask", "/ask/answer?q=level", "/x/ask", "/ask/ask.js"])
def test_without_the_token_there_is_nothing(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_foreign_page_gets_nothing(client):
    for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.get(f"/{TOKEN}/ask/answer", params={"q": "level"}, headers=headers).status_code == 404


def test_what_documents_and_questions_say_is_no_markup(tmp_path):
    rows = [(row[0], f"Levels {HOSTILE}", row[2], f"100 mA {HOSTILE}", *row[4:]) for row in ALDER[3:5]]
    client = client_of(tmp_path, [report("<b>.docx", rows)])
    for page in (
        client.get(f"/{TOKEN}/ask/answer", params={"q": f"level 100 mA {HOSTILE}"}).text,
        client.get(f"/{TOKEN}/ask").text,
        client.get(f"/{TOKEN}/ask/answer", params={"q": "level", "document": HOSTILE}).text,
    ):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<b>" not in page


def test_an_index_that_cannot_be_opened_is_a_sentence(tmp_path):
    def fail():
        raise UsageError("The index cannot be used <today>.")

    client = client_of(tmp_path, [report()], fail)
    for path in ("/ask", "/ask/answer?q=level"):
        answer = client.get(f"/{TOKEN}{path}")
        assert answer.status_code == 200
        assert "cannot be used &lt;today&gt;" in answer.text
