"""Labels as people keep them: CSV from any Excel, or XLSX."""

from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.evaluation.labels import parse, read

HEAD = "document,number,title,tests\n"


def write(tmp_path, text, name="labels.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def write_xlsx(tmp_path, rows):
    path = tmp_path / "labels.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    return path


def read_one(tmp_path, cell):
    (label,) = read(write(tmp_path, f'{HEAD}a.docx,8.1,Heading,"{cell}"\n'))
    return label


def test_ids_joined_by_semicolons_are_one_answer(tmp_path):
    label = read_one(tmp_path, "ESD-U; ESD-P")

    assert label.answers == (("ESD-U", "ESD-P"),)
    assert label.tests == ("ESD-U", "ESD-P")
    assert not label.none


@pytest.mark.parametrize("cell", ["", "NONE", " none "])
def test_empty_or_none_means_no_test(tmp_path, cell):
    label = read_one(tmp_path, cell)

    assert label.none
    assert label.tests == ()
    assert label.accepts(())
    assert not label.accepts(("RE",))


def test_a_bar_separates_answers_of_which_either_is_right(tmp_path):
    label = read_one(tmp_path, "RE|NONE|CE;CV")

    assert label.answers == (("RE",), (), ("CE", "CV"))
    assert label.accepts(())
    assert label.accepts(("CV",))
    assert not label.accepts(("RE", "BCI"))


def test_a_star_is_not_scored(tmp_path):
    assert not read_one(tmp_path, "*").scored
    assert read_one(tmp_path, "RE").scored


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["RE", "CE-V", "BCI"]), unique=True, max_size=3), min_size=1, max_size=4))
def test_answers_written_out_are_read_back(answers):
    text = "|".join(";".join(answer) or "NONE" for answer in answers)

    assert parse(text) == tuple(dict.fromkeys(tuple(answer) for answer in answers))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_excel_csv_reads_the_same(tmp_path, encoding, mark):
    rows = [["Document ", "NUMBER", "title", "tests", "page"], ["a.docx", "8.10", "传导 µV", '"ESD-U;ESD-P"', "7"]]
    path = write(tmp_path, "\r\n".join(mark.join(row) for row in rows), encoding=encoding)

    (label,) = read(path)

    assert (label.document, label.number, label.title) == ("a.docx", "8.10", "传导 µV")
    assert label.tests == ("ESD-U", "ESD-P")


def test_a_cell_may_hold_commas_and_line_breaks_in_quotes(tmp_path):
    labels = read(write(tmp_path, f'{HEAD}a.docx,1,"Limits,\nlevels",RE\n\na.docx,2,Next,\n'))

    assert [label.title for label in labels] == ["Limits, levels", "Next"]


def test_numbers_kept_as_spreadsheet_numbers_are_marked(tmp_path):
    path = write_xlsx(
        tmp_path, [["document", "number", "title", "tests"], ["a", 8.0, "x", ""], ["a", "8.10", "y", "RE"]]
    )

    first, second = read(path)

    assert (first.number, first.numeric) == ("8", True)
    assert (second.number, second.numeric) == ("8.10", False)


def test_csv_and_workbook_give_the_same_labels(tmp_path):
    rows = [["document", "number", "title", "tests"], ["a.docx", "A.3", "Set-up", "RE|NONE"], ["b.docx", "7-1", "", ""]]
    text = "\n".join(",".join(row) for row in rows)

    assert read(write_xlsx(tmp_path, rows)) == read(write(tmp_path, text))


def test_every_wrong_row_is_named_at_once(tmp_path):
    path = write(tmp_path, f'{HEAD}a.docx,1,x,RE\n,2,x,RE\na.docx,,"two\nlines",XX\n')

    with pytest.raises(ConfigError, match=r"row 3: the document is empty") as caught:
        read(path, known=("RE",))
    assert "row 4: the number is empty" in str(caught.value)
    assert "row 4: 'XX' is no test of the catalogue" in str(caught.value)


