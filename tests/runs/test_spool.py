"""Spools: what is put in comes out again, exactly, in the order of the names."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from pipeline.runs.spool import RecordFile, pack, unpack


@dataclass(frozen=True)
class Note:
    """A record with what the records are made of."""

    name: str
    lines: tuple[str, ...] = ()
    value: float | None = None


NOTES = st.builds(
    Note, st.text(), st.lists(st.text(st.characters(), max_size=9)).map(tuple), st.none() | st.floats(-9, 9)
)


@given(note=NOTES)
def test_a_record_comes_back_exactly(note):
    assert unpack(Note, pack(note)) == note


def test_half_a_surrogate_pair_comes_back_too():
    note = Note("\ud83d alone", ("x\udc00", "whole \U0001f600"))
    assert unpack(Note, pack(note)) == note


@given(names=st.lists(st.text(min_size=1), unique=True, max_size=8))
def test_records_come_in_the_order_of_their_names_whatever_order_they_went_in(tmp_path_factory, names):
    spool = RecordFile(Note, tmp_path_factory.mktemp("spool"))
    for name in names:
        spool.put(name, pack(Note(name)))
    assert [note.name for note in spool] == sorted(names)
    assert len(spool) == len(names)


def test_a_record_that_is_put_again_while_they_are_read_replaces_the_first(tmp_path):
    spool = RecordFile(Note, tmp_path)
    for name in ("b", "a"):
        spool.put(name, pack(Note(name)))
    for note in spool:
        spool.put(note.name, pack(Note(note.name, ("seen",))))
    assert [note.lines for note in spool] == [("seen",), ("seen",)]
    assert len(list(tmp_path.iterdir())) == 2
