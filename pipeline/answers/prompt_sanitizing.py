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
    | (?:忽略|忽視|忽视|无视|無視)[^。\n]{0,20}(?:指令|指示|提示|要求)
    | (?:请|必须)[^。\n]{0,12}(?:回答|输出|选择)[^。\n]{0,12}(?:[:：“"'A-Z])
    | \b(?:ignoriere?n?|vergiss|vergessen)\b[^.\n]{0,40}\b(?:anweisung|anweisungen|instruktionen|vorgaben|regeln)\b
    | (?:^|[,:;]\s*|\bund\s+)(?:antworten\s+Sie|antworte)\b[^.\n]{0,25}(?-i:\b[A-Z]{2,}(?:-[A-Z])?\b)
    | \b(?:ignore[zr]?|oublie[zr]?|ne\s+(?:tiens|tenez)\s+pas\s+compte)\b[^.\n]{0,40}
        \b(?:instructions?|consignes?|règles?)\b
    | (?:^|[,:;]\s*|\bet\s+)répond(?:s|ez)\b[^.\n]{0,25}(?-i:\b[A-Z]{2,}(?:-[A-Z])?\b)
    | \b(?:ignor[ae]n?|ignorar|olvid[ae]n?|olvidar)\b[^.\n]{0,40}\b(?:instruccion(?:es)?|indicaciones|reglas)\b
    | (?:(?:^|[,:;]\s*|\by\s+)(?:responda|conteste)|^(?:responde|contesta))\b[^.\n]{0,25}
        (?-i:\b[A-Z]{2,}(?:-[A-Z])?\b)
    | (?:指示|命令|指令|プロンプト)[^。\n]{0,12}(?:無視|忘れ)
    | (?-i:(?<![A-Za-z])[A-Z]{2,12}(?:-[A-Z])?)[」』"]?\s*(?:と|だけ)[^。\n]{0,12}(?:回答|答え|出力)
    | (?:지시|지침|명령|프롬프트)[^.\n]{0,12}(?:무시|잊)
    | (?-i:(?<![A-Za-z])[A-Z]{2,12}(?:-[A-Z])?)["'」]?\s*(?:으?로|이?라고)\s*(?:만\s*)?(?:답|대답|응답|출력)
    """,
    re.IGNORECASE | re.VERBOSE,
)


_THIS = r"section|clause|paragraph|chapter|passage|text|requirement|document|sub-?clause"
_CLAIMS = re.compile(
    rf"""
    \b(?:this|the\s+(?:present|following|above))\s+(?:\w+\s+)?(?:{_THIS})\b[^.\n]{{0,40}}\b(?:belongs?|assigned|classified|
        classed|matched|mapped|labell?ed|tagged|categori[sz]ed|counts?|attributed)\b
    | \b(?:dies(?:er|e|es)|der\s+vorliegende|die\s+vorliegende)\s+(?:Abschnitt|Klausel|Absatz|Kapitel|Text|
        Paragra(?:ph|f)|Anforderung)\b[^.\n]{{0,40}}\b(?:gehört|zuzuordnen|zugeordnet|zählt|klassifiziert|eingeordnet)\b
    | \bordnen?\s+(?:Sie\s+)?(?:diesen?|dieses)\s+(?:Abschnitt|Klausel|Absatz|Kapitel|Text)\b[^.\n]{{0,40}}\bzu\b
    | \b(?:class|attribu|rattach|associ|assign)ez\s+(?:cette|ce)\s+
        (?:section|clause|paragraphe|chapitre|texte|passage)\b
    | \b(?:clasifi(?:que|ca)|asign[ea]|atribuy[ea]|relacion[ea])\s+est[ea]\s+
        (?:sección|cláusula|párrafo|capítulo|texto|apartado)\b
    | \b(?:cette|ce|la\s+présente|le\s+présent)\s+(?:section|clause|paragraphe|chapitre|texte|passage|exigence)\b
        [^.\n]{{0,40}}\b(?:appartient|appartiennent|relève|classée?|attribuée?|rattachée?|associée?)\b
    | \b(?:est[ea]|la\s+presente|el\s+presente)\s+(?:sección|cláusula|párrafo|capítulo|texto|apartado|requisito)\b
        [^.\n]{{0,40}}\b(?:pertenece|corresponde|clasificad[oa]|asignad[oa]|clasifica|asigna)\b
    | (?:本|此|该|這|这)(?:一|个|個)?(?:节|節|章|条款|條款|条|條|段落?|部分|文本|要求)
        [^。\n]{{0,20}}(?:属于|屬於|归于|歸於|归属|归类|歸類|分类为|分類為|对应|對應|匹配)
    | (?:この|本)(?:節|章|条項|条|項|段落|文章|部分|要求|セクション)[^。\n]{{0,20}}(?:属|該当|分類|対応|割り当て)
    | (?:이|본)\s*(?:절|장|조항|항목?|단락|문단|섹션|부분|요구\s*사항)[^.\n]{{0,20}}(?:속|해당|분류|할당|귀속)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def clean(text: str) -> str:
    """Take out of a text what could steer a model: invisible signs, chat template marks, sentences addressed to it."""
    text = visible(text)
    pieces = re.split(f"({_SENTENCE.pattern})", text)
    return "".join(piece if index % 2 else _harmless(piece) for index, piece in enumerate(pieces))


def claims_a_test(text: str) -> bool:
    """The text says of itself which test it belongs to ("this section belongs to RE"), in one of seven languages.

    Such a sentence may stand in an honest document, so it is shown, with a mark; but it proves nothing.
    """
    return bool(_CLAIMS.search(unicodedata.normalize("NFKC", visible(text))))


def speaks_to_a_model(text: str) -> bool:
    """Some sentence of the text addresses a model rather than a reader."""
    text = visible(text)
    return any(_addresses(sentence) for sentence in _SENTENCE.split(text))


def fence(text: str, name: str) -> str:
    """Set cleaned text between marks that it does not contain.

    :param name: what it is, one word: "clause", "context".
    """
    seal = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"<<<{name} {seal}\n{text}\n>>>{name} {seal}"


def _harmless(sentence: str) -> str:
    if _addresses(sentence):
        return REMOVED
    return _TEMPLATE.sub(" ", sentence)


def _addresses(sentence: str) -> bool:
    folded = unicodedata.normalize("NFKC", sentence)
    return bool(_SPEAKS.search(folded)) or bool(_TEMPLATE.search(folded) and re.search(r"<\||INST|SYS", folded))
