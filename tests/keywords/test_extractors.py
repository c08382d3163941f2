"""Keywords: what an extractor promises, whichever it is."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import config, keywords
from pipeline.errors import DependencyError
from pipeline.keywords import choose, rake, stopwords, yake
from pipeline.keywords.words import split

TEXT = """Immunity to fields from antennas
The unit is placed on the ground plane of a lined room and is exposed to a field of 80 V/m between 300 MHz and 1 GHz.
The calibration follows the substitution method of ISO 11452-2. An artificial network feeds each supply line; a supply
line has a length of 200 mm. Limits in dB(μV/m) are not used here, and neither is bulk current injection (RI 112)."""

WORDS = "field|probe|clamp|harness|ISO 11452-4|RE 310|supply|line|the|of|shall|table|test|12|V|dBµV|,|.|;"
VOCABULARY = WORDS.split("|")


def made(**changes):
    return keywords.load(config.load(overrides={"keywords": changes}).keywords)


BOTH = made()
PACKAGES = [("yake", "yake-rust"), ("yake", "yake"), ("rake", "auto")]
BY_PACKAGE = pytest.mark.parametrize(("extractor", "package"), PACKAGES)


def phrases_of(found, extractor=None):
    return [keyword.phrase for keyword in found if extractor in (None, keyword.extractor)]


@BY_PACKAGE
def test_standards_codes_units_and_named_phrases_come_out_whole(extractor, package):
    found = phrases_of(made(yake=package).extract(TEXT, ("bulk current injection",)), extractor)
    assert {"ISO 11452-2", "RI 112"} <= set(found)
    everything = phrases_of(made(count=100, yake=package).extract(TEXT, ("bulk current injection",)), extractor)
    assert {"ISO 11452-2", "RI 112", "dBµV/m", "bulk current injection"} <= set(everything)


def test_phrases_of_the_configuration_come_out_whole():
    found = phrases_of(made(phrases=["lined room"], count=100).extract(TEXT))
    assert "lined room" in found


@BY_PACKAGE
@pytest.mark.parametrize("word", ["shall", "test", "requirement", "table", "figure", "dut", "the"])
def test_a_stop_word_never_stands_in_a_keyword(extractor, package, word):
    text = f"Harness {word} clamp. The {word} of a harness {word}. {word.title()} {word} antenna."
    found = phrases_of(made(extractors=[extractor], count=100, yake=package).extract(text))
    assert found
    assert not any(word in phrase.lower().split() for phrase in found)


@BY_PACKAGE
def test_a_stop_word_of_the_configuration_changes_the_keywords(extractor, package):
    text = "The clamp holds the harness. A clamp feeds the current."
    without = phrases_of(made(extractors=[extractor], yake=package).extract(text))
    assert any("clamp" in phrase for phrase in without)
    within = phrases_of(made(extractors=[extractor], stop_words=["Clamp"], yake=package).extract(text))
    assert within
    assert not any("clamp" in phrase for phrase in within)


def test_words_that_tell_tests_apart_are_no_stop_words():
    telling = "conducted radiated limit supply signal voltage current unpowered powered immunity emission method scope"
    assert stopwords.ALL.isdisjoint(telling.split())


@pytest.mark.parametrize("longest", [1, 2, 3])
def test_no_keyword_is_longer_than_the_longest(longest):
    phrases = made(longest=longest, count=50).extract("radiated field calibration of harness antenna probe clamp " * 3)
    assert phrases
    assert max(len(keyword.phrase.split()) for keyword in phrases) <= longest


@pytest.mark.parametrize("package", ["yake-rust", "yake"])
@pytest.mark.parametrize("count", [1, 5])
def test_at_most_so_many_keywords_come_from_each_extractor(count, package):
    found = made(count=count, yake=package).extract(TEXT)
    assert len(phrases_of(found, "yake")) == len(phrases_of(found, "rake")) == count


@pytest.mark.parametrize("package", ["yake-rust", "yake"])
@settings(max_examples=60, deadline=None)
@given(text=st.lists(st.sampled_from(VOCABULARY), max_size=60).map(" ".join))
def test_keywords_of_any_text_are_unnested_weighted_and_free_of_stop_words(package, text):
    found = made(yake=package).extract(text)
    for name in ("yake", "rake"):
        mine = [keyword for keyword in found if keyword.extractor == name]
        weights = [keyword.weight for keyword in mine]
        assert all(0 < weight <= 1 for weight in weights)
        assert weights == sorted(weights, reverse=True)
        runs = [tuple(token.text.lower() for token in split(keyword.phrase)) for keyword in mine]
        assert all(stopwords.ALL.isdisjoint(run) for run in runs)
        assert not any(a != b and a in _slices(b) for a in runs for b in runs)


def _slices(run):
    return {run[start:stop] for start in range(len(run)) for stop in range(start + 1, len(run) + 1)}


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_keywords_without_an_error(text):
    assert BOTH.extract(text) == BOTH.extract(text)


def test_the_same_text_gives_the_same_keywords_whatever_came_before():
    first = BOTH.extract(TEXT)
    BOTH.extract("Something else about a portable transmitter and its antenna.")
    assert BOTH.extract(TEXT) == first == made().extract(TEXT)


@pytest.mark.parametrize("text", ["", "   \n", "12.4 - 3", "the of and", "—"])
def test_a_text_without_words_has_no_keywords(text):
    assert BOTH.extract(text) == ()


def test_yake_is_computed_by_the_quick_package_where_there_is_one(monkeypatch):
    assert made().packages == ("yake-rust", "rake-nltk")
    monkeypatch.setattr(yake, "find_spec", lambda name: None)
    assert made().packages == ("yake", "rake-nltk")
    assert made(yake="yake-rust", extractors=["yake"]).packages == ("yake-rust",)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from(VOCABULARY), max_size=80), longest=st.integers(1, 4))
def test_rake_ranks_any_text_as_rake_nltk_does(words, longest):
    stop = frozenset({"the", "of", "shall"})
    tokens = split(" ".join(words))
    own, package = (rake.Rake(stop, longest, name).rank(tokens) for name in ("own", "rake-nltk"))
    assert own == package


def test_rake_without_its_package_gives_the_same_keywords_and_is_named():
    own = made(rake="own")
    assert own.packages == ("yake-rust", "rake")
    assert own.extract(TEXT) == BOTH.extract(TEXT)


def test_our_rake_loads_no_language_toolkit():
    code = "import sys; from pipeline.keywords import rake; rake.Rake(frozenset(), 3); assert 'nltk' not in sys.modules"
    run = _python(code, PYTHONPATH=os.pathsep.join(sys.path))
    assert run.returncode == 0, run.stderr


def test_both_packages_of_yake_find_the_same_in_a_clause():
    quick, slow = (made(yake=package, extractors=["yake"]).extract(TEXT) for package in ("yake-rust", "yake"))
    assert len({keyword.phrase for keyword in quick} & {keyword.phrase for keyword in slow}) >= 0.7 * len(slow)


def test_chinese_runs_are_keywords():
    assert "辐射抗扰度" in phrases_of(BOTH.extract("辐射抗扰度 of the antenna"))


def test_chinese_sentences_are_cut_at_their_particles():
    found = phrases_of(made(extractors=["rake"]).extract("零部件的辐射发射与传导发射应按照标准测量"))
    assert set(found) == {"零部件", "辐射发射", "传导发射", "标准测量"}


def test_chinese_words_with_a_particle_in_them_stay_whole():
    assert phrases_of(made(extractors=["rake"]).extract("频率响应")) == ["频率响应"]


@pytest.mark.parametrize("monster", ["a" * 70_000, "A.B." * 20_000, "AB-" * 20_000, "发射" * 20_000])
def test_what_is_too_long_to_be_a_word_is_no_keyword(monster):
    assert phrases_of(BOTH.extract(f"harness {monster} clamp"), "rake") == ["harness", "clamp"]


def test_a_letter_alone_is_no_keyword():
    assert choose([(("m",), 1.0), (("class", "c"), 0.5)], _counts("m . class c"), 5) == [(("class", "c"), 0.5)]


def test_a_phrase_within_a_better_one_is_dropped():
    assert choose([(("aa", "bb"), 1.0), (("bb",), 0.5), (("cc",), 0.2)], _counts("aa bb cc"), 5) == [
        (("aa", "bb"), 1.0),
        (("cc",), 0.2),
    ]


def test_a_phrase_around_a_better_one_takes_its_place_where_the_shorter_never_stands_alone():
    assert choose([(("bb",), 1.0), (("aa", "bb"), 0.5)], _counts("aa bb . aa bb"), 5) == [(("aa", "bb"), 1.0)]


def test_a_phrase_around_a_better_one_is_dropped_where_the_shorter_stands_alone():
    assert choose([(("bb",), 1.0), (("aa", "bb"), 0.5)], _counts("aa bb . bb"), 5) == [(("bb",), 1.0)]


def test_plural_and_singular_are_one_keyword():
    assert choose([(("coils",), 1.0), (("coil",), 0.5)], _counts("coils coil"), 5) == [(("coils",), 1.0)]


def _counts(text):
    return keywords._count(split(text), 4)


def _python(code, **environment):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)


@pytest.mark.slow
def test_rake_never_looks_for_nltk_data(tmp_path):
    code = (
        "import nltk; nltk.data.path[:] = []; nltk.download = None\n"
        "from pipeline import config, keywords\n"
        "asked = {'keywords': {'extractors': ['rake'], 'rake': 'rake-nltk'}}\n"
        "found = keywords.load(config.load(overrides=asked).keywords)"
        ".extract('The antenna is before the harness.')\n"
        "assert {keyword.phrase for keyword in found} == {'antenna', 'harness'}, found"
    )
    run = _python(code, PYTHONPATH=os.pathsep.join(sys.path), NLTK_DATA=str(tmp_path), HOME=str(tmp_path))
    assert run.returncode == 0, run.stderr


@BY_PACKAGE
def test_a_missing_extractor_says_how_to_do_without_it(monkeypatch, extractor, package):
    missing = "rake-nltk" if extractor == "rake" else package
    monkeypatch.setitem(sys.modules, missing.replace("-", "_"), None)
    asked = rf"'{extractor}'.*pip install {missing}`.*remove '{extractor}' from keywords.extractors"
    with pytest.raises(DependencyError, match=asked):
        made(extractors=[extractor], yake=package, rake="rake-nltk").check()


def test_without_both_packages_of_yake_the_other_extractor_still_works(monkeypatch):
    for module in ("yake", "yake_rust"):
        monkeypatch.setitem(sys.modules, module, None)
    found = made(extractors=["rake"]).extract(TEXT)
    assert found
    assert {keyword.extractor for keyword in found} == {"rake"}


def test_loading_the_extractors_imports_neither_library():
    code = (
        "import sys; from pipeline import config, keywords; keywords.load(config.load().keywords)\n"
        "assert not {'yake', 'yake_rust', 'rake_nltk', 'nltk', 'numpy'} & set(sys.modules)"
    )
    run = _python(code, PYTHONPATH=os.pathsep.join(sys.path))
    assert run.returncode == 0, run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("text", ["radiated immunity level, ", "word ", "123 ", "(a) b; ", "x" * 50 + " "], ids=repr)
def test_a_text_of_half_a_megabyte_gives_keywords_and_ends_no_process(text):
    made(extractors=["yake", "rake"]).extract(text * (500_000 // len(text)))


def test_the_keywords_of_a_very_long_text_are_those_it_is_about():
    found = phrases_of(made(yake="yake-rust").extract("The stripline carries the harness on a foil. " * 12_000), "yake")
    assert {"stripline", "harness", "foil"} & set(" ".join(found).split())


def test_a_panic_of_the_rust_code_costs_only_what_it_panics_at():
    class Panic(BaseException):
        pass

    def score(text):
        if "bad" in text:
            raise Panic
        return [(word, 1.0) for word in text.split()]

    text = " ".join(["good"] * 20_000 + ["bad"] + ["fine"] * 20_000)
    assert dict(yake._in_pieces(text, score)) == {"good": 1.0, "fine": 1.0}
