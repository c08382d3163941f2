"""Training sets: what is learned is what is asked, nothing held out leaks, and too little is refused."""

import json
import random
import re
from collections import Counter
from dataclasses import replace

import pytest
from rapidfuzz import fuzz
from report_builders import CATALOGUE, decide, label, make_report
from spec_files import call

from pipeline import reports as report_files
from pipeline.answers.context import gather
from pipeline.answers.examples import Examples
from pipeline.answers.llms import Reply
from pipeline.answers.prompts import write as write_prompt
from pipeline.answers.verdicts import Verdict, verify
from pipeline.config import load
from pipeline.errors import UsageError
from pipeline.exports import finetune, splits
from pipeline.exports.gold_labels import collect
from pipeline.exports.near_duplicates import fold
from pipeline.exports.training_examples import NOT_OFFERED, TrainingExample
from pipeline.matching.catalogue import Catalogue
from pipeline.records import Candidate, Outline, Share
from pipeline.reports.runs import RunInfo
from pipeline.reviews.records import note

SETTINGS = load().llm
_DICE = random.Random(4)
WORDS = tuple("".join(_DICE.choices("abcdeilmnorstu", k=_DICE.randint(3, 9))) for _ in range(90))
NAMED = {test.id: "coupling clamp" if ";" in test.name else test.name for test in CATALOGUE.tests} | {"": "paper"}
TESTS = ("RE", "", "BCI", "CE", "", "TI-L", "ESD")


def make_document(name, count=24, seed=None):
    """A document whose clauses say what no other says; every clause is under a chapter about its test."""
    dice = random.Random(seed or name)
    decisions = []
    for place in range(count):
        test = TESTS[place % len(TESTS)]
        words = [dice.choice(WORDS) for _ in range(40)]
        text = f"The {' '.join(words[:20])}.\nA {' '.join(words[20:])} {NAMED[test]}."
        title = f"{words[0]} {words[9]} {words[5]}".title()
        clause = {"text": text, "path": (f"Chapter {test or 'of papers'}",), "index": place}
        decisions.append(decide(f"{place + 1}", test, document=name, title=title, clause=clause))
    return make_report(*decisions, document=name)


def make_labels(*reports):
    """Labels that say what the builder meant."""
    return [
        label(each.clause.number, each.tests, document=report.document, title=each.clause.title)
        for report in reports
        for each in report.decisions
    ]


@pytest.fixture(scope="module")
def reports():
    """Six documents."""
    return tuple(make_document(f"{name}.docx") for name in ("ash", "birch", "cedar", "elm", "fir", "oak"))


def write(folder, reports, reviewed=(), labels=None, **changes):
    """Write the sets; return the card and the records of each set."""
    folder.mkdir(exist_ok=True)
    labels = make_labels(*reports) if labels is None else labels
    settings, seed = changes.pop("settings", SETTINGS), changes.pop("seed", 1)
    dataset = finetune.build(reports, reviewed, labels, CATALOGUE, settings, seed)
    finetune.save(folder, dataset)
    return dataset.card, {name: read(folder / f"{name}.jsonl") for name in splits.NAMES}


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def clauses_of(reports):
    return {each.clause.id: each.clause for report in reports for each in report.decisions}


def prompts_of(reports):
    """Write the question of every clause as a run does, the guess of the scores left out."""
    found = {}
    for report in reports:
        outline = Outline(report.document, tuple(each.clause for each in report.decisions))
        sources = gather(outline, CATALOGUE, Examples(()))
        for each in report.decisions:
            found[each.clause.id] = write_prompt(replace(each, tests=()), sources, SETTINGS), sources
    return found


def test_every_answer_is_right_and_a_run_would_accept_it(reports, tmp_path):
    _, sets = write(tmp_path, reports)
    truth = {each.clause.id: each.tests for report in reports for each in report.decisions}
    clauses, prompts = clauses_of(reports), prompts_of(reports)
    for record in (each for some in sets.values() for each in some):
        system, user, answer = record["messages"]
        assert [each["role"] for each in (system, user, answer)] == ["system", "user", "assistant"]
        prompt, sources = prompts[record["clause"]]
        text = clauses[record["clause"]].all_text
        found = verify(Reply(answer["content"], 0.0), prompt.offered, prompt.lines, text, sources.words)
        assert isinstance(found, Verdict), found
        assert found.tests == truth[record["clause"]]
        assert record["test"] == ";".join(found.tests or ("none",))


def test_the_line_names_the_test_where_the_clause_does(reports, tmp_path):
    _, sets = write(tmp_path, reports)
    prompts = prompts_of(reports)
    for record in (each for some in sets.values() for each in some if each["test"] != "none"):
        answer = json.loads(record["messages"][2]["content"])
        lines = [prompts[record["clause"]][0].lines[number - 1].text for number in answer["lines"]]
        assert any(NAMED[record["test"]] in line for line in lines)
        assert 1 <= len(lines) <= 2


def test_the_question_is_the_one_a_run_asks(reports, tmp_path):
    _, sets = write(tmp_path, reports)
    prompts = prompts_of(reports)
    for record in sets["train"][:20]:
        asked = prompts[record["clause"]][0].question
        messages = [(each["role"], each["content"]) for each in record["messages"][:2]]
        assert messages == [(each.role, each.content) for each in asked.messages]


