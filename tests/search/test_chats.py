"""A follow-up question is made whole by rule; a new question is left alone."""

from __future__ import annotations

import pytest
from question_builders import ids, indexed

from pipeline.search.chats import Chat
from pipeline.search.records import Scope


@pytest.fixture(scope="module")
def asker(tmp_path_factory):
    return indexed(tmp_path_factory.mktemp("index"))


def talk(asker, *texts):
    chat = Chat(asker, Scope())
    return [chat.ask(text) for text in texts]


def test_a_follow_up_keeps_the_test_that_was_asked_about(asker):
    first, second = talk(asker, "Which level holds for BCI at Alder?", "and the positions of the clamp?")
    assert ids(first.answer)[0] == "alder.docx#6.4.2"
    assert "BCI" in second.asked
    assert ids(second.answer)[0] == "alder.docx#6.4.3"


def test_another_document_takes_the_place_of_the_first(asker):
    *_, last = talk(asker, "Which current holds for BCI at Alder?", "and at Birchwood?")
    assert "Alder" not in last.asked
    assert ids(last.answer)[0] == "birch.docx#5.1"


def test_another_test_takes_the_place_of_the_first(asker):
    *_, last = talk(asker, "Which level holds for BCI at Birchwood?", "what about ALSE?")
    assert "BCI" not in last.asked
    assert ids(last.answer)[0] == "birch.docx#5.2"


def test_another_value_takes_the_place_of_the_first(asker):
    *_, last = talk(asker, "field strength of the antenna for group 2 at 300 MHz in Alder", "and at 500 MHz?")
    assert "300" not in last.asked
    assert "120 V/m" in last.answer.hits[0].lines[0].values


def test_the_subject_is_carried_over_several_turns(asker):
    *_, last = talk(asker, "Which level holds for BCI at Alder?", "and the positions?", "and at Birchwood?")
    assert "BCI" in last.asked


def test_a_question_that_stands_alone_is_left_alone(asker):
    *_, last = talk(asker, "Which level holds for BCI at Alder?", "How many samples does Birchwood test for release?")
    assert last.asked == "How many samples does Birchwood test for release?"


def test_the_first_question_is_left_alone(asker):
    (only,) = talk(asker, "and this?")
    assert only.asked == "and this?"
