"""Keywords a person would not strike out: names of things, in the language of the text."""

import pytest

from pipeline import config, keywords
from pipeline.keywords.cleaning import clean
from pipeline.keywords.languages import detect

EXTRACT = keywords.load(config.load().keywords).extract


def found(text):
    return [keyword.phrase.lower() for keyword in EXTRACT(text)]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("The monitoring receiver reads the disturbance voltage. The monitoring receiver reads the average.", "reads"),
        ("The supplier submits the test plan of the radio. The supplier submits a drawing of the radio.", "submits"),
        ("The antenna faces the wiring harness, and the wiring harness lies on foam blocks.", "faces"),
        ("Der Messempfänger wird an die Netznachbildung angeschlossen und die Störspannung wird gemessen.", "gemessen"),
        ("La tension perturbatrice est mesurée sur le réseau fictif et le réseau fictif est placé au sol.", "mesurée"),
    ],
)
def test_verbs_stand_in_no_keyword(text, verb):
    assert not [phrase for phrase in found(text) if verb in phrase.split()]


def test_codes_and_short_names_stay_whole():
    phrases = found("EQ/IR 01 Measurement at an AN. The AN is an artificial network of 50 Ω; EQ/IR 01 uses two AN.")

    assert any("eq/ir 01" in phrase for phrase in phrases)
    assert any("an" in phrase.split() for phrase in phrases)


def test_cells_of_a_table_never_run_into_one_phrase():
    phrases = found(
        "Limits of conducted emission\nBand\tPeak\tAverage\nx\tx\to\nLong wave\tmeasuring receiver\tclass five"
    )

    assert not [phrase for phrase in phrases if "x" in phrase.split() or "receiver class" in phrase]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("plus", "coupling", "clamp"), ("coupling", "clamp")),
        (("supply", "line", "possible"), ("supply", "line")),
        (("x", "o", "x"), ()),
        (("limits",), ()),
        (("200", "mm"), ()),
        (("peak", "dbµv"), ()),
        (("injection", "probe"), ("injection", "probe")),
        (("人工网络",), ("人工网络",)),
        (("限值",), ()),
    ],
)
def test_a_phrase_loses_what_it_cannot_begin_or_end_with(words, kept):
    assert clean(words) == kept


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("The limits of the table shall be met by the unit.", {"en"}),
        ("Die Grenzwerte der Tabelle werden von dem Gerät nicht überschritten.", {"de"}),
        ("Les limites du tableau sont respectées par le boîtier dans tous les modes.", {"fr"}),
        ("RE 310", {"en"}),
    ],
)
def test_the_language_is_told_by_small_words(text, languages):
    assert detect(text) == languages
