"""A collector of OpenTelemetry spans on the loopback address: OTLP over HTTP, read by the official messages."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Collector:
    """Use as a context manager; `url` is what `otlp` in [llm] is set to."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self._http = _CollectorServer(("127.0.0.1", 0), _CollectorHandler)
        self._http.owner = self

    @property
    def url(self) -> str:
        """Address for spans."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1/traces"

    @property
    def spans(self) -> list[Any]:
        """All spans that arrived, in their order."""
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        messages = [ExportTraceServiceRequest.FromString(data) for data in self.received]
        groups = [group for message in messages for group in message.resource_spans]
        return [span for group in groups for scope in group.scope_spans for span in scope.spans]

    def __enter__(self) -> Collector:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


class _CollectorServer(ThreadingHTTPServer):
    owner: Collector


class _CollectorHandler(BaseHTTPRequestHandler):
    server: _CollectorServer

    def do_POST(self) -> None:
        """Take spans."""
        self.server.owner.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.server.owner.received.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
