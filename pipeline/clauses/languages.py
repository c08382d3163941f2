"""Which language a text is in, told by its script and by the small words every sentence needs."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.1),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 0.3),
    ("zh", re.compile(r"[\u4e00-\u9fff]"), 0.3),
    ("ru", re.compile(r"[\u0400-\u04ff]"), 0.3),
)  # share of the letters that tell the language
_SMALL = {
    "en": "the of and to in is are shall be for with on by at from this that or as an which must not it all each",
    "de": "der die das und den dem des ist sind wird werden von mit für auf im zu nach ein eine einer bei nicht oder",
    "fr": "le la les des du et est sont une un pour dans par sur avec au aux doit être que ce cette selon ou ne pas",
    "es": "el los las del y es son una un para en por con se debe que al según o no ser esta este sobre",
    "it": "il lo gli dei della delle e è sono una un per di da con nel alla deve che secondo o non essere questa",
    "pt": "o os as do da dos das e é são uma um para em por com no na deve que ao conforme ou não ser",
    "sv": "och att det som en ett är för av med på till den ska skall vid inte eller från enligt alla",
    "nl": "de het een van en is zijn voor met op te in bij door niet of moet worden volgens alle",
    "pl": "i w z na do się jest są nie oraz dla przez lub według po od że musi być",
    "cs": "a v z na do se je jsou pro podle nebo od při že musí být není která",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}


def tell(text: str) -> str:
    """The language of a text as ISO 639-1; "" where too little speaks for one."""
    letters = sum(len(word) for word in _WORD.findall(text))
    for language, script, least in _SCRIPTS:
        if letters and len(script.findall(text)) >= least * letters:
            return language
    words = [word.lower() for word in _WORD.findall(text) if not word.isupper()]
    counts = {language: sum(word in small for word in words) for language, small in _WORDS.items()}
    best, second = sorted(counts, key=lambda language: -counts[language])[:2]
    return best if counts[best] > counts[second] else ""