def test_the_order_of_the_tests_does_not_tell_the_answer(reports, tmp_path):
    _, sets = write(tmp_path, reports)
    places = Counter()
    for record in (each for some in sets.values() for each in some if each["test"] != "none"):
        offered = re.findall(r"^- ([\w-]+)", record["messages"][1]["content"], re.MULTILINE)
        places[offered.index(record["test"])] += 1
    assert set(places) == set(range(6))  # five tests and none
    assert max(places.values()) < 0.4 * places.total()


def test_documents_are_held_out_whole_and_nothing_alike_is_on_both_sides(tmp_path, reports):
    shared = ("Handling of all papers", "The supplier keeps all papers of all tests for ten years and hands them over.")
    mixed = []
    for count, report in enumerate(reports):
        text = shared[1].replace("ten", str(count))
        one = decide("99", "", document=report.document, title=shared[0], clause={"text": text, "index": 99})
        mixed.append(replace(report, decisions=(*report.decisions, one)))
    card, sets = write(tmp_path, mixed)
    documents = {name: {each["clause"].partition("#")[0] for each in some} for name, some in sets.items()}
    assert all(documents.values())
    assert sum(map(len, documents.values())) == len(reports)
    assert set().union(*documents.values()) == {report.document for report in reports}
    clauses = clauses_of(mixed)
    texts = {name: [fold(clauses[each["clause"]].all_text) for each in some] for name, some in sets.items()}
    for one, two in (("train", "valid"), ("train", "test"), ("valid", "test")):
        assert max(fuzz.ratio(a, b) for a in texts[one] for b in texts[two]) < 90
    everything = [text for some in texts.values() for text in some]
    assert len(everything) == len(set(everything))
    assert [each["clause"] for each in sets["test"]].count(f"{min(documents['test'])}#99") == 1
    assert card.left_out == {"another one says nearly the same": len(reports) - 1}


def test_revisions_of_a_document_stay_together(tmp_path, reports):
    names = ("elm_rev_b.docx", "elm_rev_c.pdf")
    revisions = [make_document(name, seed="elm.docx") for name in names]
    for seed in range(4):
        _, sets = write(tmp_path, (*reports, *revisions), seed=seed)
        owners = {name for name, some in sets.items() for each in some if "elm" in each["clause"]}
        assert len(owners) == 1


def test_the_sets_are_the_same_whatever_the_order_and_other_with_another_seed(tmp_path, reports):
    first, _ = write(tmp_path / "one", reports)
    write(tmp_path / "two", tuple(reversed(reports)))
    for name in (*(f"{each}.jsonl" for each in splits.NAMES), finetune.CARD):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    held = {tuple(write(tmp_path / "three", reports, seed=seed)[0].documents["test"]) for seed in range(4)}
    assert len(held) > 1
    assert first.documents["test"] in held


def test_the_card_counts_what_is_in_the_sets(tmp_path, reports):
    card, sets = write(tmp_path, reports)
    assert card.lessons == {
        name: dict(sorted(Counter(each["test"] for each in some).items())) for name, some in sets.items()
    }
    assert sum(card.sources.values()) == sum(map(len, sets.values())) == 6 * 24
    assert card.missing == ()
    assert json.loads((tmp_path / finetune.CARD).read_text(encoding="utf-8"))["documents"]["test"]


def test_a_review_outweighs_a_label_and_its_comment_is_the_reason(reports):
    report = reports[0]
    clause = report.decisions[0].clause
    said = note(clause, "REJECT", ("BCI",), ("RE",), comment="As agreed.", who="Ada", when="2031-05-06T10:00:00+00:00")
    held = note(report.decisions[1].clause, "HOLD", None, (), when="2031-05-06T10:00:00+00:00")
    labels = make_labels(report)[:3]
    labels = [*labels[:2], replace(labels[2], scored=False, answers=())]
    truths = collect([report], [said, held], labels, left_out := Counter())
    assert not left_out
    assert [(each.decision.clause.number, each.answers, each.source, each.comment) for each in truths] == [
        ("1", (("BCI",),), "review", "As agreed."),
        ("2", ((),), "label", ""),
    ]


def test_labels_and_reviews_that_lead_to_no_clause_are_counted(tmp_path, reports):
    clause = replace(reports[0].decisions[0].clause, document="other.docx", id="other.docx#1")
    clause = replace(clause, text="Of another document.")
    said = note(clause, "APPROVE", ("RE",), ("RE",), when="2031-05-06T10:00:00+00:00")
    older = replace(reports[1].decisions[3].clause, text="What it said before.")
    reviewed = [said, note(older, "APPROVE", ("RE",), ("RE",)), note(older, "HOLD", None, ())]
    labels = [*make_labels(*reports), label("99", "RE", document="ash.docx"), label("1", "RE", document="else.docx")]
    card, _ = write(tmp_path, reports, reviewed, labels)
    assert card.left_out == {
        "it was not found under its number": 1,
        "it says something else than when it was reviewed": 1,
        "its document is in none of the runs": 2,
    }


