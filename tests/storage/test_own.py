"""What this user wrote is known from what others wrote; what they may set is known too."""

import os
import sqlite3
import stat
import subprocess
import sys

import pytest
from spec_files import environment

from pipeline.storage import own, settings_trust
from pipeline.storage.cache import Store

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows keeps the rights of a user's own folder otherwise")


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv(own.HOME, str(tmp_path / "home"))


def test_a_signature_holds_for_its_bytes_its_purpose_and_its_user_only(tmp_path, monkeypatch):
    seal = own.sign("store", b"a", b"bc")
    assert own.verify(seal, "store", b"a", b"bc")
    assert not own.verify(seal, "store", b"ab", b"c")
    assert not own.verify(seal, "run.json", b"a", b"bc")
    assert not own.verify(b"", "store", b"a", b"bc")
    monkeypatch.setenv(own.HOME, str(tmp_path / "another"))
    assert not own.verify(seal, "store", b"a", b"bc")


@POSIX
def test_the_key_and_the_list_of_folders_are_for_their_owner_alone(tmp_path):
    own.sign("store", b"")
    own.trust(tmp_path)
    for name in ("key", "trusted.json"):
        assert stat.S_IMODE((own.home() / name).stat().st_mode) == 0o600


def test_two_processes_that_make_the_key_at_once_get_the_same():
    code = "from pipeline.storage import own; print(own.sign('store', b'x').hex())"
    processes = [
        subprocess.Popen([sys.executable, "-c", code], env=environment(), stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in processes}) == 1


def test_trust_is_for_a_folder_with_all_in_it_and_can_be_withdrawn(tmp_path):
    (tmp_path / "oem" / "run").mkdir(parents=True)
    own.trust(tmp_path / "oem")
    assert own.trusts(tmp_path / "oem" / "run")
    assert not own.trusts(tmp_path)
    assert not own.trusts(tmp_path / "oem2")
    own.trust(tmp_path / "oem", withdraw=True)
    assert not own.trusts(tmp_path / "oem")


@pytest.mark.parametrize("shelf", ["results", "vectors"])
@pytest.mark.parametrize("poison", [lambda value: value[:-1] + bytes([value[-1] ^ 1]), lambda value: value[16:]])
def test_a_changed_or_foreign_value_of_the_store_counts_as_none(tmp_path, shelf, poison):
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.put_many({"good": b"200 V/m", "bad": b"20 V/m"}, shelf)
    with sqlite3.connect(path) as raw:
        (value,) = raw.execute(f"SELECT value FROM {shelf} WHERE key = 'bad'").fetchone()
        raw.execute(f"UPDATE {shelf} SET value = ? WHERE key = 'bad'", (poison(value),))
    raw.close()
    with Store(path) as store:
        assert store.get_many(("good", "bad"), shelf) == {"good": b"200 V/m"}


def test_a_value_moved_to_another_key_counts_as_none(tmp_path):
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.put("20 V/m", b"twenty")
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO results SELECT '200 V/m', value, size, used FROM results")
    raw.close()
    with Store(path) as store:
        assert store.get("200 V/m") is None


def test_a_store_of_a_newer_version_is_left_as_it_is(tmp_path, caplog):
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.put("a", b"1")
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    before = path.read_bytes()
    with Store(path) as store:
        store.put("b", b"2")
        assert store.get("a") is None
        assert "newer emcmatch" in store.trouble
    assert path.read_bytes() == before


def test_a_folder_nobody_trusted_sets_nothing_that_sends_runs_or_believes():
    from pipeline import config

    whole = config.load().model_dump(mode="json")
    kept, ignored = settings_trust.restrict(whole)
    assert not {"llm", "store", "review", "batch", "expand"} & kept.keys()
    assert "llm.host" in ignored
    assert "embedding.model" in ignored
    assert kept["decide"] == whole["decide"]


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("tests/mine.toml", True),
        ("mine.xlsx", True),
        ("../mine.toml", False),
        ("a\\..\\..\\mine.toml", False),
        ("/etc/tests.toml", False),
        ("C:tests.toml", False),
        ("\\\\host\\share\\t.toml", False),
        ("//host/share/t.toml", False),
        ("s3://bucket/t.toml", False),
        ("~/t.toml", False),
        (7, False),
    ],
)
def test_a_catalogue_of_such_a_folder_lies_in_it(name, stays):
    assert settings_trust.stays_inside(name) is stays
    assert bool(settings_trust.restrict({"match": {"references": [name]}})[0]) is stays
