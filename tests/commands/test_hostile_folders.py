"""A folder delivered with more than documents: nothing is sent, nothing of it is believed, what was ignored is said."""

import json
import socketserver
import sqlite3
import threading
import zlib

import pytest
from spec_files import call, read_lines, read_rows, write_settings, write_spec

from pipeline.reports import runs
from pipeline.storage import own

pytestmark = pytest.mark.slow  # whole runs

SETTINGS = """[llm]
provider = "{provider}"
host = "{host}"
allow_remote = true
[store]
path = "lure/store.sqlite"
[review]
store = "lure/reviews.sqlite"
aliases = "{host}/aliases.toml"
[batch]
engine = "dask"
scheduler = "{address}"
[match]
references = ["{host}/tests.toml"]
examples = ["{host}/examples.csv"]
weights = "lure/weights.json"
[embedding]
backend = "{provider}"
model = "{host}"
"""
SEALED = 16  # bytes of the signature before each value of the store


@pytest.fixture
def listener():
    """A server that writes down whoever connects; nobody does."""
    seen = []

    class Note(socketserver.BaseRequestHandler):
        def handle(self):
            seen.append(self.client_address)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Note) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield "{}:{}".format(*server.server_address)
        server.shutdown()
    assert not seen


@pytest.fixture(autouse=True)
def _victim(tmp_path, monkeypatch):
    monkeypatch.setenv(own.HOME, str(tmp_path / "victim"))
    monkeypatch.delenv("OLLAMA_HOST", raising=False)


@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_settings_beside_the_documents_send_nothing_and_are_not_believed(tmp_path, listener, provider):
    folder = tmp_path / "delivered"
    write_spec(folder / "spec.docx")
    (folder / "lure").mkdir()
    (folder / "lure" / "weights.json").write_text("{}")
    lures = SETTINGS.format(provider=provider, host=f"http://{listener}", address=f"tcp://{listener}")
    (folder / "emcmatch.toml").write_text(lures)
    result = call("run", ".", "--out", "out", cwd=folder)
    assert result.returncode == 0, result.stderr
    for name in ("llm.host", "llm.allow_remote", "store.path", "review.store", "batch.scheduler", "match.references",
                 "match.weights", "embedding.model"):  # fmt: skip
        assert name in result.stderr
    assert "nobody trusted this folder" in result.stderr
    assert [path.name for path in (folder / "lure").iterdir()] == ["weights.json"]
    run = runs.load(folder / "out" / "run.json")
    assert (run.llm, run.llm_address, run.engine) == ("", "", "local")
    assert {row["number"] for row in read_rows(folder / "out" / "matches.csv")} >= {"1", "2", "2.1", "3"}


@pytest.mark.parametrize("name", ["emc_tests.toml", "examples.csv", "weights.json", "promises.json"])
def test_files_named_like_those_of_the_program_are_not_taken_for_them_until_trusted(tmp_path, name):
    folder = tmp_path / "delivered"
    write_spec(folder / "spec.docx")
    (folder / "references").mkdir()
    (folder / "references" / name).write_text("no such thing = [")
    settings = write_settings(tmp_path, match="")  # says nothing of catalogues and weights
    result = call("run", ".", "--config", settings, "--out", "out", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert f"Not used, because nobody trusted this folder: references/{name}" in result.stderr
    own.trust(folder)
    believed = call("run", ".", "--config", settings, "--out", "out2", cwd=folder)
    assert "nobody trusted" not in believed.stderr
    if name in ("emc_tests.toml", "weights.json"):
        assert believed.returncode == 4
        assert f"references/{name}" in believed.stderr.replace("\\", "/")


@pytest.mark.parametrize("command", ["report", "resolve"])
def test_a_run_folder_from_elsewhere_sends_nothing_and_opens_no_address(tmp_path, listener, command):
    write_spec(tmp_path / "spec.docx")
    settings = write_settings(tmp_path)
    assert call("run", tmp_path / "spec.docx", "--config", settings, "--out", tmp_path / "out").returncode == 0
    path = tmp_path / "out" / "run.json"
    content = json.loads(path.read_text())
    host = f"http://{listener}"
    content["configuration"]["llm"] |= {"provider": "ollama", "host": host, "allow_remote": True}
    content["configuration"]["store"]["path"] = str(tmp_path / "lure.sqlite")
    content["configuration"]["review"] |= {"store": str(tmp_path / "lure_reviews.sqlite")}
    content["inputs"] = {"spec.docx": f"{host}/spec.docx"}
    path.write_text(json.dumps(content))
    result = call(command, "--out", tmp_path / "out", cwd=tmp_path)
    assert "was made or changed by somebody else" in result.stderr
    assert not list(tmp_path.glob("lure*"))


def test_a_store_of_somebody_else_is_not_believed(tmp_path, monkeypatch):
    write_spec(tmp_path / "spec.docx")
    settings = write_settings(tmp_path)

    def read(out):
        done = call("run", tmp_path / "spec.docx", "--config", settings, "--out", tmp_path / out)
        assert done.returncode == 0, done.stderr
        return json.dumps(read_lines(tmp_path / out / "clauses.jsonl"))

    monkeypatch.setenv(own.HOME, str(tmp_path / "attacker"))
    assert "100 mA" in read("made")
    _poison(tmp_path / "store.sqlite", b"100 mA", b"900 mA")
    assert "900 mA" in read("believed")  # by who made it: the poison works
    monkeypatch.setenv(own.HOME, str(tmp_path / "victim"))
    found = read("victim")
    assert "100 mA" in found
    assert "900 mA" not in found


def _poison(path, old, new):
    """Change what is kept, and sign it as whoever runs this."""
    with sqlite3.connect(path) as store:
        rows = store.execute("SELECT key, value FROM results").fetchall()
        for key, value in rows:
            changed = zlib.compress(zlib.decompress(value[SEALED:]).replace(old, new))
            seal = own.sign("store", b"results", key.encode(), changed, size=SEALED)
            store.execute("UPDATE results SET value = ? WHERE key = ?", (seal + changed, key))
    store.close()
