"""The store: nothing half written, nothing in the way of a run, whatever happens to the file."""

import contextlib
import logging
import pickle
import sqlite3
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import config
from pipeline.storage import cache
from pipeline.storage.cache import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "store.sqlite"


def test_what_was_put_comes_back_in_another_process_view(path):
    with Store(path) as one:
        one.put("a", b"first")
        one.put_many({"v": b"\x00" * 8, "w": b"\x01" * 8}, "vectors")
    with Store(path) as other:
        assert other.get("a") == b"first"
        assert other.get_many(["v", "x", "w"], "vectors") == {"v": b"\x00" * 8, "w": b"\x01" * 8}


def test_the_shelves_are_apart(path):
    with Store(path) as one:
        one.put("a", b"result")
        assert one.get("a", "vectors") is None


def test_a_second_put_replaces_the_first(path):
    with Store(path) as one:
        one.put("a", b"old")
        one.put("a", b"new")
        assert one.get("a") == b"new"
        assert one.info().entries == {"results": 1, "vectors": 0}


def test_more_keys_than_a_statement_takes_are_found(path):
    values = {f"k{number}": str(number).encode() for number in range(3000)}
    with Store(path) as one:
        one.put_many(values)
        assert one.get_many(values) == values


@given(st.binary(max_size=300))
def test_any_bytes_come_back(tmp_path_factory, value):
    with Store(tmp_path_factory.mktemp("any") / "s.sqlite") as one:
        one.put("k", value)
        assert one.get("k") == value


def test_reading_and_counting_make_no_file(path):
    with Store(path) as one:
        assert one.get("a") is None
        assert one.info().entries == {"results": 0, "vectors": 0}
        assert one.clear() == 0
    assert not path.parent.exists()


def test_hits_and_misses_of_results_are_counted(path):
    with Store(path) as one:
        one.put("a", b"1")
        one.get_many(["a", "b", "c"])
        one.get("d", "vectors")
        assert (one.hits, one.misses) == (1, 2)


def test_without_a_path_nothing_is_kept(caplog):
    with Store(None) as one:
        one.put("a", b"1")
        assert one.get("a") is None
    assert not caplog.records


def test_an_empty_path_in_the_configuration_keeps_nothing():
    assert cache.load(config.load(overrides={"store": {"path": ""}}).store).path is None


def test_the_size_limit_of_the_configuration_is_in_megabytes():
    assert cache.load(config.load(overrides={"store": {"size_limit": 7}}).store).size_limit == 7_000_000


def test_clearing_gives_the_space_back(path):
    with Store(path) as one:
        one.put_many({f"k{n}": bytes(500) + str(n).encode() for n in range(50)}, "vectors")
        full = one.info().size
        assert one.clear() == 50
        assert one.info().entries == {"results": 0, "vectors": 0}
        assert one.info().size < full


def noise(number, size=20_000):
    """Bytes that do not compress."""
    import random

    return random.Random(number).randbytes(size)


def test_what_was_used_longest_ago_is_dropped_first(path):
    with Store(path, size_limit=300_000) as one:
        for number in range(8):
            one.put(f"k{number}", noise(number))
        one.get("k0")
        for number in range(8, 18):
            one.put(f"k{number}", noise(number))
        kept = set(one.get_many([f"k{number}" for number in range(16)]))
    assert "k0" in kept
    assert "k15" in kept
    assert "k1" not in kept


def test_use_in_one_process_saves_a_value_from_being_dropped_by_another(path):
    with Store(path, size_limit=300_000) as one:
        one.put_many({f"k{number}": noise(number) for number in range(8)})
    with Store(path, size_limit=300_000) as two:
        two.get("k3")
    with Store(path, size_limit=300_000) as three:
        for number in range(8, 18):
            three.put(f"k{number}", noise(number))
        kept = three.get_many(["k3", "k2"])
    assert set(kept) == {"k3"}


def test_the_file_stays_below_its_limit(path):
    with Store(path, size_limit=500_000) as one:
        for number in range(100):
            one.put(f"k{number}", noise(number), "results" if number % 2 else "vectors")
    assert path.stat().st_size <= 600_000


def test_a_value_larger_than_the_store_is_not_kept_and_drops_nothing(path):
    with Store(path, size_limit=100_000) as one:
        one.put("small", b"1")
        one.put("large", noise(1, 200_000))
        assert set(one.get_many(["small", "large"])) == {"small"}


def test_a_text_file_in_its_place_is_moved_aside_and_the_store_rebuilt(path, caplog):
    path.parent.mkdir()
    path.write_text("this is no database, but it is somebody's work " * 50)
    with Store(path) as one:
        one.put("a", b"1")
        assert one.get("a") == b"1"
        assert one.trouble == ""
    assert "damaged" in caplog.text
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_text().startswith("this is no database")


