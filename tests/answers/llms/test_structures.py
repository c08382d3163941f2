"""What holds an answer in form, for servers that know schemas and for those that do not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from llm_settings import settings
from model_server import ModelServer

from pipeline.answers.llms import LLMError, Message, Question, connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.answers.llms import LLM

SCHEMA = {"type": "object", "properties": {"test": {"enum": ["BCI", "none"]}}, "required": ["test"]}
QUESTION = Question((Message("user", "Which one?"),), SCHEMA)


@contextmanager
def connected(provider: str, server: ModelServer, **changes: Any) -> Iterator[LLM]:
    llm = connect(settings(provider=provider, host=f"{server.url}/v1", **changes))
    assert llm is not None
    try:
        yield llm
    finally:
        llm.close()


def says(text: str) -> Any:
    return lambda asked: text


@pytest.mark.parametrize(("structure", "sent"), [("object", {"type": "json_object", "schema": SCHEMA}), ("text", None)])
def test_a_server_without_schemas_can_be_asked_for_plain_json(structure: str, sent: object) -> None:
    with ModelServer(says("{}")) as server, connected("openai-compatible", server, structure=structure) as llm:
        llm.chat(QUESTION, 2.0)
    assert server.asked[0].body.get("response_format") == sent


def test_openai_itself_gets_no_schema_beside_plain_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    with ModelServer(says("{}")) as server, connected("openai", server, structure="object") as llm:
        llm.chat(QUESTION, 2.0)
    assert server.asked[0].body["response_format"] == {"type": "json_object"}


def test_a_server_that_knows_no_schemas_is_named_with_what_to_set() -> None:
    with (
        ModelServer(says("{}"), faults=["no schemas"]) as server,
        connected("openai-compatible", server) as llm,
        pytest.raises(LLMError, match="Set structure in") as caught,
    ):
        llm.chat(QUESTION, 2.0)
    assert (caught.value.kind, caught.value.hopeless, caught.value.worth_retrying) == ("structure refused", True, False)
