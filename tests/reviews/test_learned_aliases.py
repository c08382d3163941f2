"""What an OEM calls the tests, proposed from decisions, measured, accepted, and used in its documents alone."""

from dataclasses import replace

import openpyxl
import pytest
from click.testing import CliRunner
from report_builders import CATALOGUE, make_clause
from spec_files import emcmatch, read_rows, write_settings, write_spec

from pipeline.commands.review import review
from pipeline.errors import ConfigError
from pipeline.matching.catalogue import oem_aliases
from pipeline.matching.catalogue.oem_aliases import Alias, Oem, Supplement
from pipeline.records import Profile
from pipeline.reviews import ReviewStore, alias_books, note
from pipeline.reviews.alias_evaluation import Effect, ReviewedDocument, measure
from pipeline.reviews.proposals import propose

WHEN = "2031-05-06T10:00:00+00:00"


def word(number, title, tests=(), path=(), document="mcs1.docx", guess=(), text=""):
    clause = make_clause(number, title, document, path=path, text=text)
    return note(clause, "REJECT", (tests,) if isinstance(tests, str) else tests, guess, when=WHEN)


def section(number, title, tests, document="mcs1.docx", parts=("Levels", "Set-up")):
    """Give the reviewed clauses of one test section."""
    below = [word(f"{number}.{place}", part, tests, (title,), document) for place, part in enumerate(parts, start=1)]
    return [word(str(number), title, tests, (), document), *below]


def proposed(words):
    return {(one.alias.kind, one.alias.text): one for one in propose(words, CATALOGUE)}


def test_codes_abbreviations_and_names_are_proposed_with_what_speaks_for_them():
    words = section(7, "QF 31 Squeezing field (SQF)", "BCI") + section(8, "QF 32 Noise on the air", "RE")
    found = proposed(words)
    assert {key: one.alias.tests for key, one in found.items()} == {
        ("code", "QF 31"): ("BCI",),
        ("abbreviation", "SQF"): ("BCI",),
        ("name", "squeezing field"): ("BCI",),
        ("code", "QF 32"): ("RE",),
        ("name", "noise on the air"): ("RE",),
    }
    one = found["code", "QF 31"]
    assert [item.number for item in one.speaking] == ["7", "7.1", "7.2"]
    assert (one.against, one.missed, one.documents) == ((), 3, ("mcs1.docx",))


def test_a_word_that_stands_over_several_tests_is_not_proposed():
    words = section(7, "Group A endurance", "BCI") + section(8, "Group A endurance", "RE")
    assert proposed(words) == {}


def test_what_the_catalogue_says_already_is_not_proposed():
    assert proposed(section(7, "Bulk current injection", "BCI")) == {}
    assert ("name", "bulk current injection") in proposed(section(7, "Bulk current injection", "RE"))


def test_a_product_that_is_named_everywhere_is_no_name_of_a_test():
    rest = [word(f"9.{number}", "Delivery", (), ("Rules",), text="KX4 is delivered.") for number in range(9)]
    assert ("abbreviation", "KX4") not in proposed([*section(7, "Current into KX4", "BCI"), *rest])


def test_parts_of_a_section_do_not_name_its_test():
    words = section(7, "Squeezing field", "BCI", parts=("Windows of time", "Levels"))
    words.append(word("7.1.1", "First", "BCI", ("Squeezing field", "Windows of time")))
    assert [text for _, text in proposed(words)] == ["squeezing field"]


def test_one_clause_alone_suggests_nothing_and_neither_does_a_sentence():
    assert proposed([word("7", "QF 31 Squeezing field", "BCI")]) == {}
    sentences = [word(str(n), "The part shall pass QF 31 as agreed.", "BCI") for n in range(7, 10)]
    assert proposed(sentences) == {}


def reading(words):
    profiles = [Profile(make_clause(one.number, one.title, one.document, path=one.path)) for one in words]
    return ReviewedDocument(
        tuple(profiles), {profile.clause.id: one for profile, one in zip(profiles, words, strict=True)}
    )


def by_words(profiles, aliases):
    """Match a clause by the words alone: the first in its heading or in one above it."""
    found = []
    for profile in profiles:
        titles = " ".join((*profile.clause.path, profile.clause.title))
        found.append(next((one.tests for one in aliases if one.kind == "code" and one.text in titles), ()))
    return found


