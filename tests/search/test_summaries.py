"""Summaries: every line stands in a clause, word for word, and values come before chatter."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from answer_builders import asking
from question_builders import indexed

from pipeline.search import summaries
from pipeline.search.llm_summaries import tell
from pipeline.search.passages import cut


def chapters(tmp_path, *, by_document=False, test=""):
    index = indexed(tmp_path).index
    found = [each for source in index.sources() for each in index.clauses_of(source.digest)]
    return summaries.divide([each for each in found if not test or test in each.tests], by_document=by_document)


def test_a_document_is_divided_at_its_top_level(tmp_path):
    titles = [chapter.title for chapter in chapters(tmp_path)]
    assert titles[:4] == ["1  Scope", "Terms", "Conditions", "Immunity"]


def test_a_test_is_told_document_by_document(tmp_path):
    told = chapters(tmp_path, by_document=True, test="BCI")
    assert [chapter.title for chapter in told] == ["alder.docx", "birch.docx"]
    assert all("BCI" in found.tests for chapter in told for found in chapter.clauses)


def test_every_line_stands_in_its_clause(tmp_path):
    for chapter in chapters(tmp_path):
        for line in summaries.extract(chapter, 4):
            assert line.text in {piece.text for piece in cut(line.found.clause)}


def test_lines_with_values_come_first(tmp_path):
    immunity = next(chapter for chapter in chapters(tmp_path) if chapter.title == "Immunity")
    assert all(line.values for line in summaries.extract(immunity, 3))


def test_a_summary_is_no_longer_than_asked_and_says_nothing_twice(tmp_path):
    for chapter in chapters(tmp_path):
        lines = summaries.extract(chapter, 2)
        assert len(lines) <= 2
        assert len({line.text for line in lines}) == len(lines)


def test_each_printed_line_names_document_and_number(tmp_path):
    done = [replace(chapter, lines=summaries.extract(chapter, 2)) for chapter in chapters(tmp_path)]
    lines = [line for line in summaries.to_lines(done) if line.startswith("  - ")]
    assert lines
    assert all(re.search(r"\[(?:alder|birch)\.docx \S+\]$", line) for line in lines)


def quoting(asked):
    """A model that tells the first sentence of each source; asked to choose, it chooses the last lines."""
    if "numbered lines" in asked.prompt:
        return json.dumps({"lines": [2, 3]})
    sources = re.findall(r"Source (\d+):.*?\n<<<source \w+\n(.*?)\n>>>source", asked.prompt, re.DOTALL)
    said = [(int(number), text.splitlines()[-1]) for number, text in sources]
    sentences = [{"text": text, "source": number, "quote": text.rstrip(".")} for number, text in said]
    return json.dumps({"found": True, "sentences": sentences})


def test_a_model_tells_chapters_in_proven_lines_and_chooses_among_them(tmp_path):
    immunity = [chapter for chapter in chapters(tmp_path) if chapter.title == "Immunity"][:1]
    with asking(quoting) as (asker, _):
        (done,), note = tell(asker, immunity, 2)
    assert note == ""
    assert len(done.lines) == 2
    assert all(line.quote and line.quote in line.found.clause.all_text.replace("\t", " ") for line in done.lines)


def test_where_a_model_proves_nothing_the_extracted_lines_stand(tmp_path):
    told = chapters(tmp_path)[:2]
    with asking(lambda asked: "I would rather not.") as (asker, _):
        done, note = tell(asker, told, 2)
    assert [chapter.lines for chapter in done] == [summaries.extract(chapter, 2) for chapter in told]
    assert "2 of 2 chapters are extracted" in note
