"""Verbs of specifications, by language: words that tell what somebody does and never name a thing.

English verbs stand in their base form, and `VERBS` holds all of their forms. Verbs that are also nouns of the field
("test", "load", "ground") stand in `BOTH`: only what stands beside them tells which they are.
"""

from __future__ import annotations

_VERBS = """
accept accompany accord achieve acquire act activate adapt add adhere adjust admit affect agree align allow alter
amount amplify appear append apply approach appoint approve arise arrange arrive ask assemble assess assign assume
assure attach attain attempt avoid await base become begin behave believe belong bond bring bridge build calculate
calibrate call carry check choose clamp clarify classify clean collect combine come comply compare compensate complete
comprise compute concern conclude conduct confirm conform connect consider consist constitute construct consume
contain continue contribute convert correct correspond couple cover create damage deactivate deal decide declare
decrease deduct defer define degrade delay deliver demand demonstrate denote depend derive describe deselect destroy
detect determine deteriorate deviate differ diminish disable disconnect discuss dismantle dispense distinguish
distribute disturb divide document draw drive ease eliminate emit employ enable enclose encounter endanger energize
energise enforce enhance enlarge ensure enter equip establish evaluate examine exceed exchange exclude execute exempt
exhibit exist expect expire explain expose express extend extract face facilitate fail fall fasten feed file fill find
finish fit fix flow follow forbid foresee form formulate fulfil fulfill function furnish gain generate get give go
govern grant guarantee guide happen hang heat help hold identify ignore illustrate implement imply improve include
incorporate increase indicate induce influence inform inject insert inspect install instruct insulate integrate intend
interrupt introduce investigate involve irradiate isolate issue join judge keep know lack lay lead leave lengthen let
lie link list live locate look loop lose lower maintain make manufacture mate mean measure meet mention minimise
minimize mix modify monitor mount move multiply name need neglect note obey observe obtain occupy occur omit open
operate order originate override own participate pass perform permit pick pin place play point pose possess precede
prefer prepare prescribe present preserve press prevent proceed produce prohibit propose protect prove provide publish
pull push put quote radiate raise react read realise realize recalibrate receive recognise recommend reconnect record
recover rectify reduce refer reflect refuse regard reject relate relax release rely remain remove render repeat
replace reply represent reproduce request require reset resist resolve respect respond rest restart restore restrict
retain retest return reuse review revise rise rotate route run satisfy save say scan schedule search secure see seek
seem select send separate serve set settle shorten show shut simulate slide solve specify stabilise stabilize stand
start state stay stop store stress strip submit subtract suffer suggest suit summarise supersede supplement suppress
survive suspend sustain take tell tend terminate tighten tolerate touch trace transfer transform transmit transport
treat trigger try tune turn twist undergo understand undertake unmate unplug update use utilise utilize validate vary
verify view violate visit wait want warn waive wear weigh wire wish withdraw withstand work write yield lean hide sit
interfere interact collapse lean lift attribute label specify hamper simplify decouple recur burn age switch seize
strike hit melt spread spend stick rest watch reach sound
"""
_BOTH = """
balance bridge bundle call change charge circuit clamp contact contract control cover current cut damage delay demand
design discharge display document drive drop dwell effect exchange fault feed field file fit flow form function gain
ground guard guide harness heat influence interface issue label lead level limit link list load lock loop mark matter
measure mix model monitor mount network note offer operate order output plan plant plot plug point position power
press pressure probe process program protocol pulse purpose range rate record reference release report request reset
result return review run sample scale scan schedule screen search sense set share shield show sign signal source span
spread stand start state station step stop store stress strip structure supply support surface sweep switch target
terminal test time trace transfer transit transport trap trigger turn twist update value view voltage wave weight wire
work yield bond seal burst surge spike noise shift sum
"""
_IRREGULAR = """
became become began begun bent bought broke broken brought built came chosen chose cut dealt did done drawn drew
driven drove fallen fed fell felt found gave given gone got grown held hidden hung kept knew known laid lain left lent
lost made meant met paid proven ran read risen rose said sat saw seen sent set shown shut slid sold spent spoken stood
stuck struck taken taught thought told took torn understood undergone went withdrawn withstood wound wore worn written
wrote lit overridden foreseen
"""
_GERMAN = """
abgelegt abgeschlossen absichern abstimmen abweichen abzielt anlegen anliegen ansteigen anwenden anzuwenden arbeitet
auftreten auftritt ausführen ausgeführt ausgelegt aufgebaut aufgenommen aufgezeichnet auszuführen bedeutet befindet
befinden begrenzt beginnt beinhaltet belassen benötigt beschreibt beschrieben bestätigt besteht bestehen bestimmt
betrachtet betragen beträgt betreiben betrieben bewertet bezieht bilden bleiben bleibt darf dokumentiert durchführen
durchgeführt durchlaufen durchzuführen dürfen eingehalten eingesetzt eingespeist eingestellt einhalten einzuhalten
enthalten enthält entnehmen entspricht entsprechen erfassen erfasst erfolgen erfolgt erforderlich erfüllen erfüllt
ergibt erhöht ermittelt ermitteln erreicht erreichen ersetzt erstellen fallen festgelegt festzulegen folgen folgt
fordert führen führt geben gefordert geführt gehört gelegt gelten gemessen gemäß genannt geprüft geschaltet gesetzt
gespeist gestattet getrennt gewährleistet gezeigt gibt gilt haben halten hat hält kann kommen kommt können lassen
laufen legen legt liegen liegt lässt machen messen muss müssen nachgewiesen nachweisen nachzuweisen nennt nimmt prüfen
reagieren regelt schalten schließen sein setzen setzt sicherstellen sind sollen sollte soll stehen steht stellen
stellt stören trägt treten übersteigen überschreiten überschritten übertragen umfasst unterschreiten verbinden
verbunden verhindern verlegen verlegt verwenden verwendet vorgegeben vorliegen vorzulegen wählen warten weicht weisen
weist werden wiederholen wiederholt wird wirken wirkt worden wurde wurden zeigen zeigt zugelassen zulassen zulässig
"""
_FRENCH = """
abaisse admet ajuste appartient applique appliquent appliquer appliqué appliquée appliquées appliqués assure augmente
autorise balaie branche comporte comprend concerne conclut conduire conserve constate contient convient correspond
couvre décrit définit définie définis dépasse dépasser détermine doit doivent donne effectue effectuer effectuée
effectués est établit être évaluer évalue exige exécute existe faire fait fixe fixé fixée garantit indique injecte
lire lit maintient mesure mesurer mesuré mesurée mesurés met montre mis mise note observer obtient peut peuvent place
placer placé placée porte pose précise présente prévoit produire provient réalise réalisé réalisée relève relie relié
reliée remplace représente respecte respecter répète réglé reste sont sert signale soumet soumis suit suivre tient
tolère trouve transmet utilise utilisé utilisée utilisés varie vaut vérifie vérifier
"""


def _inflect(verb: str) -> set[str]:
    """All regular forms of an English verb, doubled consonants included."""
    end = verb[-1]
    third = f"{verb}es" if end in "sxz" or verb[-2:] in ("ch", "sh") else f"{verb}s"
    stem = verb[:-1] if end == "e" else verb
    if end == "y" and verb[-2] not in "aeou":
        return {verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
    doubled = {f"{verb}{end}ed", f"{verb}{end}ing"} if end in "bdglmnprt" and verb[-2] in "aeiou" else set()
    return {verb, third, f"{stem}ed", f"{stem}ing", *doubled}


_nouns = frozenset(_BOTH.split())
BOTH = frozenset(form for verb in _nouns for form in (verb, f"{verb}s", f"{verb}es"))
"""English words that name things of the field as often as they say what somebody does."""
VERBS = frozenset(form for verb in _VERBS.split() for form in _inflect(verb)) - BOTH | frozenset(_IRREGULAR.split())
"""English verbs in all their forms."""
GERMAN = frozenset(_GERMAN.split())
FRENCH = frozenset(_FRENCH.split())
