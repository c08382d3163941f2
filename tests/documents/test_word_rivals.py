"""Second opinions: LibreOffice on list labels and old files, python-docx on plain text."""

import subprocess

import pytest
from word_files import (
    SETTINGS,
    definition,
    in_list,
    instance,
    level,
    paragraph,
    restart,
    style,
    table,
    write,
)

from pipeline.documents import read
from pipeline.documents.legacy import find_office

OFFICE = find_office()
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

NUMBERING = (
    definition(
        0,
        level(0, "%1", more='<w:pStyle w:val="H1"/>'),
        level(1, "%1.%2", more='<w:pStyle w:val="H2"/>'),
        level(2, "%1.%2.%3", more='<w:pStyle w:val="H3"/>'),
    )
    + definition(1, level(0, "%1)", "lowerLetter"), level(1, "(%2)", "lowerRoman"))
    + definition(2, level(0, "REQ-%1", "decimalZero", start=7))
    + definition(3, level(0, "Annex %1", "upperLetter"), level(1, "%1.%2"))
    + definition(4, level(0, "第%1章", "chineseCounting"), level(1, "%2.", "ordinal"))
    + "".join(instance(num, num - 1) for num in range(1, 6))
    + instance(11, 1, restart(0))
    + instance(12, 1, restart(0))
)
STYLES = style("Normal", default=True) + "".join(
    style(
        f"H{n}", called=f"heading {n}", based_on="Normal", about=in_list(1, n - 1) + f'<w:outlineLvl w:val="{n - 1}"/>'
    )
    for n in (1, 2, 3)
)


def converted(path, kind, folder):
    """The file as LibreOffice converts it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{kind.split(':')[0]}"


def headings(document):
    """Labels of the headings; how other lists restart does not survive LibreOffice's way to .doc."""
    return [(block.label, block.outline) for block in document.blocks if block.outline is not None]


def body():
    """Headings, lettered items that restart, requirements, annexes, skipped levels and numbers in cells."""
    plan = [
        ("H1", None, None), ("H2", None, None), ("", 3, 0), ("", 2, 0), ("", 2, 1), ("", 2, 0), ("H3", None, None),
        ("", 11, 0), ("", 11, 0), ("", 3, 0), ("H1", None, None), ("H3", None, None), ("H2", None, None), ("", 12, 0),
        ("", 12, 1), ("", 12, 1), ("", 4, 0), ("", 4, 1), ("", 4, 0), ("", 4, 1), ("", 5, 0), ("", 5, 1), ("", 5, 1),
        ("", 5, 0), ("H2", None, None), ("H1", 0, None), ("H1", None, None),
    ]  # fmt: skip
    pieces = [paragraph(f"text{n}", style=s, num=num, level=at) for n, (s, num, at) in enumerate(plan)]
    pieces.insert(9, table([f"<w:tc>{paragraph('cell1', num=3, level=0)}</w:tc>", "plain"], ["x", "y"]))
    return pieces


@pytest.mark.live
@pytest.mark.slow
@needs_office
def test_labels_agree_with_libreoffice(tmp_path):
    path = write(tmp_path / "lists.docx", *body(), styles=STYLES, numbering=NUMBERING)
    theirs = [
        " ".join(line.split())
        for line in converted(path, "txt:Text (encoded):UTF8", tmp_path).read_text("utf-8-sig").splitlines()
    ]
    ours = []
    for block in read(path, SETTINGS).blocks:
        ours += [cell for row in block.rows for cell in row] or [f"{block.label} {block.text}".strip()]
    assert ours == [line for line in theirs if line]


@pytest.mark.live
@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_an_old_word_file_is_read_through_libreoffice(tmp_path, kind):
    new = write(tmp_path / "spec.docx", *body(), styles=STYLES, numbering=NUMBERING)
    old = converted(new, kind, tmp_path)
    document = read(old, SETTINGS)
    expected = read(new, SETTINGS)
    assert [block.text for block in document.blocks] == [block.text for block in expected.blocks]
    assert headings(document) == headings(expected)
    assert len(headings(expected)) > 5
    assert f"converted from .{kind} by LibreOffice" in document.notes
    assert document.id == f"spec.{kind}"


@pytest.mark.live
@pytest.mark.slow
@needs_office
def test_an_old_file_that_takes_too_long_is_refused(tmp_path):
    from word_files import settings

    from pipeline.errors import ReadError

    old = converted(write(tmp_path / "spec.docx", *body()), "doc", tmp_path)
    with pytest.raises(ReadError, match="did not convert in"):
        read(old, settings(time_limit=0.01))


def test_plain_paragraphs_and_tables_read_as_python_docx_reads_them(tmp_path):
    import docx

    made = docx.Document()
    for index in range(30):
        made.add_heading(f"Heading {index}", level=1 + index % 3)
        text = made.add_paragraph(f"A paragraph of text, number {index},\twith a tab")
        text.add_run(" and bold words").bold = True
        if index % 5 == 0:
            grid = made.add_table(3, 4)
            for row in range(3):
                for column in range(4):
                    grid.cell(row, column).text = f"{row}:{column}"
    made.save(tmp_path / "made.docx")
    theirs = docx.Document(tmp_path / "made.docx")
    document = read(tmp_path / "made.docx", SETTINGS)
    assert [b.text for b in document.blocks if b.kind == "paragraph"] == [p.text for p in theirs.paragraphs]
    assert [b.rows for b in document.blocks if b.kind == "table"] == [
        tuple(tuple(cell.text for cell in row.cells) for row in grid.rows) for grid in theirs.tables
    ]
    levels = [int(p.style.name[-1]) if p.style.name.startswith("Heading") else None for p in theirs.paragraphs]
    assert [b.outline for b in document.blocks if b.kind == "paragraph"] == levels
