"""A small specification with a selection matrix, its tests and their limits, and a run folder of it."""

from functools import cache

from pipeline.config import resource
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.records import Clause, Decision, LossAccount, Match, Profile, Report, Table, TitleBlock
from pipeline.reports import runs
from pipeline.reports.jsonl import JsonLines


@cache
def catalogue():
    return load_catalogue([resource("references/emc_tests.toml")])


def clause(number, title="A title", text="", document="spec.docx", **more):
    parent = more.pop("parent", number.rpartition(".")[0])
    values = {"level": number.count(".") + 1, "path": (), **more}
    id = f"{document}#{number}"
    return Clause(id, document, number, title, parent=f"{document}#{parent}" if parent else None, text=text, **values)


def table(*rows, caption="", page=None):
    return Table(tuple(tuple(row) for row in rows), caption, page)


def decide(of, *tests, outcome=None, confidence=1.0):
    name = outcome or ("matched" if tests else "unmatched")
    return Decision(Match(Profile(of), ()), name, tests, confidence, "said so")


SELECTION = table(
    ("Section", "Test", "Parts", "Modules", ""),
    ("", "", "P", "A", "AM 1)"),
    ("5.1", "Emission on supply", "-", "x", "x"),
    ("5.2", "Injection", "", "x", "(x)2)"),
    ("5.3", "Spark, powered", "o", "x", "x"),
    ("5.9", "Wading", "x", "x", "-"),
    caption="Table 1 Tests by category",
)
LEGEND = """An "x" is mandatory, "(x)" by agreement with the engineer, "o" to be decided.
1) with a Hall sensor
2) not fed by the module"""
LEVELS = table(
    ("Band MHz", "Class 1 (mA)", "Class 2 (mA)"),
    ("1 - 20", "60", "100"),
    ("20 - 400", "60 → 30", "100"),
    caption="Table 2 Currents",
)
LIMITS = table(("Band", "MHz", "PK dBµV", "AV dBµV"), ("MW", "0.53 - 1.8", "66", "46"), ("FM", "76 - 108", "38", "18"))


def decisions(document="spec.docx", matrix=SELECTION, levels=LEVELS):
    """General conditions, the matrix, four sections; the last is outside the catalogue."""

    def make(*given, **more):
        return clause(*given, document=document, **more)

    return [
        decide(make("4", "General", parent="")),
        decide(make("4.1", "Samples", "Three samples are tested in the operating modes Sleep and Drive.")),
        decide(make("4.2", "Selection of tests", LEGEND, tables=(matrix,) if matrix else ())),
        decide(make("5", "Tests", parent="")),
        decide(make("5.1", "Conducted emission, voltage", "As in CISPR 25.", tables=(LIMITS,)), "CE-V"),
        decide(make("5.2", "Bulk current injection", "Method of ISO 11452-4, 1 MHz to 400 MHz, FPSC A."), "BCI"),
        decide(make("5.2.1", "Levels", "See Figure 3.", tables=(levels,), captions=("Figure 3 Bench",)), "BCI"),
        decide(
            make("5.3", "ESD in operation", "±8 kV at all points.", page=7), "ESD-P", outcome="review", confidence=0.6
        ),
        decide(make("5.9", "Wading through water", "Half an hour.")),
    ]


def report(document="spec.docx", **more):
    found = tuple(decisions(document, **more))
    block = TitleBlock("Requirements of parts", "X-1", "B", "2024-01-01")
    return Report(document, "0" * 64, "docx", None, block, LossAccount(), None, found)


def write_run(folder, *reports):
    folder.mkdir(parents=True, exist_ok=True)
    lines = JsonLines(folder)
    for each in reports:
        lines.add(each)
    lines.close()
    runs.save(folder / "run.json", runs.RunInfo(stage="report"), {})
    return folder
