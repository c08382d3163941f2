"""Specifications, run folders and stores that lie elsewhere: the same bytes come out as from folders here."""

import json
import sys

import pytest
from spec_files import emcmatch, read_rows, write_settings, write_spec

fsspec = pytest.importorskip("fsspec")

from pipeline.config import StoreSettings  # noqa: E402
from pipeline.errors import DependencyError, NoInputError, ReadError, UsageError  # noqa: E402
from pipeline.runs import inputs  # noqa: E402
from pipeline.storage import remotes  # noqa: E402
from pipeline.storage.cache import SharedStore, load  # noqa: E402

SAME = (
    "clauses.jsonl",
    "documents.jsonl",
    "matches.csv",
    "matches.jsonl",
    "problems.csv",
    "requirements.jsonl",
    "limits.jsonl",
)


@pytest.fixture
def memory():
    """A storage in this process's memory, empty at the end."""
    fs = fsspec.filesystem("memory")
    yield fs
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]


def put(fs, path, data=b"x"):
    fs.pipe_file(path, data)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("s3://bucket/specs", True),
        ("abfs://container@account.dfs.core.windows.net/specs", True),
        ("file:///tmp/specs", True),
        ("C:\\specs", False),
        ("C://specs", False),
        ("\\\\server\\share", False),
        ("/mnt/share", False),
        ("specs", False),
    ],
)
def test_an_address_is_told_from_a_path(name, is_one):
    assert remotes.is_address(name) is is_one


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("sftp://me:secret@host/specs", "password"),
        ("abfs://c@a.dfs.core.windows.net/x?sig=secret", "query"),
        ("simplecache+x://a::s3://b", "several"),
    ],
)
def test_an_address_with_a_secret_is_refused_and_the_secret_is_not_said(address, word):
    with pytest.raises(UsageError, match=word) as raised:
        remotes.connect(address)
    assert "secret" not in str(raised.value)


def test_the_package_of_a_storage_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "adlfs", None)
    with pytest.raises(DependencyError, match="pip install adlfs"):
        remotes.connect("abfs://container/specs")


def test_fsspec_itself_is_named_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(DependencyError, match="pip install fsspec"):
        remotes.connect("s3://bucket/specs")


def test_a_scheme_that_nobody_knows_is_a_usage_error():
    with pytest.raises(UsageError, match="no address of a storage"):
        remotes.connect("nosuch://bucket/specs")


def test_folders_elsewhere_are_searched_and_lock_files_skipped(memory):
    for name in ("/oem/a.docx", "/oem/deep/b.PDF", "/oem/~$a.docx", "/oem/notes.txt"):
        put(memory, name)
    sources, problems = inputs.find(["memory://oem"])
    assert [(one.document, one.address) for one in sources] == [
        ("a.docx", "memory://oem/a.docx"),
        ("b.PDF", "memory://oem/deep/b.PDF"),
    ]
    assert [problem.kind for problem in problems] == ["lock file"]


def test_a_file_elsewhere_may_be_named_alone(memory):
    put(memory, "/oem/a.docx")
    (source,), _ = inputs.find(["memory://oem/a.docx"])
    assert source.place == "memory://oem/a.docx"


def test_a_file_that_was_replaced_has_another_etag(memory):
    put(memory, "/oem/a.docx", b"one")
    before = inputs.find(["memory://oem"])[0][0].etag
    assert inputs.find(["memory://oem"])[0][0].etag == before
    put(memory, "/oem/a.docx", b"other")
    assert inputs.find(["memory://oem"])[0][0].etag != before


def test_nothing_at_an_address_is_no_input(memory):
    with pytest.raises(NoInputError, match="memory://nowhere"):
        inputs.find(["memory://nowhere"])


def test_a_copy_is_at_hand_and_goes_away(memory):
    put(memory, "/oem/a.docx", b"content")
    with remotes.local_copy("memory://oem/a.docx", 1) as copy:
        assert copy.read_bytes() == b"content"
        assert copy.suffix == ".docx"
    assert not copy.exists()


def test_what_is_larger_than_the_limit_is_not_fetched(memory):
    put(memory, "/oem/a.docx", bytes(1024 * 1024 + 1))
    with pytest.raises(ReadError, match="larger than 1 MB"), remotes.local_copy("memory://oem/a.docx", 1):
        pass


def test_what_is_gone_is_a_problem_of_that_file(memory):
    with pytest.raises(ReadError, match="cannot be fetched"), remotes.local_copy("memory://oem/gone.docx", 1):
        pass


