"""What a heading says outright, in the languages of the catalogue and in abbreviations."""

import pytest

from pipeline.matching.evidence import AXES, contradicts, find_aspects
from pipeline.matching.evidence.aspects import spell_short


@pytest.mark.parametrize(
    ("heading", "axis", "value"),
    [
        ("Conducted Susceptibility, power leads", "direction", "immunity"),
        ("Radiated RF emissions", "direction", "emission"),
        ("Gestrahlte Störaussendung", "direction", "emission"),
        ("Störfestigkeit gegen eingestrahlte Felder", "direction", "immunity"),
        ("Immunité aux champs rayonnés", "coupling", "radiated"),
        ("Émissions conduites", "coupling", "conducted"),
        ("Inmunidad conducida", "direction", "immunity"),
        ("辐射发射", "direction", "emission"),
        ("传导抗扰度", "direction", "immunity"),
        ("伝導エミッション", "coupling", "conducted"),
        ("전도 내성", "direction", "immunity"),
        ("RE", "coupling", "radiated"),
        ("RF_CE", "direction", "emission"),
        ("CS101", "direction", "immunity"),
        ("RS - H field", "field", "magnetic"),
        ("ESD, handling", "state", "unpowered"),
        ("ESD hors tension", "state", "unpowered"),
        ("静电放电(不通电)", "state", "unpowered"),
        ("Entladung im Betrieb, bestromt", "state", "powered"),
        ("Transients on signal lines", "lines", "signal"),
        ("Lines other than supply lines", "lines", "signal"),
        ("Immunity to transients on supply lines", "form", "transient"),
    ],
)
def test_a_heading_is_read_on_each_axis(heading, axis, value):
    assert find_aspects(heading)[axis] == value


@pytest.mark.parametrize(
    "heading",
    [
        "CE marking",
        "RS-485 interface",
        "DAS CE ZEICHEN AM GEHAEUSE",
        "Emission and immunity",
        "Supply voltage",
        "Scope",
    ],
)
def test_what_names_no_side_or_both_says_nothing(heading):
    assert "direction" not in find_aspects(heading)


def test_an_electromagnetic_field_is_no_magnetic_one():
    assert "field" not in find_aspects("Immunity to radiated electromagnetic fields")


def test_only_values_of_one_axis_contradict_each_other():
    assert contradicts({"direction": "emission"}, {"direction": "immunity"}) == ("emission", "immunity")
    assert contradicts({"direction": "emission"}, {"coupling": "radiated"}) is None


def test_a_code_counts_only_where_it_is_asked_for():
    assert find_aspects("CE 420")["direction"] == "emission"
    assert not find_aspects("CE 420", codes=False)
    assert find_aspects("CE, voltage", codes=False)["coupling"] == "conducted"


def test_the_sides_of_an_axis_are_two():
    assert all(len(set(values)) == 2 for values in AXES.values())


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("Störspannung auf Steuer- und Signalleitungen", "signal"),
        ("Transitoires couplés sur les lignes autres qu'alimentation", "signal"),
        ("Tension sur liaisons de signal", "signal"),
        ("Non-power wires", "signal"),
        ("Impulse auf Kl. 30", "supply"),
        ("Versorgungs- und Signalleitungen", None),
    ],
)
def test_lines_are_told_in_the_words_of_other_languages(heading, lines):
    assert find_aspects(heading).get("lines") == lines


@pytest.mark.parametrize("heading", ["RI-BCI-S", "RI-TEM", "RE-XQ", "CI-ZZ"])
def test_a_code_of_letters_with_a_tail_of_its_own_is_not_spelled_out(heading):
    assert spell_short(heading) == heading
