"""Names of the documents of a bundle."""

from pipeline.documents import bundle_names


def test_a_document_of_a_bundle_is_named_by_file_and_place():
    assert bundle_names.name("a.pdf", 2, 4) == "a.pdf (2 of 4)"
    assert bundle_names.file_of("x/a (final).pdf (2 of 4)") == "x/a (final).pdf"
    assert bundle_names.file_of("a (final).pdf") == "a (final).pdf"


def test_the_name_of_the_file_means_all_of_its_documents():
    assert bundle_names.means("a.pdf", "a.pdf (2 of 4)")
    assert bundle_names.means("a.pdf (2 of 4)", "a.pdf (2 of 4)")
    assert not bundle_names.means("a.pdf (1 of 4)", "a.pdf (2 of 4)")
    assert not bundle_names.means("b.pdf", "a.pdf (2 of 4)")
