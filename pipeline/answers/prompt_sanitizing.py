"""Text of a document on its way into a prompt: data between marks it cannot forge, with nothing left in it that speaks
to the model.

Three guards, none trusted alone: sentences that address a model are taken out, signs that chat templates give a meaning
are broken up, and the marks carry a digest of what stands between them, which the text cannot contain. What a model
then says is still only an id of a closed list and a quote that is looked up in the clause.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from pipeline.answers.quotes import visible

REMOVED = "[text addressed to a model was left out]"

_SENTENCE = re.compile(r"(?<=[.!?;。!?;])\s+|\n")
_TEMPLATE = re.compile(
    r"<\|[^|\n]{0,40}\|?>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|<{3,}|>{3,}", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override|bypass|do\s+not\s+follow)\b[^.\n]{0,40}
        \b(?:previous|prior|above|earlier|preceding|foregoing|all|any|system|these|your)\b[^.\n]{0,30}
        \b(?:instruction|prompt|rule|guideline)s?\b
    | \b(?:you\s+are|act\s+as|pretend\s+to\s+be|behave\s+as)\b[^.\n]{0,20}
        \b(?:assistant|language\s+model|ai|chat\s?bot|gpt|llm|llama)\b
    | \b(?:as\s+an?\s+ai|language\s+model|chatgpt|llama\s?\d?|system\s+prompt|prompt\s+injection)\b
    | \b(?:ai|llm|chat\s?bot|classifier)s?\b[^.\n]{0,30}\b(?:must|should|shall|has\s+to|have\s+to|please)\b[^.\n]{0,20}
        \b(?:answer|respond|reply|output|return|choose|select|classify|label|say)\b
    | (?:^|[,:;]\s*)(?:please\s+|now\s+|just\s+|always\s+|only\s+|you\s+(?:must|should|shall|will)\s+)*
        (?:answer|respond|reply)\b[^.\n]{0,30}\b(?:with|as|only|exactly|in)\b[^.\n]{0,20}
        (?:["'“‘`{:]|\bnone\b|\bjson\b|(?-i:\b[A-Z]{2,}(?:-[A-Z])?\b))
    | (?:^|[,:;]\s*)(?:please\s+|now\s+|just\s+)*(?:answer|reply)\s*[:=]?\s*["'“‘`]?(?-i:[A-Z]{2,}(?:-[A-Z])?|none)\b
    | \b(?:output|return|print|choose|select|pick|say)\b[^.\n]{0,30}(?:\bjson\b|\b(?:test|label)\s+id\b|[{`])
    | \b(?:classify|label|mark|assign|tag|match)\s+(?:this|the\s+following)\s+(?:clause|paragraph|text|section)\b
    | \bthe\s+(?:correct|right|expected|only|true)\s+(?:answer|label|classification|choice)\s*(?:is|:|=|must|should)
    | ["'`]test["'`]\s*:
    | ^\s*(?:assistant|developer|human)\s*:
    | \bnew\s+(?:instruction|task|system\s+message)s?\s*:
    | 忽略[^。\n]{0,20}(?:指令|指示|提示|要求)
    | (?:请|必须)[^。\n]{0,12}(?:回答|输出|选择)[^。\n]{0,12}(?:[:：“"'A-Z])
    | \b(?:ignoriere?n?|vergiss|vergessen)\b[^.\n]{0,40}\b(?:anweisung|anweisungen|instruktionen|vorgaben|regeln)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def clean(text: str) -> str:
    """Take out of a text what could steer a model: invisible signs, chat template marks, sentences addressed to it."""
    text = visible(text)
    pieces = re.split(f"({_SENTENCE.pattern})", text)
    return "".join(piece if index % 2 else _harmless(piece) for index, piece in enumerate(pieces))


def speaks_to_a_model(text: str) -> bool:
    """Some sentence of the text addresses a model rather than a reader."""
    text = visible(text)
    return any(_addresses(sentence) for sentence in _SENTENCE.split(text))


def fence(text: str, name: str) -> str:
    """Set cleaned text between marks that it does not contain.

    :param name: what it is, one word: "clause", "context".
    """
    seal = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"<<<{name} {seal}\n{text}\n>>>{name} {seal}"


def _harmless(sentence: str) -> str:
    if _addresses(sentence):
        return REMOVED
    return _TEMPLATE.sub(" ", sentence)


def _addresses(sentence: str) -> bool:
    folded = unicodedata.normalize("NFKC", sentence)
    return bool(_SPEAKS.search(folded)) or bool(_TEMPLATE.search(folded) and re.search(r"<\||INST|SYS", folded))
