"""Calls written down: as lines in a file, and as spans sent to a collector."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from collectors import Collector
from llm_settings import settings

from pipeline.answers.llms import Message, hosts
from pipeline.answers.llms.traces import Call, Traces
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def call(**changes: Any) -> Call:
    values: dict[str, Any] = {
        "about": "spec.docx#5.1",
        "purpose": "test",
        "attempt": 1,
        "model": "ollama/llama3",
        "messages": (Message("user", "Which test?"),),
        "address": "http://127.0.0.1:11434 (OLLAMA_HOST)",
        "ended": 1_700_000_000.5,
        "seconds": 1.5,
        "answer": '{"test": "BCI"}',
        "prompt_tokens": 40,
        "answer_tokens": 9,
        "decision": "BCI",
    }
    return Call(**{**values, **changes})


def test_a_call_is_one_line_with_all_that_was_said(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    traces = Traces(path)
    traces.write(call())
    traces.write(call(about="spec.docx#5.2", answer="线\ud800", decision="none"))
    first, second = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert first["messages"] == [{"role": "user", "content": "Which test?"}]
    assert (first["answer"], first["prompt_tokens"], first["seconds"]) == ('{"test": "BCI"}', 40, 1.5)
    assert first["ended"] == "2023-11-14T22:13:20.500+00:00"
    assert len(first["trace_id"]) == 32
    assert first["trace_id"] != second["trace_id"]


def test_calls_about_one_clause_share_a_trace() -> None:
    assert call().trace_id == call(attempt=2).trace_id


def test_a_file_that_cannot_be_written_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    traces = Traces(tmp_path / "no such folder" / "calls.jsonl")
    traces.write(call())
    traces.write(call())
    assert len([record for record in caplog.records if "could not be written" in record.message]) == 1


def test_lines_of_many_threads_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    traces = Traces(path)
    threads = [threading.Thread(target=traces.write, args=(call(answer="x" * 20_000),)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(json.loads(line)["answer"] == "x" * 20_000 for line in path.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def collector() -> Iterator[Collector]:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    with Collector() as made:
        yield made


def test_a_span_arrives_at_a_collector_with_the_names_of_the_conventions(collector: Collector) -> None:
    traces = Traces(None, collector.url)
    traces.write(call())
    traces.write(call(attempt=2, fault="deadline", decision="no answer", answer=""))
    traces.close()
    spans = collector.spans
    assert [span.name for span in spans] == ["chat llama3"] * 2
    assert {span.trace_id.hex() for span in spans} == {call().trace_id}
    assert spans[0].end_time_unix_nano - spans[0].start_time_unix_nano == 1_500_000_000
    values = {item.key: item.value for item in spans[0].attributes}
    assert values["gen_ai.operation.name"].string_value == "chat"
    assert values["gen_ai.provider.name"].string_value == "ollama"
    assert values["gen_ai.usage.input_tokens"].int_value == 40
    assert values["emcmatch.about"].string_value == "spec.docx#5.1"
    assert {item.key: item.value.string_value for item in spans[1].attributes}["error.type"] == "deadline"


def test_prompts_can_be_left_out_of_spans_and_the_file_keeps_them(collector: Collector, tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    traces = Traces(path, collector.url, prompts=False)
    traces.write(call(messages=(Message("user", "SECRET clause"),), answer="SECRET answer", decision="SECRET words"))
    traces.write(call(attempt=2, fault="deadline", decision="SECRET fault", answer=""))
    traces.close()
    assert len(collector.spans) == 2
    assert not any(b"SECRET" in data for data in collector.received)
    names = {item.key for item in collector.spans[0].attributes}
    assert {"gen_ai.request.model", "gen_ai.usage.input_tokens", "emcmatch.about"} <= names
    assert path.read_text(encoding="utf-8").count("SECRET") == 4


def test_the_keys_of_a_collector_come_from_the_environment(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic cHVibGljOnNlY3JldA==")
    traces = Traces(None, collector.url)
    traces.write(call())
    traces.close()
    assert [headers["authorization"] for headers in collector.headers] == ["Basic cHVibGljOnNlY3JldA=="]


def test_a_collector_on_another_machine_needs_consent() -> None:
    with pytest.raises(ConfigError, match=r"collector http://192\.0\.2\.7:4318/v1/traces .* another machine"):
        hosts.check_collector(settings(otlp="http://192.0.2.7:4318/v1/traces"))
    hosts.check_collector(settings(otlp="http://192.0.2.7:4318/v1/traces", allow_remote=True))
    hosts.check_collector(settings(otlp="http://localhost:4318/v1/traces"))


def test_a_collector_that_is_not_there_delays_the_end_only_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr("pipeline.answers.llms.traces._SENDING", 1)
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    traces = Traces(None, "http://127.0.0.1:9/v1/traces")
    traces.write(call())
    started = time.monotonic()
    traces.close()
    assert time.monotonic() - started < 3
