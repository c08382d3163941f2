"""The review page in real Chromium: keys, speed, and no request to anywhere else."""

import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import browsers
import pytest
from review_builders import make_run, write_run

from pipeline.reviews import ReviewStore

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt" or browsers.find() is None, reason="no Chromium that can be spoken to by pipes"),
]
HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A served run of 5,000 clauses; one of them is hostile."""
    folder = tmp_path_factory.mktemp("page")
    reports = [make_run(500, f"{number}.docx") for number in range(10)]
    first = reports[0].decisions[2]
    clause = replace(first.clause, title=HOSTILE, text=HOSTILE)
    hostile = replace(first, match=replace(first.match, profile=replace(first.match.profile, clause=clause)))
    reports[0] = replace(reports[0], decisions=(*reports[0].decisions[:2], hostile, *reports[0].decisions[3:]))
    write_run(folder / "run", *reports)
    arguments = ["review", "serve", str(folder / "run"), "--store", str(folder / "r.sqlite"), "--no-open"]
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *arguments, "--reviewer", "Ada"], stdout=subprocess.PIPE, text=True
    ) as server:
        yield re.search(r"http://\S+", server.stdout.readline()).group(), folder / "r.sqlite"
        server.terminate()


@pytest.fixture
def browser(tmp_path):
    opened = browsers.Browser(tmp_path / "profile")
    yield opened
    opened.close()


def test_keys_decide_move_and_undo_and_everything_stays_here(browser, address, tmp_path):
    address, store = address
    milliseconds = browser.open(address)
    assert milliseconds < 1000
    browser.run("byId('outcome').value = ''; byId('outcome').dispatchEvent(new Event('change'))")
    browser.wait("document.querySelectorAll('#list button').length === 5000")
    browser.run("byId('outcome').value = 'open'; byId('order').value = 'document'; "
                "byId('outcome').dispatchEvent(new Event('change'))")  # fmt: skip
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('3 ')")
    assert "onerror" in browser.run("document.querySelector('#clause h2').textContent")
    pressed = time.perf_counter()
    browser.press("2")
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('6 ')")
    assert time.perf_counter() - pressed < 1.0
    browser.press("n")
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('9 ')")
    browser.press("h")
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('12 ')")
    browser.press("u")
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('9 ')")
    browser.press("j")
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('12 ')")
    browser.press("k")
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('9 ')")
    kept = {item.clause: (item.verdict, item.tests) for item in ReviewStore(store).current()}
    assert set(kept) == {"0.docx#3", "0.docx#6"}
    assert kept["0.docx#6"][1] == ()
    assert browser.run("byId('progress').textContent").startswith("2 of ")
    assert browser.run("document.title") == "emcmatch review"
    assert all(url.startswith(address) or url.endswith("/favicon.ico") for url in browser.requests)
    assert not [log for log in browser.logs if "favicon" not in str(log)]
    browser.shoot(Path(os.environ.get("EMCMATCH_SHOTS", tmp_path)) / "review.png")


def test_what_was_said_before_is_taken_back_by_a_key_and_its_button_goes(browser, address):
    address, store = address
    browser.open(address)
    browser.run("byId('outcome').value = ''; byId('order').value = 'document'; "
                "byId('outcome').dispatchEvent(new Event('change'))")  # fmt: skip
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('1 ')")
    browser.press("2")
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('2 ')")
    browser.press("k")
    browser.wait("document.querySelector('#clause button[data-verdict=WITHDRAW]')")
    assert "0.docx#1" in {item.clause for item in ReviewStore(store).current()}
    browser.press("w")
    browser.wait("byId('said').textContent === '1: taken back'")
    browser.wait("!document.querySelector('#clause button[data-verdict=WITHDRAW]')")
    assert "0.docx#1" not in {item.clause for item in ReviewStore(store).current()}
    browser.press("w")
    browser.wait("byId('said').className === 'bad'")
    assert "Nothing was said" in browser.run("byId('said').textContent")


def test_a_comment_is_kept_as_it_is_typed_and_shown_again_with_its_history(browser, address):
    address, store = address
    browser.open(address)
    browser.run("byId('outcome').value = ''; byId('order').value = 'document'; "
                "byId('outcome').dispatchEvent(new Event('change'))")  # fmt: skip
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('1 ')")
    browser.press("j")
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('2 ')")
    browser.run("byId('comment').value = 'see the figure'")
    browser.press("j")  # without leaving the field first
    browser.wait("byId('said').textContent === '2: comment stored'")
    assert {item.clause: item.comment for item in ReviewStore(store).current()}["0.docx#2"] == "see the figure"
    browser.press("k")
    browser.wait("byId('comment') && byId('comment').value === 'see the figure'")
    assert "a comment – see the figure" in browser.run("document.querySelector('.history').textContent")


def test_words_are_looked_for_in_texts_too_and_the_end_of_the_list_is_said(browser, address):
    address, _ = address
    browser.open(address)
    browser.run("byId('outcome').value = ''; byId('words').value = 'ASKED of part 417 stands'; "
                "byId('words').dispatchEvent(new Event('input'))")  # fmt: skip
    browser.wait("document.querySelectorAll('#list button').length === 10")  # one in each document
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('417 ')")
    browser.run("byId('document').value = '4.docx'; byId('document').dispatchEvent(new Event('change'))")
    browser.wait("document.querySelectorAll('#list button').length === 1")
    browser.wait("document.querySelector('#clause .dim').textContent.startsWith('4.docx')")
    browser.press("a")
    browser.wait("byId('said').textContent.endsWith('nothing is left in this list')")
    browser.run("byId('words').value = 'no clause says this'; byId('words').dispatchEvent(new Event('input'))")
    browser.wait("byId('clause').textContent === 'Nothing is left in this list.'")


def test_a_server_that_is_gone_is_said_and_what_was_typed_is_stored_when_it_is_back(browser, address):
    address, store = address
    browser.open(address)
    browser.run("byId('outcome').value = ''; byId('order').value = 'document'; byId('document').value = '7.docx'; "
                "byId('outcome').dispatchEvent(new Event('change'))")  # fmt: skip
    browser.wait("document.querySelector('#clause h2').textContent.startsWith('1 ')")
    assert browser.run("byId('gone').hidden")
    browser.run("window.real = window.fetch; window.fetch = () => Promise.reject(new TypeError('gone')); 1")
    browser.run("byId('comment').value = 'typed meanwhile'")
    browser.press("j")
    browser.wait("!byId('gone').hidden")
    browser.press("n")
    browser.wait("byId('said').textContent.startsWith('Not stored')")
    assert browser.run("document.querySelector('#clause h2').textContent").startswith("1 ")
    assert browser.run("byId('comment').value") == "typed meanwhile"
    browser.run("window.fetch = window.real; 1")
    browser.wait("byId('said').textContent === '1: comment stored'")
    assert browser.run("byId('gone').hidden")
    assert {item.clause: item.comment for item in ReviewStore(store).current()}["7.docx#1"] == "typed meanwhile"
