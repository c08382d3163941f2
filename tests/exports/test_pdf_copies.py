"""Annotated copies of PDF files: marks, notes and bookmarks, and pages that are what they were."""

import shutil
import subprocess
from dataclasses import replace

import pypdfium2
import pytest
from annotation_builders import NAMES, decide_all
from pdf_files import Sheet, filler, write

from pipeline.errors import ReadError
from pipeline.reports.test_colours import NONE, colour_tests

pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not installed here")

from pipeline.exports import pdf as copies  # noqa: E402

ROWS = [["Band", "Range", "Limit"], ["1", "30 - 75", "62"], ["2", "75 - 400", "52"]]


def spec(path, rotate=0, **more):
    """A PDF of two pages with three clauses; the second has a table and goes on on the second page."""
    first = Sheet(rotate=rotate).lines("1 Injection of current", bold=True).lines(*filler(4))
    first.lines("2 Reporting of results", bold=True).lines(*filler(2, 10)).table(ROWS)
    second = Sheet(rotate=rotate).lines("3 Radiated emission", bold=True).lines(*filler(3, 20))
    return write(path, first, second, bookmarks=(("Start", 1), ("Second", 2)), **more)


def annotate(path, **more):
    report, run = decide_all(path)
    target = path.with_name("copy.pdf")
    return target, report, copies.annotate([report], run, target, NAMES, **more)


def highlights(path):
    """Page (0-based), colour and note of every highlight."""
    with pikepdf.open(path) as pdf:
        return [
            (number, [round(float(value), 2) for value in each.C], str(each.get("/Contents", "")))
            for number, page in enumerate(pdf.pages)
            for each in page.get("/Annots", [])
            if each.Subtype == "/Highlight"
        ]


def rgb(colour):
    return [round(int(colour[at : at + 2], 16) / 255, 2) for at in (1, 3, 5)]


def test_every_clause_has_a_note_in_the_colour_of_its_test(tmp_path):
    target, report, done = annotate(spec(tmp_path / "spec.pdf"))
    notes = [(page, colour, text.split("\n")) for page, colour, text in highlights(target) if text]
    colours = colour_tests(tuple(NAMES))
    assert done.clauses == len(notes) == len(report.decisions) == 3
    assert [page for page, *_ in notes] == [0, 0, 1]
    assert [colour for _, colour, _ in notes] == [rgb(colours["BCI"]), rgb(NONE), rgb(colours["RE"])]
    assert [text[0].split()[0] for *_, text in notes] == ["BCI", "No", "RE"]
    assert all("Reason <" in text[-1] for *_, text in notes)


@pytest.mark.parametrize("rotate", [0, 90])
def test_text_and_look_of_the_pages_below_the_marks_stay(tmp_path, rotate):
    path = spec(tmp_path / "spec.pdf", rotate)
    target, *_ = annotate(path)
    with pypdfium2.PdfDocument(path) as old, pypdfium2.PdfDocument(target) as new:
        assert [page.get_textpage().get_text_bounded() for page in old] == [
            page.get_textpage().get_text_bounded() for page in new
        ]
        for one, other in zip(old, new, strict=True):
            plain = [
                page.render(scale=0.5, may_draw_forms=False, draw_annots=False).to_numpy() for page in (one, other)
            ]
            marked = other.render(scale=0.5, draw_annots=True).to_numpy()
            assert (plain[0] == plain[1]).all()
            assert (marked != plain[1]).any()


def test_bookmarks_by_test_and_by_clause_stand_behind_those_that_were_there(tmp_path):
    target, *_ = annotate(spec(tmp_path / "spec.pdf"))
    with pikepdf.open(target) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Start", "Second", "emcmatch: by test", "emcmatch: by clause"]
        tests, clauses = outline.root[2:]
        assert {item.title.split()[0] for item in tests.children} >= {"BCI", "RE"}
        assert [item.title for item in clauses.children] == [
            "1 Injection of current [BCI]",
            "2 Reporting of results [none]",
            clauses.children[2].title,
        ]
        assert clauses.children[2].title.startswith("3 Radiated emission [RE")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="Poppler is not installed here")
def test_poppler_opens_the_copy_without_a_complaint(tmp_path):
    target, *_ = annotate(spec(tmp_path / "spec.pdf"))
    for command in (
        ["pdftotext", str(target), "-"],
        ["pdftoppm", "-r", "30", "-png", str(target), str(tmp_path / "p")],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_file_that_has_changed_since_the_run_is_refused(tmp_path):
    path = spec(tmp_path / "spec.pdf")
    report, run = decide_all(path)
    spec(path, title="another")
    with pytest.raises(ReadError, match="has changed since the run"):
        copies.annotate([report], run, tmp_path / "copy.pdf", NAMES)
    assert not (tmp_path / "copy.pdf").exists()


def test_a_file_whose_owner_allows_no_annotations_is_refused_and_an_open_one_stays_encrypted(tmp_path):
    plain = spec(tmp_path / "plain.pdf")
    for allowed in (False, True):
        path = tmp_path / f"{allowed}.pdf"
        with pikepdf.open(plain) as pdf:
            rights = pikepdf.Permissions(modify_annotation=allowed)
            pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="", allow=rights))
        if allowed:
            target, *_ = annotate(path)
            with pikepdf.open(target) as copy:
                assert copy.is_encrypted
        else:
            with pytest.raises(ReadError, match="does not allow annotations"):
                annotate(path)


def test_documents_of_a_bundle_are_marked_in_one_copy(tmp_path):
    path = spec(tmp_path / "spec.pdf")
    report, run = decide_all(path)
    parts = [replace(report, document=f"spec.pdf ({part} of 2)", format="pdf") for part in (1, 2)]
    other = replace(report, document="letter.docx", format="docx")
    assert copies.by_file([*parts, other]) == {"spec.pdf": parts}
    run = replace(run, inputs={part.document: str(path) for part in parts})
    halves = [replace(parts[0], decisions=report.decisions[:1]), replace(parts[1], decisions=report.decisions[1:])]
    assert copies.annotate(halves, run, tmp_path / "copy.pdf", NAMES).clauses == 3