def test_very_many_faults_are_counted_not_listed(tmp_path):
    path = write(tmp_path, HEAD + "a.docx,,x,RE\n" * 100)

    with pytest.raises(ConfigError, match=r"and 80 more"):
        read(path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("document,number,title\na,1,x\n", r"row 1: .*tests is missing"),
        ("", r"document, number, tests is missing"),
        (HEAD, r"there is no label in it"),
        (HEAD + "a.docx,1,one, two,RE\n", r"row 2: there are 5 cells under 4 heads"),
        (HEAD + 'a.docx,1,"open,RE\n', r"row \d: is no row of a CSV file"),
        ("document,number,number,tests\na,1,2,RE\n", r"the column number stands twice"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, text, what):
    with pytest.raises(ConfigError, match=what):
        read(write(tmp_path, text))


def test_a_file_in_another_encoding_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(ConfigError, match="save it as 'CSV UTF-8'"):
        read(write(tmp_path, f"{HEAD}a.docx,1,a\x81,RE\n", encoding="latin-1"))


def test_what_excel_writes_as_plain_csv_in_germany_is_read(tmp_path):
    text = "document;number;title;tests\na.docx;3,1;Störfestigkeit – Größe 5 µV;RE;\n"
    (label,) = read(write(tmp_path, text.replace(";RE;", ";RE"), encoding="cp1252"))
    assert (label.number, label.title) == ("3.1", "Störfestigkeit – Größe 5 µV")


@pytest.mark.parametrize(
    "cell",
    ["02.01.2026", "2026-01-02", "2026-01-02 00:00:00", "1/2/2026", "2-Jan", "02. Jan", "Jan 02", "2. Mrz 26", "08:02"],
)
def test_a_number_that_a_spreadsheet_made_a_date_is_refused_by_its_row(tmp_path, cell):
    with pytest.raises(ConfigError, match=r"labels\.csv, row 3: the number is a date or time .*make that column"):
        read(write(tmp_path, f"{HEAD}a.docx,1,Scope,\na.docx,{cell},Level,RE\n"))


@pytest.mark.parametrize("cell", ["2.1", "7-1-2", "A.3", "2.1.2026a", "8.0", "Annex B", "M3", "第8章", "5.6.1-2"])
def test_a_number_that_only_looks_a_little_like_a_date_is_read(tmp_path, cell):
    (label,) = read(write(tmp_path, f"{HEAD}a.docx,{cell},Level,RE\n"))
    assert label.number == cell


def test_a_date_in_a_workbook_is_refused_by_its_row_and_its_two_meanings_are_near(tmp_path):
    path = tmp_path / "labels.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, form = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ("document", "number", "title", "tests"))
        sheet.write_row(1, 0, ("a.docx", "1", "Scope", ""))
        sheet.write_row(2, 0, ("a.docx", None, "Level", "RE"))
        sheet.write_datetime(2, 1, datetime(2026, 1, 2), form)
    with pytest.raises(ConfigError, match=r"row 3: the number is a date or time \(2026-01-02, .*2\.1\)"):
        read(path)


def test_two_decimals_of_one_value_cannot_be_told_apart_and_are_refused(tmp_path):
    rows = [("document", "number", "title", "tests"), ("a.docx", 3.1, "One", "RE"), ("a.docx", 3.1, "Ten", "CE")]
    with pytest.raises(ConfigError, match=r"row 3: the number 3\.1 came as a decimal in row 2 too, .* was 3\.10"):
        read(write_xlsx(tmp_path, rows))


@pytest.mark.parametrize("name", ["labels.csv", "labels.xlsx"])
def test_a_missing_file_is_said(tmp_path, name):
    with pytest.raises(ConfigError, match=r"labels\.\w+: the labels cannot be read"):
        read(tmp_path / name)


def test_a_text_file_named_xlsx_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        read(write(tmp_path, HEAD, name="labels.xlsx"))


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"labels are a \.csv or \.xlsx file"):
        read(write(tmp_path, HEAD, name="labels.docx"))
