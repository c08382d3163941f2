"""What is said of a whole document, and in which order its doubtful clauses come."""

from report_builders import decide, make_large, make_report

from pipeline.records import Evidence, Probability, Share, Table
from pipeline.reports.overviews import survey
from pipeline.reports.phrases import digest, list_candidates, list_context, list_evidence, list_keywords
from pipeline.reports.review_priority import rank, rank_all
from pipeline.reports.sheets.coverage import say


def test_every_clause_is_counted_in_one_outcome_and_one_bin():
    report = make_large("a.docx")
    overview = survey(report)

    assert overview.clauses == len(report.decisions)
    assert sum(map(sum, overview.confidences.values())) == len(report.decisions)


def test_subclauses_are_counted_with_the_topmost_clause_of_their_test():
    numbers = ("8", "8.1", "8.1.1", "8.2", "9", "9.1")
    tests = ("RE", "RE", "RE", "CE", "CE", "RE")
    overview = survey(make_report(*map(decide, numbers, tests)))

    assert overview.findings["RE"].places == ("8 (+2)", "9.1")
    assert overview.findings["CE"].places == ("8.2", "9")
    assert "BCI" not in overview.findings


def test_clauses_in_review_are_counted_apart():
    overview = survey(make_report(decide("1", "RE"), decide("2", "RE", "review"), decide("3", "CE", "review")))

    assert (overview.findings["RE"].matched, overview.findings["RE"].review) == (1, 1)
    assert (overview.findings["CE"].matched, overview.findings["CE"].review) == (0, 1)


def test_it_is_said_which_document_alone_asks_for_a_test():
    first = survey(make_report(decide("1", "RE"), decide("2", "CE"), document="a"))
    second = survey(make_report(decide("1", "RE"), document="b"))

    assert say((first, second), "RE") == "every document"
    assert say((first, second), "CE") == "only in a"
    assert say((first, second), "BCI") == "not found"
    assert say((first, second, second), "CE") == "only in a"
    assert say((first, first, second), "CE") == "all but b"


def test_the_clause_on_which_most_depends_comes_first():
    report = make_report(
        decide("7", "RE"),
        decide("8", "RE", "review", 0.6),
        decide("8.1", "RE", "review", 0.6),
        decide("8.2", "RE", "review", 0.6),
        decide("9", "RE", "review", 0.55),
    )

    order = rank(report)

    assert [worth.decision.clause.number for worth in order] == ["8", "9", "8.1", "8.2"]
    assert "2 subclauses in review below it" in order[0].why


def test_a_test_not_found_otherwise_goes_before_one_that_is():
    report = make_report(
        decide("1", "RE"), decide("2", "RE", "review", 0.6), decide("3", "BCI", "review", 0.6), decide("4", "RE")
    )

    first, second = rank(report)

    assert first.decision.tests == ("BCI",)
    assert "BCI not matched elsewhere" in first.why
    assert second.value < first.value


def test_only_clauses_in_review_are_ranked():
    assert rank(make_report(decide("1", "RE"), decide("2"))) == ()


def test_the_digest_changes_with_number_text_and_tables_and_with_nothing_else():
    one = decide("1", clause={"text": "100 V/m"}).clause

    assert digest(one) == digest(decide("1", "RE", clause={"text": "100 V/m", "page": 4, "index": 9}).clause)
    others = [
        decide("2", clause={"text": "100 V/m"}),
        decide("1", clause={"text": "200 V/m"}),
        decide("1", title="x"),
        decide("1", clause={"text": "100 V/m", "tables": (Table((("Level", "200 V/m"),)),)}),
    ]
    assert len({digest(one), *(digest(item.clause) for item in others)}) == 5


def test_candidates_show_probabilities_or_else_scores():
    assert list_candidates(decide("1", "RE", confidence=0.8)) == ["RE 80 %", "CE 10 %", "BCI 10 %"]
    assert list_candidates(decide("1", "RE", probabilities=()))[0] == "RE (score 0.50)"
    one = decide("1", "CE", probabilities=(Probability("CE", 0.996),))
    assert list_candidates(one) == ["CE 100 %", "RE (score 0.50)", "BCI (score 0.50)"]
    assert list_candidates(decide("1", confidence=0.8))[0] == "none 80 %"


def test_context_says_what_spoke_for_the_decision():
    shares = (Share("own words", -0.5), Share("parent", 1.5, 2.0))

    assert list_context(decide("1", "RE", context=shares)) == "own words -0.50, parent +3.00"


def test_evidence_that_is_only_referred_to_stands_in_brackets():
    assert list_evidence(decide()) == "code RI 112; (unit mA)"
    assert list_keywords(decide()) == "calibrated level; current clamp"


def test_a_heading_with_a_method_code_that_was_decided_for_no_test_is_worth_a_look():
    plain, coded = (
        decide(number, confidence=0.99, evidence=(Evidence(kind, "RI 112", "title"),))
        for number, kind in (("1", "unit"), ("2", "code"))
    )
    first, second = rank_all(make_report(plain, coded))
    assert (first.decision, second.decision) == (coded, plain)
    assert first.why == "not in review; 1 % doubt; its heading has a method code"