def test_the_effect_is_measured_on_documents_the_words_were_not_proposed_from():
    one, two = section(7, "QF 31 Squeezing", "BCI"), section(5, "QF 31 Pressing", "BCI", "mcs2.docx")
    effect = measure([reading(one), reading(two)], CATALOGUE, by_words)
    assert (effect.parts, effect.clauses, effect.before, effect.after) == ("document", 6, 0, 6)
    assert (effect.better, effect.worse) == (6, 0)
    assert str(effect) == ("Held out by document: with the words 6 of 6 right, without 0 (6 put right, 0 made wrong).")
    alone = measure([reading(one)], CATALOGUE, by_words)
    assert alone.parts == ""
    assert "not known" in str(alone)


def test_what_stands_in_one_document_alone_helps_no_other():
    one, two = section(7, "QF 31 Squeezing", "BCI"), section(5, "QX 50 Pressing", "RE", "mcs2.docx")
    effect = measure([reading(one), reading(two)], CATALOGUE, by_words)
    assert (effect.before, effect.after, effect.changes) == (0, 0, ())


def test_words_that_make_clauses_wrong_are_said_to():
    one, two = section(7, "QF 31 Squeezing", "BCI"), section(5, "QF 31 Pressing", (), "mcs2.docx")
    effect = measure([reading(one), reading(two)], CATALOGUE, by_words)
    assert (effect.before, effect.after, effect.worse) == (3, 0, 3)
    assert all([alias.text for alias in change.due] == ["QF 31"] for change in effect.changes)


@pytest.fixture
def draft(tmp_path):
    words = section(7, "QF 31 Squeezing field (SQF)", "BCI")
    path = tmp_path / "drafts.xlsx"
    found = propose(words, CATALOGUE)
    alias_books.save(path, "Meridian", ("mcs*",), found, Effect("document", 6, 0, 6), CATALOGUE)
    return path


def mark(path, **rows):
    """Mark rows by the word they are about: word -> {column: value}."""
    book = openpyxl.load_workbook(path)
    page = book["Aliases"]
    heads = {cell.value: cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        for head, value in rows.get(page.cell(row, heads["As the OEM writes it"]).value.replace(" ", "_"), {}).items():
            page.cell(row, heads[head]).value = value
    book.save(path)


def test_only_what_a_person_marked_is_accepted(draft):
    assert alias_books.read(draft, CATALOGUE, "", WHEN).found == ()
    mark(draft, QF_31={"Accept": "yes", "Accepted by": "Ada"}, SQF={"Accept": "x", "Tests": "RE; CE"},
         squeezing_field={"Accept": "no"})  # fmt: skip
    read = alias_books.read(draft, CATALOGUE, "Bo", WHEN)
    assert {alias.text: (oem, documents, alias.tests, alias.accepted) for oem, documents, alias in read.found} == {
        "QF 31": ("Meridian", ("mcs*",), ("BCI",), "Ada, 2031-05-06"),
        "SQF": ("Meridian", ("mcs*",), ("RE", "CE"), "Bo, 2031-05-06"),
    }
    assert (read.left, read.refused) == (1, ())
    assert read.found[0][2].evidence.startswith("3 for, 0 against.")


def test_a_row_that_makes_no_sense_is_refused_with_its_reason(draft):
    mark(draft, QF_31={"Accept": "yes", "Tests": "XYZ"}, SQF={"Accept": "yes", "Documents": None})
    read = alias_books.read(draft, CATALOGUE, "", WHEN)
    assert read.found == ()
    assert any("'XYZ' is no test of the catalogue" in line for line in read.refused)
    assert any("not how its documents are known" in line for line in read.refused)


def test_the_file_of_aliases_comes_back_as_it_was_written(tmp_path):
    alias = Alias('QF "31"', "code", ("BCI",), "3 for; \u007f", "Ada")
    supplement = oem_aliases.add(Supplement(), "Meridian", ("mcs*",), (alias, Alias("SQF", "abbreviation", ())))
    supplement = oem_aliases.add(supplement, "Hokuto", ("h?.docx",), (alias,))
    oem_aliases.save(tmp_path / "aliases.toml", supplement)
    assert oem_aliases.load(tmp_path / "aliases.toml") == supplement
    corrected = oem_aliases.add(supplement, "Meridian", (), (replace(alias, tests=("RE",)),))
    assert [one.tests for one in corrected.of("mcs1.docx")] == [(), ("RE",)]
    assert oem_aliases.load(tmp_path / "none.toml") == Supplement()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[oem", "not a readable TOML"),
        ('[[oem]]\nname = "A"\n', "documents"),
        ('[[oem]]\nname = "A"\ndocuments = []\n[[oem.alias]]\ntext = "x"\nkind = "word"\ntests = []\n', "kind"),
        ("oems = 1\n", "no key"),
    ],
)
def test_a_wrong_file_of_aliases_is_named_with_what_is_wrong(tmp_path, text, why):
    path = tmp_path / "aliases.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=why):
        oem_aliases.load(path)


