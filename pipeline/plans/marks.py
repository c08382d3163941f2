"""Cells of a matrix: the mark, the footnotes it calls, the remark beside it, and what the mark means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipeline.plans.records import Meaning

_ALIKE = {
    **dict.fromkeys("○◯〇⚪OoОо０0", "o"),
    **dict.fromkeys("xXхХ✗✘╳", "x"),
    **dict.fromkeys("×✕✖", "×"),
    **dict.fromkeys("●•⬤∙·", "●"),
    **dict.fromkeys("√✓✔☑🗸", "√"),
    **dict.fromkeys("△▲▽▼∆Δ", "△"),
    **dict.fromkeys("◎◉⊙⦿", "◎"),
    **dict.fromkeys("■▪◼◾", "■"),
    **dict.fromkeys("□☐▫", "□"),
    **dict.fromkeys("-‐‑‒–—―−－ー/／\\", "-"),
}
NAMES = {
    # words for marks that a legend may use instead of the mark itself
    "circle": "o",
    "double circle": "◎",
    "triangle": "△",
    "cross": "x",
    "tick": "√",
    "check mark": "√",
    "checkmark": "√",
    "dot": "●",
    "dash": "-",
    "hyphen": "-",
    "square": "■",
    "blank": "",
    "empty": "",
    "kreuz": "x",
    "leer": "",
    "vide": "",
    "空白": "",
}
SYMBOLS = frozenset("ox×●√△◎■□-")
_WORDS: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    (
        "not",
        re.compile(
            r"\bnot?\b|\bnone\b|\bn\.?\s?/?\s?a\b|unnecessary|\bomitted|\bexempt|\bnein\b|\bnicht|entfällt|\bkein|\bnon\b"
            r"|\bsans\b|不适用|不需|不做|不要求|无需|不要|適用外|対象外|否|无|無",
            re.IGNORECASE,
        ),
    ),
    (
        "conditional",
        re.compile(
            r"\bagree|\bonly\b|\blimited\b|\bnur\b|\bseulement\b|\boption|\bconsult|\bdecid|\bdecision|\binstruct|\brequest|\bif\b|\bwhen\b|\bwhere\b|\bdepend"
            r"|\bconditional|\bnegotiat|\bdiscuss|\bas\s(?:specified|applicable|needed|required|defined)|\bon\sdemand"
            r"|\bspecify\b|\bprocur|\brecommend|\bmay\b|\bcase\b|\bclarif|\bby\sarrangement|\bto\sbe\s(?:defined|confirmed)|\btb[dc]\b"
            r"|\babsprache|\bvereinbar|\bbedarf|\bggf\b|\bwenn\b|\bfalls\b|\baccord|\bselon\b|\bsi\b|\bdemande|\béventuel"
            r"|协商|可选|选做|选测|如有|根据|商定|确定|决定|協議|必要に応じ|指示|条件",
            re.IGNORECASE,
        ),
    ),
    (
        "required",
        re.compile(
            r"\bmandator|\brequir|\bnecessar|\bneeded|\bmust\b|\bshall\b|\bcarry\sout|\bcarried\sout|\bperform|\bdo\b"
            r"|\bdone\b|\bappl|\bobligat|\bcompulsory|\byes\b|\btested|\bto\sbe\s(?:run|made|tested)|\brun\b|\bexecute|\bconduct"
            r"|\btest\b|\bja\b|pflicht|erforderlich|notwendig|durchzuführen|durchführen|\bprüf|\boui\b|requis|exigé"
            r"|à\sfaire|必须|必做|必测|必要|需要|要求|适用|实施|実施|試験する|是",
            re.IGNORECASE,
        ),
    ),
)
_USUAL: dict[str, Meaning] = {
    # where the document does not say; a mark may mean another thing beside others, see `default`
    "x": "required",
    "●": "required",
    "√": "required",
    "◎": "required",
    "■": "required",
    "(x)": "conditional",
    "(√)": "conditional",
    "(●)": "conditional",
    "[x]": "conditional",
    "(o)": "conditional",
    "△": "conditional",
    "(△)": "conditional",
    "□": "conditional",
    "-": "not",
    "": "not",
    "Y": "required",
    "y": "required",
    "N": "not",
    "n": "not",
}
_ANSWER = re.compile(
    r"yes|no|ja|nein|oui|non|n\.?\s?/?\s?a\.?|(?:not\s|if\s|non\s|nicht\s)?(?:applicable|required|needed|erforderlich|requis)"
    r"|mandatory|optional|conditional|none|tb[dc]|(?:as|if)\sagreed|(?:by|on|upon)\s(?:agree\w*|request|demand|consultation)|(?:if|when|only)\s[^|]{2,30}|nach\sabsprache"
    r"|entfällt|是|否|无|無|适用|不适用|必做|选做|要|不要|需要|不需要|实施|実施",
    re.IGNORECASE,
)
_LONGEST = 120  # signs of a cell that may be a mark with a remark
_STRONG = frozenset("x●√◎■")
_REFERENCE = r"\d{1,2}|[a-z]|\*{1,4}|[†‡§#]"
_LAST_CALL = re.compile(
    rf"(?<![\s,])[\s,]*+(?:\((?P<round>{_REFERENCE})\)|\[(?P<square>{_REFERENCE})\]|(?P<half>{_REFERENCE})\)|(?P<star>\*{{1,4}}|[†‡§#])"
    rf"|(?<=[^\d\s.])(?P<bare>\d{{1,2}}))$"
)
_HEAD_CALL = re.compile(
    r"^(?P<head>.*\S)\s?(?:[(\[]?(?<![\w(])(?P<call>\d{1,2}|[⁰¹²³⁴-⁹]+)(?:[)\]]|(?<=[⁰¹²³⁴-⁹]))|(?P<star>\*{1,4}))$"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(
    r"[,;]?\s?\(?\b(?:foot)?notes?\s?(?P<call>\d{1,2}|[a-z])\)?$|注\s?(?P<other>\d{1,2})$", re.IGNORECASE
)
_REMARK = re.compile(r"^(?P<mark>\S{1,3})\s?[,;:]?\s?[\[(（](?P<remark>[^()（）]{2,})[\])）]$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell taken apart."""

    sign: str  # in one form for alike signs: "x", "(x)", "o", "●", "-", "" for an empty cell; the text where it is none
    calls: tuple[str, ...] = ()  # footnotes it calls: "1", "a", "*"
    remark: str = ""  # beside the mark
    known: bool = False  # the sign is a usual mark


