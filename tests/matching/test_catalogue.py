"""Catalogues: what is read, what is refused and where the fault is said to be."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.matching.catalogue import Catalogue, Code, Standard, TestEntry, Topic
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.matching.catalogue import save_xlsx as save_catalogue_xlsx

FOLDER = Path(__file__).parents[2] / "references"
CONTRACT = {
    "CE-V": "Conducted Emission - Voltage Method",
    "CE-I": "Conducted Emission - Current Method",
    "RE": "Radiated Emission",
    "MFE": "Magnetic Field Emission",
    "CV": "CV test",
    "CTE": "Transient Emission",
    "BCI": "Bulk Current Injection: Immunity",
    "ALSE-I": "ALSE: Immunity",
    "RADAR": "ALSE: Radar Pulse",
    "HPT": "Portable Transmitter Test",
    "MFI": "Magnetic Field Immunity",
    "TI-S": "Transient Immunity: Supply lines",
    "TI-L": "Transient Immunity; Signal lines",
    "ESD-U": "Electrostatic Discharge (ESD) - Unpowered Discharge",
    "ESD-P": "Electrostatic Discharge (ESD) - Powered-up Discharge",
}
GOOD = """\
name = "Bench"
together = [["A-1", "A-2"]]
phrases = ["hot wire"]

[[test]]
id = "A-1"
name = "First"
group = "emission"
aliases = ["one"]
codes = ["Works: X 10", "Y-2"]
standards = ["ISO 1", "CISPR 25 (0.4)"]

[[test]]
id = "A-2"
name = "Second"
group = "immunity"
keywords = ["two"]