def test_a_file_damaged_in_the_middle_is_moved_aside_when_it_shows(path, caplog):
    with Store(path) as one:
        one.put_many({f"k{number}": noise(number) for number in range(40)})
    raw = bytearray(path.read_bytes())
    raw[4096:-4096] = b"\xff" * (len(raw) - 8192)
    path.write_bytes(raw)
    with Store(path) as two:
        assert two.get_many([f"k{number}" for number in range(40)]) == {}
        two.put("new", b"1")
        two.put("new", b"1")
        assert two.get("new") == b"1"
    assert "damaged" in caplog.text


def test_a_cut_off_file_does_not_stop_a_run(path):
    with Store(path) as one:
        one.put_many({f"k{number}": noise(number) for number in range(40)})
    path.write_bytes(path.read_bytes()[:100_000])
    with Store(path) as two:
        two.get_many([f"k{number}" for number in range(40)])
        two.put("new", b"1")
        two.put("newer", b"2")
        assert two.get("newer") == b"2"


def test_a_result_damaged_within_its_bytes_is_not_there(path):
    with Store(path) as one:
        one.put("a", b"hello" * 100)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE results SET value = zeroblob(40)")
    connection.close()
    with Store(path) as two:
        assert two.get("a") is None


def test_the_database_of_another_program_is_left_alone(path, caplog):
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE results (mine TEXT)")
        connection.execute("INSERT INTO results VALUES ('precious')")
    connection.close()
    with Store(path) as one:
        one.put("a", b"1")
        assert one.get("a") is None
        assert "another program" in one.trouble
    assert "another program" in caplog.text
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT mine FROM results").fetchall() == [("precious",)]
    connection.close()


def test_a_store_of_an_older_version_is_emptied(path):
    with Store(path) as one:
        one.put("a", b"1")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    with Store(path) as two:
        assert two.get("a") is None
        two.put("a", b"2")
        assert two.get("a") == b"2"


def test_a_folder_in_its_place_is_a_warning_and_an_empty_store(path, caplog):
    path.mkdir(parents=True)
    with Store(path) as one:
        one.put("a", b"1")
        assert one.get("a") is None
        assert "keeps no results" in one.trouble
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_file_where_its_folder_should_be_is_a_warning_and_an_empty_store(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    with Store(tmp_path / "file" / "store.sqlite") as one:
        one.put("a", b"1")
        assert one.get("a") is None
    assert len(caplog.records) == 1


def test_a_file_locked_by_another_process_is_a_warning_and_an_empty_store(path, caplog, monkeypatch):
    monkeypatch.setattr("pipeline.storage.sqlite._BUSY", 0.2)
    with Store(path) as one:
        one.put("a", b"1")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with Store(path) as two:
        two.put("b", b"1")
        two.put("c", b"1")
        assert "locked" in two.trouble
    holder.execute("ROLLBACK")
    holder.close()
    assert len(caplog.records) == 1


def test_a_store_can_be_sent_to_another_process(path):
    with Store(path, size_limit=123_456) as one:
        one.put("a", b"1")
        with pickle.loads(pickle.dumps(one)) as sent:
            assert sent.get("a") == b"1"
            assert sent.size_limit == 123_456


def test_an_interrupted_write_leaves_the_store_usable(path):
    with Store(path) as one:
        one.put("a", b"1")
        with contextlib.suppress(KeyboardInterrupt), one._database.use(write=True) as connection:
            connection.execute("DELETE FROM results")
            raise KeyboardInterrupt
        assert one.get("a") == b"1"
        one.put("b", b"2")
        assert one.get("b") == b"2"


def test_threads_share_a_store(path):
    with Store(path) as one:

        def work(name):
            for number in range(30):
                one.put(f"{name}{number}", f"{name}{number}".encode())
                assert one.get(f"{name}{number}") == f"{name}{number}".encode()

        threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert one.info().entries["results"] == 120


_WRITER = """
import sys
from pathlib import Path
from pipeline.storage.cache import Store
with Store(Path(sys.argv[1])) as store:
    for number in range(60):
        store.put(f"{sys.argv[2]}{number}", sys.argv[2].encode() * 50)
        store.put_many({f"{sys.argv[2]}{number}": bytes(64), "shared": bytes(64)}, "vectors")
    assert not store.trouble, store.trouble
"""


def test_several_processes_make_and_fill_one_store_at_once(path):
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(path), name]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with Store(path) as one:
        assert one.info().entries == {"results": 180, "vectors": 181}


def test_a_killed_process_leaves_what_it_finished_and_no_halves(path):
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom pipeline.storage.cache import Store\n"
        "store = Store(Path(sys.argv[1]))\nstore.put('whole', b'1' * 1000)\n"
        "with store._database.use(write=True) as connection:\n"
        "    connection.execute(\"INSERT INTO results VALUES ('half', x'00', 1, 1)\")\n"
        "    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    with Store(path) as one:
        assert one.get("whole") == b"1" * 1000
        assert one.get("half") is None
        one.put("after", b"2")
        assert one.get("after") == b"2"
