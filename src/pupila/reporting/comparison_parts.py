"""Prepare what each part of a comparison's page shows: verdict, differences, arms, gap, classes, images, method."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pupila.evaluation.intervals import LEVEL, t_interval
from pupila.evaluation.paired import MOST_SEEDS
from pupila.experiments.comparing import verdict_words
from pupila.experiments.comparing.verdict_words import mean, percentage, points
from pupila.language import number, say
from pupila.reporting.comparison_view import ComparisonView, told
from pupila.reporting.names import isolated
from pupila.reporting.sections import ABSENT, Table, duration
from pupila.reporting.strips import Row, Strips, strips

CLASS_LIMIT = 30
_MOST_DOTS = 400  # beyond so many in one picture they would hide each other
_FEW_SIGNS = 8  # seeds up to which the p value of flipped signs cannot become small
_SEVERITIES = ("fault", "warning", "passed", "not applicable")

Pair = Mapping[str, Any]


@dataclass(frozen=True)
class Hero:
    """Hold the verdict as the page says it first: in a few large words, with the difference and its interval."""

    kind: str
    title: str
    lead: str
    interval: str


@dataclass(frozen=True)
class Cell:
    """Hold a figure, and what stands small below it."""

    text: str
    small: str = ""


@dataclass(frozen=True)
class ArmRow:
    """Hold one arm: its name, place among the arms, settings, and a figure for each column."""

    name: str
    place: int
    settings: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class PairPart:
    """Hold what is known of a pair beside its difference."""

    first: str
    second: str
    cost: list[str]
    gap: list[str]
    classes: Strips | None
    classes_words: list[str]
    images: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Finding:
    """Hold one finding of the audit, in words."""

    code: str
    severity: str
    label: str
    title: str
    message: str
    remedy: str


def hero(view: ComparisonView, language: str) -> Hero:
    """Return the verdict in a few words."""
    verdict, winner = view.content["verdict"], view.content.get("winner")
    found = verdict_words.lead(view.pairs[0])
    kind = {"better": "better", "equivalent": "equivalent", "not shown": "open"}.get(str(verdict), "none")
    many = {"better": "best", "open": "no_best"} if len(view.arms) > 2 else {}
    code = many.get(kind, kind)
    names = {"leader": isolated(found.leader), "other": isolated(found.other)}
    lead = say(
        "comparison.hero_lead" if found.value else "comparison.hero_same",
        language,
        points=points(language, found.value)[0],
        **names,
    )
    if found.interval is None:
        interval = say("comparison.hero_one", language)
    else:
        low, high = points(language, *found.interval)
        level = percentage(found.level, language)
        interval = say("comparison.hero_interval", language, level=level, low=low, high=high)
    return Hero(kind, say(f"comparison.hero_{code}", language, winner=isolated(str(winner))), lead, interval)


def differences(view: ComparisonView, language: str) -> Strips:
    """Put the paired differences of every pair on one scale, a dot for each seed."""
    crowded = len(view.pairs) * len(view.seeds) > _MOST_DOTS
    rows = [
        Row(
            name=pair_name(pair, language),
            value=pair["difference"]["value"],
            interval=_ends(pair["difference"]["interval"]),
            values=() if crowded else tuple(pair["difference"]["values"]),
            note=verdict_word(pair, language),
            style=str(pair["verdict"] or "none").replace(" ", "-"),
        )
        for pair in view.pairs
    ]
    return strips(rows, language=language, seeds=[] if crowded else view.seeds, margin=view.content["margin"])


def pair_name(pair: Pair, language: str) -> str:
    """Name a pair as the subtraction that it is."""
    return say("comparison.minus", language, first=isolated(pair["first"]), second=isolated(pair["second"]))


def verdict_word(pair: Pair, language: str) -> str:
    """Return the verdict on a pair in a word or two."""
    kind = {"better": "better", "equivalent": "equivalent", "not shown": "open"}.get(str(pair["verdict"]), "none")
    return say(f"comparison.word_{kind}", language, winner=isolated(str(pair["winner"])))


def pair_table(view: ComparisonView, language: str) -> Table:
    """Return a row of figures for each pair: difference, interval, level, both p values, verdict, seeds needed."""
    heads = ["pair", "difference", "interval", "p_t", "p_sign", "verdict"]
    rows = [_pair_row(pair, language) for pair in view.pairs]
    if any(pair["verdict"] == "not shown" for pair in view.pairs):
        heads.append("seeds_needed")
        rows = [(*row, _needed(pair, language)) for row, pair in zip(rows, view.pairs, strict=True)]
    words = tuple(say(f"comparison.head_{head}", language) for head in heads)
    return Table(say("comparison.figures", language), words, tuple(rows))


def _pair_row(pair: Pair, language: str) -> tuple[str, ...]:
    found, ends = pair["difference"], _ends(pair["difference"]["interval"])
    written = points(language, found["value"], *(ends or ()))
    interval = say("comparison.from_to", language, low=written[1], high=written[2]) if ends else ABSENT
    level = f" ({percentage(pair['level'], language)})" if ends else ""
    p_values = (_p(found.get(key), language) for key in ("p_t", "p_sign"))
    return pair_name(pair, language), written[0], interval + level, *p_values, verdict_word(pair, language)


def remarks(view: ComparisonView, language: str) -> list[str]:
    """Tell how several pairs are judged, and how small the p value of flipped signs can be."""
    found, n = [], len(view.seeds)
    if len(view.pairs) > 1:
        found.append(say("comparison.holm", language, pairs=len(view.pairs)))
    if 1 < n <= _FEW_SIGNS:
        found.append(say("comparison.signs", language, n=n, least=2 / 2**n, patterns=2**n))
    return found


def arm_rows(view: ComparisonView, language: str) -> list[ArmRow]:
    """Return the figures of each arm."""
    return [
        ArmRow(name, place, _settings(arm.get("settings") or {}), _cells(arm, language))
        for place, (name, arm) in enumerate(view.content["arms"].items())
    ]


def gaps(view: ComparisonView, language: str) -> Strips:
    """Put the gap between training and test accuracy of each arm on one scale."""
    rows = []
    for place, (name, arm) in enumerate(view.content["arms"].items()):
        values = np.asarray(arm["gap"], dtype=np.float64)
        interval = t_interval(values)
        rows.append(Row(isolated(name), float(values.mean()), interval, tuple(arm["gap"]), style=f"arm{place}"))
    return strips(rows, language=language, seeds=view.seeds, signed=False)


def pair_part(view: ComparisonView, pair: Pair, language: str) -> PairPart:
    """Return what is known of a pair beside its difference."""
    from pupila.experiments.comparing import verdict_remarks  # only the page needs it, a card does not

    shown, words = _classes(view, pair, language)
    return PairPart(
        first=pair["first"],
        second=pair["second"],
        cost=verdict_remarks.cost(view.content, pair, language),
        gap=verdict_remarks.gap(view.content, pair, language),
        classes=shown,
        classes_words=words,
        images=tuple(_images(pair, language)),
    )


def findings(view: ComparisonView, language: str) -> list[Finding] | None:
    """Return what the audit found, the gravest first; None where there was no audit."""
    if view.findings is None:
        return None
    found = []
    for one in view.findings:
        severity = str(one.get("severity", "warning"))
        known = severity if severity in _SEVERITIES else "warning"
        label = say(f"comparison.severity_{known.replace(' ', '_')}", language)
        message = told(one, "message", language) or told(one, "text", language)
        remedy = told(one, "remedy", language)
        found.append(Finding(str(one["code"]), known, label, told(one, "title", language), message, remedy))
    return sorted(found, key=lambda one: _SEVERITIES.index(one.severity))


def _ends(interval: Sequence[float] | None) -> tuple[float, float] | None:
    return None if interval is None else (float(interval[0]), float(interval[1]))


def _apart(interval: Sequence[float] | None) -> bool:
    return interval is not None and not interval[0] <= 0 <= interval[1]


def _p(value: float | None, language: str) -> str:
    if value is None:
        return ABSENT
    return f"< {number(0.0001, '.4f', language)}" if value < 0.0001 else number(value, ".4f", language)


def _needed(pair: Pair, language: str) -> str:
    if pair["verdict"] != "not shown":
        return ""
    if pair.get("seeds_needed") is not None:
        return number(pair["seeds_needed"], ",", language)
    few = len(pair["difference"]["values"]) < 3
    return ABSENT if few else say("comparison.seeds_beyond", language, most=MOST_SEEDS)


def _settings(settings: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"{key} = {value}" for key, value in settings.items())


def _cells(arm: Mapping[str, Any], language: str) -> tuple[Cell, ...]:
    parameters, products = arm.get("parameters"), arm.get("multiply_adds")
    per_image = [1e6 * seconds for seconds in arm.get("seconds_per_image") or []]
    each = say("comparison.per_image", language, value=mean(per_image)) if per_image else ""
    sums = "" if products is None else say("comparison.products", language, count=products)
    return (
        _spread(arm["test_accuracy"], ".2%", language),
        _spread(arm["train_accuracy"], ".2%", language),
        _spread(arm["test_loss"], ".4f", language),
        Cell(duration(mean(arm["seconds"]), language), each),
        Cell(ABSENT if parameters is None else number(parameters, ",", language), sums),
    )


def _spread(values: Sequence[float], spec: str, language: str) -> Cell:
    """Write mean and standard deviation, and below them the lowest and the highest."""
    middle = number(mean(values), spec, language)
    if len(values) < 2:
        return Cell(middle)
    deviation = number(float(np.std(values, ddof=1)), spec, language)
    ends = " – ".join(number(one, spec, language) for one in (min(values), max(values)))
    return Cell(say("comparison.plus_minus", language, mean=middle, deviation=deviation), ends)


def _classes(view: ComparisonView, pair: Pair, language: str) -> tuple[Strips | None, list[str]]:
    """Put the change of every class on one scale, the largest gain first, with a word of caution."""
    known = [one for one in pair.get("per_class") or [] if math.isfinite(one["value"])]
    if not known:
        return None, [say("comparison.classes_missing", language)]
    kept = sorted(known, key=lambda one: -abs(one["value"]))[:CLASS_LIMIT]
    rows = [
        Row(
            name=isolated(one["name"]),
            value=one["value"],
            interval=_ends(one["interval"]),
            note=_recalls(view, pair, one["name"], language),
            style="better" if _apart(one["interval"]) else "",
        )
        for one in sorted(kept, key=lambda one: -one["value"])
    ]
    names = {"first": isolated(pair["first"]), "second": isolated(pair["second"])}
    several = len(view.seeds) > 1
    level = percentage(LEVEL, language)
    code = "comparison.classes_help" if several else "comparison.classes_help_one"
    words = [say(code, language, level=level, **names)]
    if several:
        apart = sum(_apart(one["interval"]) for one in known)
        chance = number(len(known) * (1 - LEVEL), ".2g", language)
        words.append(say("comparison.classes_caution", language, n=len(known), apart=apart, chance=chance))
    if len(kept) < len(known):
        words.append(say("comparison.classes_limited", language, total=len(known), shown=len(kept)))
    return strips(rows, language=language), words


def _recalls(view: ComparisonView, pair: Pair, name: str, language: str) -> str:
    values = [(view.content["arms"][pair[place]].get("per_class") or {}).get(name) for place in ("first", "second")]
    if any(not one or None in one for one in values):
        return ""
    before, after = (mean(one) for one in values if one)
    return say("comparison.recall_change", language, before=before, after=after)


def _images(pair: Pair, language: str) -> list[tuple[str, str, str, str]]:
    return [
        (
            str(one["seed"]),
            number(one["only_first"], ",", language),
            number(one["only_second"], ",", language),
            _p(one["p"], language),
        )
        for one in pair.get("mcnemar") or []
    ]