[[topic]]
id = "beside"
name = "Beside"
kind = "general"
passages = ["A sentence; with a semicolon."]
"""


def write(folder: Path, text: str, name: str = "bench.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "bench.xlsx"
    book.save(path)
    return path


def test_the_default_catalogue_has_the_fifteen_tests_of_the_contract() -> None:
    catalogue = load_catalogue([FOLDER / "emc_tests.toml"])
    assert {test.id: test.name for test in catalogue.tests} == CONTRACT


SHIPPED = ["emc_tests.toml", "iec_61000.toml", "mil_std_461.toml", "unece_r10.toml"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_entry_of_the_shipped_catalogues_can_be_matched_by_words_and_by_sentences(name: str) -> None:
    catalogue = load_catalogue([FOLDER / name])
    for test in catalogue.tests:
        assert len(test.passages) >= 4, test.id
        assert len(test.aliases) >= 4, test.id
        assert test.keywords, test.id
    for topic in catalogue.topics:
        assert len(topic.passages) >= 3, topic.id
        assert topic.aliases, topic.id


def test_no_passage_or_code_of_the_shipped_catalogues_speaks_for_two_different_entries() -> None:
    catalogue = load_catalogue([FOLDER / name for name in SHIPPED])
    entries = [*catalogue.tests, *catalogue.topics]
    owners: dict[str, set[str]] = {}
    for entry in entries:
        for passage in entry.passages:
            owners.setdefault(passage, set()).add(entry.id)
    assert [passage for passage, ids in owners.items() if len(ids) > 1] == []
    shared = {"CI 280", "ESD01", "ESD 01", "RE 320"}  # two ESD tests; emission and exposure
    codes: dict[str, set[str]] = {}
    own = [entry for entry in entries if entry.id not in load_catalogue([FOLDER / "mil_std_461.toml"]).ids]
    for (
        entry
    ) in own:  # MIL-STD-461 has its codes in a catalogue of its own, and they stand for tests of the first one too
        for code in entry.codes:
            codes.setdefault(code.code, set()).add(entry.id)
    assert {code for code, ids in codes.items() if len(ids) > 1} <= shared


def test_an_entry_is_read_with_codes_weights_and_lists(tmp_path: Path) -> None:
    catalogue = load_catalogue([write(tmp_path, GOOD)])
    assert catalogue.tests[0] == TestEntry(
        id="A-1",
        name="First",
        group="emission",
        aliases=("one",),
        codes=(Code("X 10", "Works"), Code("Y-2")),
        standards=(Standard("ISO 1"), Standard("CISPR 25", 0.4)),
    )
    assert catalogue.topics == (
        Topic(id="beside", name="Beside", kind="general", passages=("A sentence; with a semicolon.",)),
    )
    assert catalogue.together == (("A-1", "A-2"),)
    assert catalogue.phrases == ("hot wire",)


def test_greek_mu_is_read_as_the_micro_sign(tmp_path: Path) -> None:
    text = GOOD.replace('aliases = ["one"]', 'aliases = ["one"]\nunits = ["dB\u03bcV"]')
    assert load_catalogue([write(tmp_path, text)]).test("A-1").units == ("dB\u00b5V",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('aliases = ["one"]', 'alias = ["one"]', r"bench\.toml, line 9: a test has no key 'alias'"),
        ('id = "A-2"', 'id = "A-1"', r"bench\.toml, line 14: id 'A-1' is taken already \(.*line 6\)"),
        ('keywords = ["two"]', "keywords = []", r"bench\.toml, line 14: the test is empty"),
        ('name = "Second"', 'name = " "', r"bench\.toml, line 15: name must be a text that is not empty"),
        ('name = "Second"\n', "", r"bench\.toml, line 13: name is missing"),
        ('keywords = ["two"]', 'keywords = "two"', r"bench\.toml, line 17: keywords must be a list of texts"),
        ('keywords = ["two"]', 'keywords = ["two", 2]', r"line 17: keywords must be a list of texts"),
        ('keywords = ["two"]', 'keywords = ["two", ""]', r"line 17: keywords holds an empty text"),
        ('keywords = ["two"]', 'keywords = ["two", "two"]', r"line 17: keywords holds 'two' more than once"),
        ('keywords = ["two"]', 'keywords = ["two; too"]', r"line 17: keywords holds 'two; too'; a semicolon"),
        ('id = "A-2"', 'id = "A 2"', r"line 14: id 'A 2' may hold letters, digits"),
        ('id = "A-2"', "id = 2", r"line 14: id must be a text"),
        ('kind = "general"', 'kind = "odd"', r"line 22: kind 'odd' is neither of 'other test', 'general'"),
        ("CISPR 25 (0.4)", "CISPR 25 (2016)", r"line 11: 'CISPR 25 \(2016\)': what stands in brackets is a weight"),
        ("CISPR 25 (0.4)", "CISPR 25 (0.4.1)", r"line 11: .*what stands in brackets is a weight"),
        ('[["A-1", "A-2"]]', '[["A-1", "A-3"]]', r"together names 'A-3', which is no test"),
        ('[["A-1", "A-2"]]', '"A-1"', r"line 2: together must be a list of lists"),
        ('name = "Bench"', 'title = "Bench"', r"line 1: a catalogue has no key 'title'"),
        ('name = "Bench"', "name = 7", r"line 1: name must be a text"),
        ("[[topic]]", "[topic]", r"'topic' must be given as \[\[topic\]\] entries"),
        ('name = "Bench"', 'name = "Bench', r"is not a readable TOML file"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError, match=message):
        load_catalogue([write(tmp_path, GOOD.replace(old, new, 1))])


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('group = "emission"', "group = 1").replace('kind = "general"', 'colour = "red"')
    with pytest.raises(ConfigError, match=r"(?s)line 8: group must be a text.*line 22: a topic has no key 'colour'"):
        load_catalogue([write(tmp_path, text)])


def test_a_catalogue_without_tests_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no test in the catalogue"):
        load_catalogue([write(tmp_path, 'name = "Nothing"\n')])
    with pytest.raises(ConfigError, match=r"there is no test in the catalogue"):
        load_catalogue([])


def test_a_missing_or_foreign_file_is_refused(tmp_path: Path) -> None:
    for name in ("none.toml", "none.xlsx"):
        with pytest.raises(ConfigError, match=r"there is no such catalogue"):
            load_catalogue([tmp_path / name])
    with pytest.raises(ConfigError, match=r"a catalogue is a \.toml or \.xlsx file"):
        load_catalogue([write(tmp_path, "", "bench.csv")])
    with pytest.raises(ConfigError, match=r"bench\.xlsx: is not a readable workbook"):
        load_catalogue([write(tmp_path, "no zip", "bench.xlsx")])


def test_ids_are_unique_across_files(tmp_path: Path) -> None:
    first, second = write(tmp_path, GOOD), write(tmp_path, GOOD, "again.toml")
    with pytest.raises(ConfigError, match=r"again\.toml, line 6: id 'A-1' is taken already \(.*bench\.toml, line 6\)"):
        load_catalogue([first, second])


def test_files_are_joined_in_order_and_may_name_each_others_tests(tmp_path: Path) -> None:
    more = 'name = "More"\ntogether = [["A-1", "B"]]\n[[test]]\nid = "B"\nname = "B"\ngroup = "x"\naliases = ["b"]\n'
    catalogue = load_catalogue([write(tmp_path, GOOD), write(tmp_path, more, "more.toml")])
    assert catalogue.name == "Bench + More"
    assert catalogue.ids == ("A-1", "A-2", "B")
    assert catalogue.together == (("A-1", "A-2"), ("A-1", "B"))


def test_the_digest_changes_with_the_content_and_not_with_the_order(tmp_path: Path) -> None:
    catalogue = load_catalogue([write(tmp_path, GOOD)])
    turned = Catalogue(
        catalogue.name, catalogue.tests[::-1], catalogue.topics, (("A-2", "A-1"),), phrases=catalogue.phrases
    )
    other = load_catalogue([write(tmp_path, GOOD.replace("0.4", "0.5"))])
    assert turned.digest == catalogue.digest
    assert other.digest != catalogue.digest


@pytest.mark.parametrize("name", ["emc_tests.toml", "mil_std_461.toml"])
def test_a_catalogue_saved_as_a_workbook_is_read_back_the_same(tmp_path: Path, name: str) -> None:
    catalogue = load_catalogue([FOLDER / name])
    save_catalogue_xlsx(catalogue, tmp_path / "copy.xlsx")
    copy = load_catalogue([tmp_path / "copy.xlsx"])
    assert copy == catalogue
    assert copy.digest == catalogue.digest


_text = st.text(st.characters(blacklist_categories=("C", "Z"), blacklist_characters=";:("), min_size=1, max_size=12)


@settings(max_examples=30, deadline=None)
@given(words=st.lists(_text, unique_by=lambda word: word.replace("\u03bc", "\u00b5"), min_size=1, max_size=4))
def test_any_words_survive_the_workbook(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    clean = tuple(word.replace("\u03bc", "\u00b5") for word in words)
    test = TestEntry("T", "=1+1", "emission", aliases=clean, codes=(Code("RE 1", "Works"),), passages=("a; b", "=c"))
    path = tmp_path_factory.mktemp("words") / "words.xlsx"
    save_catalogue_xlsx(Catalogue("Words", (test,)), path)
    assert load_catalogue([path]).tests == (test,)


def test_a_workbook_may_be_a_single_sheet_with_semicolons(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["ID", "Name", "Group", "Aliases"],
        ["A-1", "First", "emission", "one; eins ;一"],
        [None],
    ]
    catalogue = load_catalogue([workbook(tmp_path, {"My tests": rows})])
    assert catalogue.tests == (TestEntry("A-1", "First", "emission", aliases=("one", "eins", "一")),)
    assert catalogue.name == "bench"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["id", "name", "group", "alias"], ["A", "A", "x", "a"]], r"sheet Tests, row 1: there is no column 'alias'"),
        ([["id", "name", "Name"], ["A", "A", "B"]], r"row 1: there is more than one column 'name'"),
        ([["id", "name", "group", "aliases"], ["A", "A", "x", "a"], ["A", "B", "x", "b"]], r"row 3: id 'A' is taken"),
        ([["id", "name", "group", "aliases"], ["A", None, "x", "a"]], r"sheet Tests, row 2: name is missing"),
        ([["id", "name", "group", "aliases"], ["A", "A", "x", None]], r"row 2: the test is empty"),
        ([["id", "name", "group"], ["A", "A", "x", "stray"]], r"row 2: 'stray' stands in a column without head"),
        ([["number", "name"], ["A", "A"]], r"row 1: the first row must name the columns"),
    ],
)
def test_a_fault_in_a_workbook_is_named_with_sheet_and_row(
    tmp_path: Path, rows: list[list[object]], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load_catalogue([workbook(tmp_path, {"Tests": rows})])