def test_a_run_folder_is_brought_with_run_json_last_and_without_what_was_dropped(memory, tmp_path, monkeypatch):
    for name in ("run.json", "matches.csv", "accuracy.json"):
        put(memory, f"/out/{name}", b"old")
    for name in ("run.json", "matches.csv", "report.xlsx"):
        (tmp_path / name).write_bytes(b"new")
    order = []
    plain = type(memory).put_file
    monkeypatch.setattr(
        type(memory),
        "put_file",
        lambda self, local, there, **more: (
            order.append((there.rpartition("/")[2], self.exists("/out/run.json"))),
            plain(self, local, there, **more),
        ),
    )
    remotes.upload(tmp_path, "memory://out")
    assert [name for name, _ in order] == ["matches.csv", "report.xlsx", "run.json"]
    assert not any(whole for _, whole in order)  # never a run.json beside files of another run
    assert sorted(memory.ls("/out", detail=False)) == ["/out/matches.csv", "/out/report.xlsx", "/out/run.json"]
    assert memory.cat_file("/out/matches.csv") == b"new"


def test_a_store_elsewhere_keeps_counts_and_clears(memory):
    store = load(StoreSettings(path="memory://kept", size_limit=5))
    assert isinstance(store, SharedStore)
    assert store.get("a") is None
    store.put_many({"a": b"one", "model:x": b"two"})
    store.put("a", b"vector", "vectors")
    assert store.get_many(["a", "model:x", "gone"]) == {"a": b"one", "model:x": b"two"}
    assert store.get("a", "vectors") == b"vector"
    assert store.info().entries == {"results": 2, "vectors": 1}
    assert store.clear() == 3
    assert store.get("a") is None


def test_a_damaged_value_elsewhere_counts_as_none(memory):
    store = SharedStore("memory://kept")
    store.put("a", b"one")
    (name,) = memory.find("/kept")
    put(memory, name, b"half")
    assert store.get("a") is None


def test_a_store_with_a_password_in_its_address_is_refused():
    with pytest.raises(ValueError, match="password"):
        StoreSettings(path="sftp://me:secret@host/kept", size_limit=5)


@pytest.mark.slow
def test_a_run_from_and_to_addresses_gives_the_bytes_of_a_local_run(tmp_path):
    specs = tmp_path / "specs"
    for name in ("one.docx", "two.docx"):
        write_spec(specs / name)
    near = emcmatch("run", specs, "--config", write_settings(tmp_path), "--out", tmp_path / "near")
    assert near.returncode == 0, near.stderr
    far_store = tmp_path / "far.toml"
    kept = (tmp_path / "kept").as_uri()
    text = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    far_store.write_text(
        text.replace(f'path = "{(tmp_path / "store.sqlite").as_posix()}"', f'path = "{kept}"'), encoding="utf-8"
    )
    call = ("run", specs.as_uri(), "--config", far_store, "--out", (tmp_path / "far").as_uri())
    far = emcmatch("--log-json", *call)
    assert far.returncode == 0, far.stderr
    assert (tmp_path / "far").as_uri() in far.stdout
    for name in SAME:
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "near" / name).read_bytes()
    run = json.loads((tmp_path / "far" / "run.json").read_text(encoding="utf-8"))
    assert run["inputs"]["one.docx"] == f"{specs.as_uri()}/one.docx"
    again = emcmatch("--log-json", *call)
    lines = [json.loads(line) for line in again.stderr.splitlines()]
    assert [line["stored"] for line in lines if line["event"] == "document"] == [True, True]
    on = emcmatch("report", "--out", (tmp_path / "far").as_uri())
    assert on.returncode == 0, on.stderr
    assert len(read_rows(tmp_path / "far" / "matches.csv")) == len(read_rows(tmp_path / "near" / "matches.csv"))


@pytest.mark.slow
@pytest.mark.live
def test_the_protocol_of_s3_is_spoken(tmp_path, monkeypatch):
    pytest.importorskip("s3fs")
    server_module = pytest.importorskip("moto.server")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        keys = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "very-secret", "AWS_DEFAULT_REGION": "us-east-1"}
        surroundings = keys | {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "FSSPEC_S3_ENDPOINT_URL": f"http://{host}:{port}",
        }
        for name, value in surroundings.items():
            monkeypatch.setenv(name, value)
        fs = fsspec.filesystem("s3", endpoint_url=f"http://{host}:{port}", key="id", secret="very-secret")
        fs.mkdir("emc")
        local = write_spec(tmp_path / "specs" / "one.docx")
        fs.put_file(str(local), "emc/specs/one.docx")
        settings = write_settings(tmp_path)
        assert emcmatch("run", local, "--config", settings, "--out", tmp_path / "near").returncode == 0
        text = settings.read_text(encoding="utf-8").replace((tmp_path / "store.sqlite").as_posix(), "s3://emc/kept")
        settings.write_text(text, encoding="utf-8")
        call = ("--log-json", "run", "s3://emc/specs", "--config", settings, "--out", "s3://emc/out")
        done = emcmatch(*call, **surroundings)
        assert done.returncode == 0, done.stderr
        for name in SAME:
            assert fs.cat_file(f"emc/out/{name}") == (tmp_path / "near" / name).read_bytes()
        assert b"very-secret" not in fs.cat_file("emc/out/run.json")
        again = emcmatch(*call, **surroundings)
        assert [json.loads(line).get("stored") for line in again.stderr.splitlines() if '"document"' in line] == [True]
    finally:
        server.stop()
