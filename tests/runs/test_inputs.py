"""Files and folders on the command line: each specification once, under a name of its own, in one order."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import NoInputError
from pipeline.runs.inputs import find


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def documents(*specs):
    return [source.document for source in find([str(spec) for spec in specs])[0]]


def test_folders_are_searched_to_the_bottom_for_word_and_pdf_files(tmp_path):
    touch(tmp_path, "a.docx", "sub/B.PDF", "sub/deep/er/c.docm", "notes.txt", "t.xlsx", "old.doc", "t.dotm", "r.RTF")
    assert documents(tmp_path) == ["B.PDF", "a.docx", "c.docm", "old.doc", "r.RTF", "t.dotm"]


def test_our_own_run_folders_are_not_searched(tmp_path):
    touch(tmp_path, "a.docx", "run/run.json", "run/matches.csv", "run/b.docx", "run/c/a_annotated.docx", "x/run.json")
    touch(tmp_path, "x/c.docx")
    assert documents(tmp_path) == ["a.docx", "c.docx"]
    assert documents(tmp_path / "run" / "b.docx") == ["b.docx"]


def test_annotated_copies_beside_their_originals_are_skipped_and_said(tmp_path):
    touch(tmp_path, "a.docx", "a_annotated.docx", "b_annotated.docx", "sub/a_annotated.docm")
    sources, problems = find([str(tmp_path)])
    assert [source.document for source in sources] == ["a.docx", "b_annotated.docx"]
    assert {problem.file: problem.kind for problem in problems} == {
        "a_annotated.docm": "annotated copy",
        "a_annotated.docx": "annotated copy",
    }
    assert documents(tmp_path / "a_annotated.docx") == ["a_annotated.docx"]


def test_a_name_is_the_same_in_every_unicode_form(tmp_path):
    touch(tmp_path, "St\u006f\u0308rung.docx")
    assert documents(tmp_path) == ["St\u00f6rung.docx"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the two names are one file")
def test_two_names_that_differ_in_their_unicode_form_only_are_two_files(tmp_path):
    touch(tmp_path, "\u00f6.docx", "o\u0308.docx")
    assert len(set(documents(tmp_path))) == 2


def test_a_file_that_is_named_is_taken_whatever_its_ending(tmp_path):
    touch(tmp_path, "spec.wri")
    assert documents(tmp_path / "spec.wri") == ["spec.wri"]


def test_a_file_named_twice_or_found_twice_comes_once(tmp_path):
    touch(tmp_path, "a.docx", "sub/b.docx")
    assert documents(tmp_path, tmp_path / "sub", tmp_path / "a.docx", tmp_path / "sub" / ".." / "a.docx") == [
        "a.docx",
        "b.docx",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights on Windows")
def test_a_link_keeps_the_name_it_has_here(tmp_path):
    touch(tmp_path, "store/4711")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "spec.docx").symlink_to(tmp_path / "store" / "4711")
    (tmp_path / "specs" / "twin.docx").symlink_to(tmp_path / "store" / "4711")
    assert documents(tmp_path / "specs") == ["spec.docx"]


@given(order=st.permutations(["a.docx", "x/a.docx", "y/a.docx", "y/x/a.docx", "b.pdf"]))
def test_documents_of_one_name_are_told_apart_in_the_same_way_in_any_order(tmp_path_factory, order):
    folder = touch(tmp_path_factory.mktemp("twins"), *order)
    names = documents(*(folder / name for name in order))
    assert names == sorted([f"{folder.name}/a.docx", "b.pdf", f"{folder.name}/x/a.docx", "y/a.docx", "y/x/a.docx"])


def test_lock_files_are_skipped_and_said(tmp_path):
    touch(tmp_path, "a.docx", "~$a.docx")
    sources, problems = find([str(tmp_path)])
    assert [source.document for source in sources] == ["a.docx"]
    (problem,) = problems
    assert (problem.file, problem.kind, problem.fatal) == ("~$a.docx", "lock file", False)
    assert problem.message.startswith("~$a.docx is a lock file")


def test_what_does_not_exist_is_named_with_all_its_like(tmp_path):
    with pytest.raises(NoInputError, match=r"one\.docx, .*two\.docx"):
        find([str(tmp_path / "one.docx"), str(tmp_path), str(tmp_path / "two.docx")])


@pytest.mark.parametrize("names", [(), ("notes.txt",), ("~$a.docx",)])
def test_a_folder_without_a_specification_says_what_was_looked_for(tmp_path, names):
    touch(tmp_path, *names)
    with pytest.raises(NoInputError, match=r"\.docx, \.docm, \.pdf"):
        find([str(tmp_path)])