def test_of_several_right_tests_the_likeliest_is_taught(tmp_path, reports):
    labels = [replace(each, answers=(("CE", "RE", "BCI"),)) for each in make_labels(*reports)]
    best = []
    for report in reports:
        decisions = []
        for each in report.decisions:
            candidates = tuple(
                Candidate(test, 1.0, (Share("text", 1.0),)) for test in ("ESD", "BCI", "RE", "CE", "TI-L")
            )
            clause = replace(each.clause, text=f"{each.clause.text}\nA {NAMED['BCI']}.")
            profile = replace(each.match.profile, clause=clause)
            decisions.append(replace(each, match=replace(each.match, profile=profile, candidates=candidates)))
        best.append(replace(report, decisions=tuple(decisions)))
    _, sets = write(tmp_path, best, labels=labels)
    assert {each["test"] for some in sets.values() for each in some} == {"BCI"}


def test_a_clause_whose_test_is_not_offered_gives_no_lesson(tmp_path, reports):
    few = SETTINGS.model_copy(update={"candidates": 2})
    card, _ = write(tmp_path, reports, labels=make_labels(*reports), settings=few)
    assert set(card.left_out) <= {NOT_OFFERED}
    wrong = [
        replace(each, answers=(("ESD",),)) if each.answers == (("RE",),) else each for each in make_labels(*reports)
    ]
    card, _ = write(tmp_path, reports, labels=wrong, settings=few)
    assert card.left_out[NOT_OFFERED] >= 24


def test_too_few_documents_or_clauses_are_refused(tmp_path, reports):
    with pytest.raises(UsageError, match="come from 2 independent documents; at least 3"):
        write(tmp_path, reports[:2])
    with pytest.raises(UsageError, match="The 0 clauses of which the right test is known"):
        write(tmp_path, reports, labels=[])
    with pytest.raises(UsageError, match=r"too few clauses .*: \d+ to train \(at least 30\), 4 to valid"):
        write(tmp_path, [make_document(f"{name}.docx", 4) for name in ("a", "b", "c")])
    with pytest.raises(UsageError, match="is in several of these runs"):
        write(tmp_path, (*reports, reports[0]))
    assert not (tmp_path / finetune.CARD).exists()


def test_the_same_words_under_other_headings_stay_where_their_answers_differ():
    def lesson(document, count, test, text):
        return TrainingExample(f"{document}#{count}", document, test, "label", (("user", text),), text)

    def fill(document, test, count):
        dice = random.Random(document)
        return [lesson(document, place, test, " ".join(dice.choices(WORDS, k=20))) for place in range(count)]

    same = [lesson("a", 101, "BCI", "Set-up as in the figure."), lesson("a", 102, "RE", "Set-up as in the figure.")]
    same += [lesson("a", 103, "RE", "Set-up, as in the figure 4.")]
    made = splits.split([*fill("a", "RE", 60), *fill("b", "BCI", 8), *fill("c", "RE", 8), *same], 1)
    assert {each.clause for each in made.sets["train"]} >= {"a#101", "a#102"}
    assert "a#103" not in {each.clause for each in made.sets["train"]}
    assert made.doubles == 1


def test_a_run_with_another_catalogue_is_refused(reports):
    with pytest.raises(
        UsageError, match=r"ash\.docx was matched with another catalogue \(there is no test ESD, RE, TI-L"
    ):
        finetune.build(reports, (), (), Catalogue("other", CATALOGUE.tests[1:3]), SETTINGS, 1)


def test_the_command_writes_the_sets_and_counts_them(tmp_path, reports):
    entries = (
        f'[[test]]\nid = "{test.id}"\nname = "{test.name}"\ngroup = "{test.group}"\nkeywords = ["limit"]\n'
        for test in CATALOGUE.tests
    )
    (tmp_path / "tests.toml").write_text('name = "five"\n' + "".join(entries), encoding="utf-8")
    match = {"match": {"references": [str(tmp_path / "tests.toml")]}}
    run = RunInfo(stage="report", inputs={each.document: each.document for each in reports}, configuration=match)
    report_files.write(tmp_path / "run", reports, CATALOGUE, run, (), books=False)
    rows = ["document,number,title,tests"]
    rows += [f"{each.document},{each.number},,{';'.join(each.tests)}" for each in make_labels(*reports)]
    (tmp_path / "labels.csv").write_text("\n".join(rows), encoding="utf-8")
    out = tmp_path / "sets"
    done = call("export", "finetune", tmp_path / "run", "--labels", tmp_path / "labels.csv", "--out", out)
    assert done.returncode == 0, done.stderr
    counts = [line.split() for line in done.stdout.splitlines() if line.startswith("all ")]
    assert sum(map(int, counts[0][1:])) == 6 * 24
    assert {path.name for path in out.iterdir()} == {"train.jsonl", "valid.jsonl", "test.jsonl", "dataset.json"}
    done = call("export", "finetune", tmp_path / "run", "--out", tmp_path / "none")
    assert done.returncode == 2
    assert "Review or label another specification" in done.stderr
    assert not (tmp_path / "none").exists()
