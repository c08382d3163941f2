"""LibreOffice opens an annotated copy and finds every comment at its heading."""

import subprocess
import zipfile

import offices
import pytest
from annotation_builders import annotate, tree
from spec_files import write_spec
from word_files import drawn_box, paragraph, run, style, write

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(offices.find() is None, reason="LibreOffice is not installed"),
]
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def opened(path, folder):
    """Let LibreOffice open a file and save it as OpenDocument; return its body."""
    command = [offices.find(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "odt", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    with zipfile.ZipFile(folder / f"{path.stem}.odt") as archive:
        return tree(archive.read("content.xml"))


def comments(body):
    """Comments with the paragraph each stands in, without its own text."""
    found = []
    for note in body.iter(f"{OFFICE}annotation"):
        host = "".join(
            text for text in note.getparent().itertext() if not any(text in lines for lines in note.itertext())
        )
        found.append((host.strip(), ["".join(each.itertext()) for each in note if each.tag.endswith("}p")]))
    return found


def test_every_comment_arrives(tmp_path):
    path = write_spec(tmp_path / "spec.docx")
    target, report, _ = annotate(path, tmp_path)
    found = comments(opened(target, tmp_path))
    assert [lines[1].partition(":")[0] for _, lines in found] == [each.clause.number for each in report.decisions]
    assert [host for host, _ in found] == [f"{each.clause.number} {each.clause.title}" for each in report.decisions]


def test_a_file_with_everything_opens(tmp_path):
    styles = style("H1", called="heading 1", about='<w:outlineLvl w:val="0"/>')
    moved = f'<w:ins w:id="2" w:author="Ada">{run("new")}</w:ins>' + drawn_box(paragraph("in a box"))
    body = (paragraph("1 Scope", style="H1"), paragraph(moved), paragraph("2 Pulses", style="H1"))
    path = write(tmp_path / "a.docx", *body, styles=styles)
    target, _, _ = annotate(path, tmp_path)
    assert [host for host, _ in comments(opened(target, tmp_path))] == ["1 Scope", "2 Pulses"]
