"""Stages: the key of a result covers all it depends on, and a stored result is the fresh one."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from pipeline.config import SettingsSection
from pipeline.records import Block, Clause, Document, Keyword, LossAccount, LossLine, Outline, Place, Profile
from pipeline.storage import stage as stages
from pipeline.storage.cache import Store
from pipeline.storage.stage import Stage, decode, encode, key, run


class Knobs(SettingsSection):
    """Settings of the stage under test."""

    size: int = 1
    names: tuple[str, ...] = ()
    share: float = 0.5


def shout(text: str, knobs: Knobs) -> Keyword:
    return Keyword(text.upper() * knobs.size, knobs.share, "yake")


def stage(**changes):
    given_ = {"name": "shout", "version": 1, "function": shout, "result": Keyword, "settings": Knobs()}
    return Stage(**(given_ | changes))


class Counting:
    """A function that counts its calls."""

    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, *arguments):
        """Count, and call."""
        self.calls += 1
        return self.function(*arguments)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "whisper"},
        {"version": 2},
        {"settings": Knobs(size=2)},
        {"settings": Knobs(names=("a",))},
        {"settings": Knobs(share=0.25)},
        {"settings": None},
        {"result": tuple[Keyword, ...]},
        {"result": Profile},
    ],
)
def test_a_change_of_the_stage_changes_the_key(changed):
    assert stage(**changed).key("input") != stage().key("input")


def test_a_change_of_the_input_changes_the_key():
    keys = [stage().key(inputs) for inputs in ("a", "b", ["a", "b"], ["b", "a"], ["ab"], ["a", "", "b"], "")]
    assert len(set(keys)) == len(keys)


def test_a_new_version_of_the_program_changes_the_key(monkeypatch):
    before = stage().key("a")
    monkeypatch.setattr(stages, "__version__", "999.0")
    assert stage().key("a") != before


def test_settings_of_the_same_content_but_another_kind_change_the_key():
    class Others(SettingsSection):
        size: int = 1
        names: tuple[str, ...] = ()
        share: float = 0.5

    assert stage(settings=Others()).key("a") != stage().key("a")


def test_the_function_itself_and_a_copy_of_the_settings_change_nothing():
    same = stage(function=lambda text, knobs: None, settings=Knobs(size=1, share=0.5))
    assert same.key("a") == stage().key("a")
    assert stage().key(["a"]) == stage().key("a")


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(PARTS, max_size=4), st.lists(PARTS, max_size=4))
def test_two_keys_are_equal_exactly_when_their_parts_are(one, other):
    same = repr(_ordered(one)) == repr(_ordered(other))
    assert (key(*one) == key(*other)) == same


def _ordered(value):
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, list) else value


@given(
    st.builds(Knobs, size=st.integers(), names=st.lists(st.text(max_size=4), max_size=3).map(tuple)),
    st.builds(Knobs, size=st.integers(), names=st.lists(st.text(max_size=4), max_size=3).map(tuple)),
    st.integers(0, 3),
    st.integers(0, 3),
    st.text(max_size=4),
    st.text(max_size=4),
)
def test_keys_of_stages_are_equal_exactly_when_all_they_cover_is(knobs, others, version, newer, inputs, more):
    same = (knobs, version, inputs) == (others, newer, more)
    mine, theirs = stage(settings=knobs, version=version), stage(settings=others, version=newer)
    assert (mine.key(inputs) == theirs.key(more)) == same


def test_a_record_with_a_new_field_has_another_key():
    from dataclasses import make_dataclass

    old = make_dataclass("Thing", [("text", str)], frozen=True)
    new = make_dataclass("Thing", [("text", str), ("page", int, 0)], frozen=True)
    assert stage(result=old).key("a") != stage(result=new).key("a")


# --- run --------------------------------------------------------------------------------------------------------------


def test_a_stored_result_is_not_computed_again(store):
    counting = Counting(shout)
    first = run(stage(function=counting), "k", "word", store=store)
    second = run(stage(function=counting), "k", "word", store=store)
    assert first == second == Keyword("WORD", 0.5, "yake")
    assert counting.calls == 1


def test_another_process_finds_the_result(tmp_path):
    counting = Counting(shout)
    for _ in range(2):
        with Store(tmp_path / "s.sqlite") as opened:
            run(stage(function=counting), "k", "word", store=opened)
    assert counting.calls == 1


def test_a_changed_setting_is_computed_anew_and_reaches_the_function(store):
    run(stage(), "k", "word", store=store)
    assert run(stage(settings=Knobs(size=2)), "k", "word", store=store).phrase == "WORDWORD"


def test_without_a_store_every_call_computes():
    counting = Counting(shout)
    assert run(stage(function=counting), "k", "a") == run(stage(function=counting), "k", "a")
    assert counting.calls == 2


def test_a_stage_without_settings_passes_none():
    assert run(Stage("count", 1, len, int), "k", "four") == 4


def test_an_unreadable_stored_result_is_computed_again(store, caplog):
    store.put(stage().key("k"), b'{"phrase": 3}')
    assert run(stage(), "k", "word", store=store).phrase == "WORD"
    assert "computed again" in caplog.text
    caplog.clear()
    assert run(stage(), "k", "word", store=store).phrase == "WORD"
    assert not caplog.records


def test_an_error_of_the_function_is_passed_on_and_nothing_is_stored(store):
    def fail(text, knobs):
        raise ValueError("no such luck")

    with pytest.raises(ValueError, match="no such luck"):
        run(stage(function=fail), "k", "word", store=store)
    assert store.info().entries["results"] == 0


def test_a_result_that_cannot_be_stored_is_still_given(store):
    half = "\ud800"
    assert run(stage(function=lambda text, knobs: Keyword(half, 1.0, "rake")), "k", "a", store=store).phrase == half


def test_a_fresh_result_has_the_types_of_a_stored_one(store):
    fresh = run(stage(function=lambda text, knobs: Keyword("a", 1, "rake")), "k", "a", store=store)
    again = run(stage(), "k", "a", store=store)
    assert repr(fresh) == repr(again) == "Keyword(phrase='a', weight=1.0, extractor='rake')"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
BLOCKS = st.builds(
    Block,
    kind=st.sampled_from(["paragraph", "table", "caption", "note"]),
    text=TEXT,
    place=st.builds(Place, st.integers(0, 9999), st.none() | st.integers(1, 999)),
    label=TEXT,
    size=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    rows=st.lists(st.lists(TEXT, max_size=3).map(tuple), max_size=3).map(tuple),
)
DOCUMENTS = st.builds(
    Document,
    id=TEXT,
    sha256=TEXT,
    format=st.just("docx"),
    blocks=st.lists(BLOCKS, max_size=4).map(tuple),
    loss=st.just(LossAccount((LossLine("body", "kept", 3),), 3)),
)


@given(DOCUMENTS)
def test_any_document_is_read_back_as_it_was(document):
    reading = Stage("read", 1, id, Document)
    assert decode(reading, encode(reading, document)) == document


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_to_the_last_bit(number):
    extracting = Stage("x", 1, id, Keyword)
    assert decode(extracting, encode(extracting, Keyword("a", number, "rake"))).weight == number


def test_tuples_of_records_are_read_back_as_tuples():
    clauses = tuple(Clause(f"d#{n}", "d", str(n), "Title", 1, None, ("A", "B"), tables=()) for n in range(3))
    outlining = Stage("split", 1, id, Outline)
    outline = Outline("d", clauses)
    assert decode(outlining, encode(outlining, outline)) == outline
    profiling = Stage("profile", 1, id, tuple[Profile, ...])
    profiles = tuple(Profile(clause) for clause in clauses)
    assert decode(profiling, encode(profiling, profiles)) == profiles


def test_a_document_of_three_thousand_blocks_is_written_and_read_in_a_moment():
    words = random.Random(1).choices(["field", "antenna", "harness", "supply", "limit", "chamber"], k=100_000)
    blocks = tuple(Block("paragraph", " ".join(words[n * 30 : n * 30 + 30]), Place(n, n // 20)) for n in range(3000))
    reading, document = Stage("read", 1, id, Document), Document("a.docx", "0" * 64, "docx", blocks)
    encode(reading, document)  # the first call builds the adapter
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        again = decode(reading, encode(reading, document))
        seconds.append(time.perf_counter() - start)
    assert again == document
    assert min(seconds) < 0.5  # 0.02 s on a quiet machine


def test_settings_may_be_any_pydantic_model():
    class Plain(BaseModel):
        depth: int

    assert stage(settings=Plain(depth=1)).key("a") != stage(settings=Plain(depth=2)).key("a")