def test_another_oems_words_mean_nothing():
    supplement = Supplement((Oem("Meridian", ("mcs*", "M-12?"), (Alias("QF 31", "code", ("BCI",)),)),))
    assert supplement.of("MCS7.docx")
    assert supplement.of("any.docx", "m-129")
    assert not supplement.of("hokuto.docx")
    assert not supplement.of("any.docx", "M-1")
    assert supplement.describe("mcs7.docx") == "accepted words of Meridian used"
    assert supplement.describe("hokuto.docx") == ""
    assert replace(supplement, oem=()).content == [] != supplement.content


SPEC = (
    ("1", "Scope", "This document is about electronic parts."),
    ("5", "QF 31", "The part goes on as before."),
    ("5.1", "Levels", "As agreed with the buyer."),
    ("6", "QF 32", "Nothing else is asked."),
    ("6.1", "Levels", "As agreed with the buyer."),
)


def call(*arguments, code=0):
    result = CliRunner().invoke(review, [str(item) for item in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    assert (result.return_value or 0) == code, result.output
    return result.output


@pytest.mark.slow
def test_words_learned_from_one_document_decide_the_next_of_the_same_oem_alone(tmp_path):
    settings = write_settings(
        tmp_path, f"[review]\nstore = '{tmp_path / 'r.sqlite'}'\naliases = '{tmp_path / 'a.toml'}'\n"
    )
    specs = [write_spec(tmp_path / "specs" / name, SPEC) for name in ("mcs1.docx", "mcs2.docx", "other.docx")]

    def run(out):
        result = emcmatch("run", *specs, "--out", tmp_path / out, "--config", settings)
        assert result.returncode == 0, result.stderr
        rows = read_rows(tmp_path / out / "matches.csv")
        return {(row["document"], row["number"]): (row["tests"], row["by"]) for row in rows}

    before = run("1")
    assert before["mcs2.docx", "5"] == before["other.docx", "5"]
    assert before["mcs2.docx", "5"][0] != "BCI"

    from pipeline import runs

    report = next(iter(runs.decided(tmp_path / "1")))
    answers = {"1": (), "5": ("BCI",), "5.1": ("BCI",), "6": ("RE",), "6.1": ("RE",)}
    ReviewStore(tmp_path / "r.sqlite").add(
        [note(one.clause, "REJECT", answers[one.clause.number], one.tests, when=WHEN) for one in report.decisions]
    )
    output = call("aliases", "propose", tmp_path / "1", "--oem", "Meridian", "--documents", "mcs*",
                  "--out", tmp_path / "drafts.xlsx")  # fmt: skip
    assert "5 decisions about documents of Meridian suggest 2 words." in output
    assert "Held out by parts of the only document: with the words" in output
    assert run("2")["mcs2.docx", "5"] == before["mcs2.docx", "5"]  # nothing counts unaccepted

    mark(tmp_path / "drafts.xlsx", QF_31={"Accept": "yes"}, QF_32={"Accept": "yes"})
    output = call("aliases", "accept", tmp_path / "drafts.xlsx", "--config", settings, "--reviewer", "Ada")
    assert "2 words accepted" in output
    assert "code QF 31: BCI (Ada, " in call("aliases", "list", "--config", settings)
    after = run("3")
    assert {number: after["mcs2.docx", number] for number in ("5", "5.1", "6", "6.1")} == {
        "5": ("BCI", "score"), "5.1": ("BCI", "score"), "6": ("RE", "score"), "6.1": ("RE", "score"),
    }  # fmt: skip
    assert after["other.docx", "5"] == before["other.docx", "5"]
    assert after["other.docx", "6"] == before["other.docx", "6"]
