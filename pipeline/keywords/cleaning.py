"""What the extractors propose, cleaned: nothing a person would strike out of a list of keywords.

A phrase loses what it cannot begin or end with; what is left has to name something: general words ("method", "limit",
"position") say nothing alone, nor do numbers, lengths and the marks of tables.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.keywords.parts_of_speech import may_end

_GENERAL = frozenset(
    """
    limit limits current currents criterion criteria wire wires driver rider riders curve kinds report reports load
    sensitivity emission immunity injection validation verification verifications rank interference accordance
    action actions actual addition additional admissible advance agreement air allowance amount angle answer
    applicability application approval area areas arrangement article articles aspect attention axis background band
    bands basis beginning behaviour block body bottom bounds box bracket brief building business cab cabin caption
    case category cause cell centre center chapter choice circle class classes column combination comparison
    compliance comply condition conditions configuration connection connections connector consequence consumption
    contact content continuing contract convention copy cover cut-off cycle cycles data date day days deciding
    decision default deficit degree delay delivery demand department depth design detail details deviation
    deviations difference dimension dimensions direction directions discussion disposition distance doc draft
    drawing duration edge effect element elements end ends engineer environment equipment evaluation event events
    everything evidence exception exceptions execution explanation extent fact factor failure fault feature field
    figure file final finding first form format frame frequency front full function functional functions general go
    goal good grade grades grid group groups half hand height high history hour hours idea image impact importance
    index indication influence information inside inspection instruction intention interest interference interval
    intervals item items judgement judgment keeping kind kit knowledge lab laboratory layout lead leads length
    lengths level levels line lines list location long low lower main maker manner mark marks material matter
    maximum meaning means measure measured measurement measurements measures member method methods middle minimum
    minute minutes model mode modes moment name names nature need needs normal note number numbers object objective
    observation occasion occur operation operations operator operating option order other outside overview owner
    page pages pair pairs panel parameter parameters part parts party people percent performance performing period
    person persons phase piece pieces place places plan plane plus point points position positions power practice
    preparation presence principle problem procedure procedures process product programme project proof proposal
    protection purpose quality quantity question range ranges rate ratio reaction reason reasons record records
    reference regard relation release remainder remark repetition report request requirement requirements resistance
    responsibility result results return review role room rule rules run safety sample samples schedule scope
    section sections selection sentence sequence series service set set-up setup setting settings severity shape
    share short side sides signal site situation size solution source space specification speed stage stand start
    state statement states station status step steps stop stress structure subject subjects summary supplement
    supplements supply surface surfaces surroundings system systems table tables task team tempo term terms test
    tests text thickness thing things time times tolerance tolerances tool top total type types understanding unit
    units use user value values variant variants vehicle version vertical view voltage volume way ways week weeks
    weight width wish word words work works worst year years yard zone mm cm khz mhz ghz kohm mohm degc ohm ms ns pf
    anordnung aufbau bereich bereiche bedingungen betrieb dauer durchführung einheit ende fall fälle fahrzeug folge
    form frage funktion grenze grenzen größe grund hersteller höhe klasse lage länge leitung leitungen linie messung
    messungen nachweis ort plan punkt punkte rahmen reihenfolge richtung schärfe schritt seite stelle stellen
    strecke stufe system umfang verfahren verwendung vorgabe vorgaben weise zeit ziel zustand zweck abstand frequenz
    spannung strom appareil application axe bande base but cas condition conditions côté durée état fin fonction
    forme fréquence grandeur hauteur essai essais jour ligne lignes longueur lieu méthode milieu mise mode montage
    niveau niveaux objet ordre phase place plan point points position procédure qualité résultat résultats sens
    sévérité somme suite surface système temps tension unité usage verdict
    """.split()  # noqa: SIM905
)
_EMPTY_EASTERN = frozenset(
    """
    表 图 次 类 级 方法 部件 单位 频率 供应商 包括 试验 要求 限值 等级 条件 目的 项目 通则 执行 位置
    时间 状态 次数 步骤 大纲 序号 直径 厚度 系统 业务 功率 时 場合 試験
    """.split()  # noqa: SIM905
)
_LENGTH = re.compile(r"[\d.,]+ ?(?:mm|cm|m|in|s|ms|min|h|°c|%|k?hz|mhz|ghz|kg)?")
_MARK = re.compile(
    r"\w{1,2}/[\wω.]{1,3}|(?:d?b|gs|hz|ri|us|v|µh|ω)/\S+|[xo✓✗●○–-]|[ivx]{1,4}|[a-z]?\d{1,2}[a-z]?|[a-z]|na|n/a|tbd|max|min|typ|no|nr|pos|ja|nein|yes|oui|non"
)
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_UNIT = re.compile(r"(?:[kmg]?hz|d[b][a-zµ]*(?:/\w+)?|ohms?|[mk]?ohm|[µmk]?[va](?:/m)?|mvp-p|sec|ω|µ[hfs])")
_SIGN = re.compile(r"[a-z]{2,6}(?:[ /-]?[\d.]+)*|(?:iso|iec|cispr|gb/t|gb) .*")
_CLAUSE = 9  # characters; a longer run of Chinese is half a sentence


@lru_cache(maxsize=20_000)
def clean(words: tuple[str, ...]) -> tuple[str, ...]:
    """Trim a phrase to what names something; empty where nothing does.

    :param words: in lower case.
    """
    if any(map(_EAST.search, words)):
        return _clean_eastern(words)
    kept = list(words)
    while kept and (_is_debris(kept[0]) or kept[0] in _NEVER_FIRST):
        kept.pop(0)
    while kept and (_is_debris(kept[-1]) or not may_end(kept[-1])):
        kept.pop()
    if any(_is_debris(word) for word in kept) or len(set(kept)) < len(kept):
        return ()
    if len(kept) == 1:
        return tuple(kept) if kept[0] not in _GENERAL else ()
    return () if any(map(_UNIT.fullmatch, kept)) else tuple(kept)


_NEVER_FIRST = frozenset(
    """
    plus minus i.e e.g vs per etc caption actual real full simple small large same different longest tightest
    highest lowest shortest largest smallest whole entire many few all no one two three four five six seven eight
    nine ten twelve hundred several various respective corresponding normal usual possible sufficient suitable
    appropriate first last next internal old older new
    """.split()  # noqa: SIM905
)


def _clean_eastern(words: tuple[str, ...]) -> tuple[str, ...]:
    """Keep a run of characters that is no sentence, with a standard or a sign before or behind it but no unit."""
    runs = [word for word in words if _EAST.search(word)]
    told = all(word not in _EMPTY_EASTERN and 2 <= len(word) <= _CLAUSE for word in runs)
    beside = all(_SIGN.fullmatch(word) for word in words if word not in runs)
    return words if told and beside else tuple(runs[:1]) if told and len(runs) == 1 else ()


@lru_cache(maxsize=20_000)
def _is_debris(word: str) -> bool:
    return _MARK.fullmatch(word) is not None or _LENGTH.fullmatch(word) is not None