def fold(text: str) -> str:
    """Write alike signs in one way: ○, ◯ and O are "o"; text that is no sign stays, white space folded."""
    text = " ".join(unicodedata.normalize("NFC", text).replace("\ufe0f", "").split())
    text = NAMES.get(text.casefold(), text)
    bare = text.replace("（", "(").replace("）", ")").replace(" ", "")
    inner = bare.strip("()[]")
    if len(inner) == 1 and inner in _ALIKE:
        return bare.replace(inner, _ALIKE[inner])
    if inner and set(inner) <= set("-‐‑‒–—―−－ー"):
        return "-"
    return text


def _take_calls(text: str, legend: Collection[str]) -> Mark | None:
    """Take calls of footnotes off the end until a mark is left, or nothing: "(x)2)", "X 1) 3)", "2)"."""
    calls: list[str] = []
    while match := _LAST_CALL.search(text):
        calls.insert(0, next(each for each in match.groups() if each))
        text = text[: match.start()].strip()
        if _is_mark(sign := fold(text), legend) and (sign or not any(call.isalpha() for call in calls)):
            return Mark(sign, tuple(calls), known=True)
    return None


def is_plain(sign: str) -> bool:
    """Tell a mark that says by itself what it means: "yes", "n/a", "on request", a dash."""
    return sign in ("", "-") or (len(sign) > 1 and _ANSWER.fullmatch(sign) is not None)


def alike(sign: str) -> tuple[str, ...]:
    """Return all ways to write a sign, brackets kept."""
    inner = sign.strip("()[]")
    return tuple(sign.replace(inner, each) for each, same in _ALIKE.items() if same == inner) if inner else ()


def read(text: str, legend: Collection[str] = ()) -> Mark:
    """Take a cell apart.

    :param legend: signs that the document explains, as `fold` gives them; they are marks whatever they look like.
    """
    if len(text) > _LONGEST:
        return Mark(text)
    text = " ".join(text.split()).translate(_SUPERSCRIPT)
    sign = fold(text)
    if _is_mark(sign, legend):
        return Mark(sign, known=True)
    if (match := _NOTE.search(text)) and _is_mark(rest := fold(text[: match.start()]), legend):
        return Mark(rest, ((match["call"] or match["other"]).lower(),), known=True)
    pieces = [fold(piece) for piece in re.split(r"\s?[/,]\s?", text)]
    if len(pieces) > 1 and all(piece and _is_mark(piece, legend) for piece in pieces):
        return Mark(pieces[0] if len(set(pieces)) == 1 else " / ".join(pieces), known=len(set(pieces)) == 1)
    if called := _take_calls(text, legend):
        return called
    if (match := _REMARK.match(text)) and _is_mark(rest := fold(match["mark"]), legend):
        return Mark(rest, remark=match["remark"].strip(), known=True)
    first, _, more = text.partition(" ")
    if more and _is_mark(rest := fold(first.rstrip(",;:")), legend) and rest not in ("-", ""):
        return Mark(rest, remark=more.strip(" ,;:()"), known=True)
    return Mark(sign, known=False)


def call_of(head: str) -> tuple[str, str]:
    """Take the call of a footnote off the end of a head: "Motor 2)" -> ("Motor", "2"); "" where it calls none."""
    match = _HEAD_CALL.match(head)
    return (match["head"].strip(), (match["call"] or match["star"]).translate(_SUPERSCRIPT)) if match else (head, "")


def _is_mark(sign: str, legend: Collection[str]) -> bool:
    return (
        sign in legend
        or sign in _USUAL
        or sign == "×"
        or sign.strip("()[]") in SYMBOLS
        or _ANSWER.fullmatch(sign) is not None
    )


def meaning_of(words: str, longest: int = 400) -> Meaning | None:
    """Say what a wording means ("mandatory", "by agreement", "n/a"); None where it means nothing known.

    :param longest: signs; a longer wording is not judged.
    """
    if not words or len(words) > longest:
        return None
    return next((meaning for meaning, pattern in _WORDS if pattern.search(words)), None)


def default(sign: str, used: Collection[str], explained: Mapping[str, Meaning]) -> Meaning | None:
    """Say what a sign means in a matrix that does not explain it.

    A circle is "by agreement" beside a cross, dot or tick that means "required", and "required" where there is none; a
    multiplication sign is "not" beside such marks and "required" alone.

    :param used: the signs of the whole matrix.
    :param explained: what is known of the others.
    """
    others = set(used) - {sign}
    demanded = any(explained.get(other, "required") == "required" for other in others & _STRONG)
    demanded = demanded or any(explained[other] == "required" for other in others if other in explained)
    if sign == "o":
        return "conditional" if demanded else "required"
    if sign == "×":
        return "not" if demanded or "o" in others else "required"
    return _USUAL.get(sign) or meaning_of(sign)
