"""Requirements are read once for each report, and read anew when anything they depend on changes."""

import pytest
from report_builders import decide, make_report

from pipeline.config import resource
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.requirements import stored
from pipeline.runs.spool import digest_of, pack
from pipeline.storage.cache import Store

CATALOGUE = load_catalogue([resource("references/emc_tests.toml")])


@pytest.fixture
def place(tmp_path):
    """A store of its own."""
    return Store(tmp_path / "store.sqlite")


@pytest.fixture
def readings(monkeypatch):
    found = []
    real = stored.extract

    def extract(decisions, catalogue):
        found.append(len(decisions))
        return real(decisions, catalogue)

    monkeypatch.setattr(stored, "extract", extract)
    return found


def read(report, place, catalogue=CATALOGUE, **how):
    return stored.read(report, digest_of(pack(report)), catalogue, place, **how)


def report(text="The current is 100 mA from 1 MHz to 400 MHz.", document="a.docx"):
    return make_report(
        decide("5", ("BCI",), title="Bulk current injection", clause={"text": text}, document=document),
        document=document,
    )


def test_a_report_that_was_read_is_not_read_again_and_gives_the_same(place, readings):
    once, again = read(report(), place), read(report(), place)

    assert once == again
    assert [fact.value for fact in once[0].of("band")] == ["1 MHz - 400 MHz"]
    assert len(readings) == 1


def test_another_text_is_read_anew(place, readings):
    read(report(), place)
    found = read(report("The current is 60 mA from 1 MHz to 200 MHz."), place)

    assert [fact.value for fact in found[0].of("band")] == ["1 MHz - 200 MHz"]
    assert len(readings) == 2


def test_another_catalogue_and_a_fresh_run_read_anew(place, readings):
    read(report(), place)
    read(report(), place, load_catalogue([resource("references/mil_std_461.toml")]))
    read(report(), place, fresh=True)

    assert len(readings) == 3
