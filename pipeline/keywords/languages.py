"""Which language a text is in, told by its small words, and the words of each that never stand in a keyword."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType

from pipeline.keywords import stopwords

_GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus außer bei beide beiden beim
bereits bevor bis bzw da dabei dafür damit danach dann daran darauf darin das dass davon dazu dem den denen der deren
des dessen die dies diese diesem diesen dieser dieses doch dort durch eigene ein eine einem einen einer eines einige
entsprechend er es etwa etc falls für gegen gegenüber gem gemäß gleiche hier hierbei hierfür hinsichtlich im in
innerhalb ihr ihre ihrem ihren insbesondere ist ja je jede jedem jeden jeder jedes jedoch jeweils jeweilige jeweiligen
kein keine keinen keiner laut man mehr mehrere mindestens mit möglich möglichst nach neben nicht nur ob oben oberhalb
oder ohne pro s seine seinem seinen seiner sich sie siehe so sofern sowie sowohl statt stets über um und unter
unterhalb vgl vom von vor während was weitere weiteren weiterer welche welchem welchen welcher wenn wer wie wieder
wobei z zb zu zum zur zwei zwischen zwar abschnitt absatz anhang anforderung anforderungen bauteil bauteile bauteils
bild dokument kapitel komponente komponenten lieferant lieferanten muster norm normen nummer prüfling prüflings
prüflinge prüfung prüfungen seite tabelle tabellen teil teile teilen typ versuch wert werte
"""
_FRENCH = """
a afin ainsi alors après au aucun aucune auprès aussi autre autres aux avant avec bien c car ce ceci cela celle celles
celui ces cet cette ceux chacun chacune chaque ci comme compte contre d dans de depuis des deux dont du elle elles en
encore entre et hors il ils je jusqu l la là le les leur leurs lors lorsque lorsqu lui mais même mêmes moins n ne ni
non nos notre nous on ont ou où par parmi pas pendant peu plus plusieurs pour puis qu quand que quel quelle quelles
quels qui quoi s sa sans sauf se selon ses seul seule si sinon soit son sous suivant suivante suivantes suivants sur
tant tel telle telles tels toujours tous tout toute toutes très trop trois un une vers voir vos votre vous y annexe
cas chapitre clause constructeur document essai essais exigence exigences exemple figure fournisseur norme normes
numéro organe organes page partie paragraphe pièce rapport tableau type types valeur valeurs
"""
GERMAN = frozenset(_GERMAN.split())
FRENCH = frozenset(_FRENCH.split())
STOP = MappingProxyType({"en": stopwords.ALL, "de": GERMAN, "fr": FRENCH})
_TELLING = MappingProxyType(
    {
        "en": frozenset("the of and shall is to be for with in are by must at from on not".split()),  # noqa: SIM905
        "de": frozenset("der die das und ist mit den für von werden im nicht zu auf dem bei wird des".split()),  # noqa: SIM905
        "fr": frozenset("le la les des et est dans pour par sur du une au avec doit que aux sont".split()),  # noqa: SIM905
    }
)
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> frozenset[str]:
    """Tell the languages of a text written in letters: each that has a fair share of its small words, else English.

    :return: of "en", "de", "fr"; bilingual documents have two.
    """
    counts = Counter(map(str.lower, _WORD.findall(text)))
    said = {language: sum(map(counts.__getitem__, counts.keys() & words)) for language, words in _TELLING.items()}
    most = max(said.values())
    return frozenset(language for language, count in said.items() if count >= max(2, 0.3 * most)) or frozenset({"en"})
