"""Say what a comparison found, in sentences that stay true when they are quoted alone.

Figures come first, then the verdict with its interval; a lead that is shown but does not matter is called small, and
"not shown" says that it is no proof of equality. What surrounds a verdict (cost, gap, caution) is in `verdict_remarks`.

Everything is read from the object of `comparison.json`. Beside the fields of the verdict it may hold `data`, with the
`name` of the data set and the number of `test_images`; what is missing is left unsaid.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pupila.evaluation.paired import MOST_SEEDS, SeedsNeeded, paired, seeds_needed
from pupila.language import LANGUAGES, number, say, visible

_RIGHT_TO_LEFT = ("R", "AL", "AN")
_ISOLATE, _POP = "\u2068", "\u2069"
_MOST_DECIMALS = 6
_TWO_SIDED = 1.96

Comparison = Mapping[str, Any]


@dataclass(frozen=True)
class Lead:
    """Hold a difference as seen from the arm with the higher mean: never negative, so that it reads as a lead."""

    leader: str
    other: str
    value: float
    interval: tuple[float, float] | None
    level: float
    verdict: str | None


def sentences(comparison: Comparison) -> dict[str, str]:
    """Return the sentence of `comparison.json` in each language."""
    return {language: sentence(comparison, language) for language in LANGUAGES}


def reasons(comparison: Comparison) -> dict[str, str] | None:
    """Return why there is no verdict, in each language; None where there is one."""
    if comparison["verdict"] is not None:
        return None
    return {language: say("verdict.one_seed", language) for language in LANGUAGES}


def sentence(comparison: Comparison, language: str) -> str:
    """Tell what the arms reached, and the verdict.

    Args:
        comparison: The object of `comparison.json`.
        language: "en" or "es".
    """
    arms = comparison["arms"]
    told = [_reached(comparison, language) if len(arms) == 2 else _all_reached(comparison, language)]
    if comparison["verdict"] is None:
        told.append(say("verdict.one_seed", language))
    elif len(arms) == 2:
        told += _verdict(comparison, language)
    else:
        told += _verdict_on_many(comparison, language)
    if comparison["verdict"] in ("better", "equivalent") and len(comparison.get("extended") or []) > 1:
        told.append(say("verdict.added_short", language))
    return " ".join(told)


def lead(pair: Mapping[str, Any]) -> Lead:
    """Turn a pair so that its difference is not negative."""
    value, interval = pair["difference"]["value"], pair["difference"]["interval"]
    ends = None if interval is None else (float(interval[0]), float(interval[1]))
    if value >= 0:
        return Lead(pair["second"], pair["first"], value, ends, pair["level"], pair["verdict"])
    turned = None if ends is None else (-ends[1], -ends[0])
    return Lead(pair["first"], pair["second"], -value, turned, pair["level"], pair["verdict"])


def deciding(comparison: Comparison) -> Mapping[str, Any]:
    """Return the pair that the verdict on all arms stands on: the weakest claim of the arm with the highest mean."""
    best, strength = ranked(comparison)[0], ("not shown", "equivalent", "better")
    own = [pair for pair in comparison["pairs"] if best in (pair["first"], pair["second"])]
    weakest: Mapping[str, Any] = min(
        own, key=lambda pair: (strength.index(pair["verdict"] or "not shown"), abs(pair["difference"]["value"]))
    )
    return weakest


def ranked(comparison: Comparison) -> list[str]:
    """Return the arms, the one with the highest mean test accuracy first, the earlier one of equals."""
    arms = comparison["arms"]
    return sorted(arms, key=lambda name: -math.fsum(arms[name]["test_accuracy"]))


def mean(values: Iterable[float]) -> float:
    """Return the mean of some figures, one a seed."""
    found = list(values)
    return math.fsum(found) / len(found)


def percentage(level: float, language: str) -> str:
    """Write the level of an interval, with a decimal only where it has one.

    Example:
        >>> percentage(0.95, "en"), percentage(1 - 0.05 / 3, "es")
        ('95%', '98,3\\xa0%')
    """
    return number(level, ".0%" if abs(100 * level - round(100 * level)) < 1e-6 else ".1%", language)


def points(language: str, *fractions: float) -> list[str]:
    """Write fractions as percentage points, with as many decimals as none of them needs to be told from zero.

    Example:
        >>> points("es", -0.0123, 0.00003)
        ['−1,230', '0,003']
    """
    decimals = next((d for d in range(2, _MOST_DECIMALS) if all(_seen(one, d) for one in fractions)), _MOST_DECIMALS)
    return [_signed(number(100 * one, f".{decimals}f", language)) for one in fractions]


def seeds_still(comparison: Comparison, pair: Mapping[str, Any], language: str) -> str:
    """Tell about how many seeds would settle a pair that is not settled."""
    values = pair["difference"]["values"]
    if len(values) < 3:
        return say("verdict.seeds_few", language, n=len(values))
    images = (comparison.get("data") or {}).get("test_images")
    found = paired([0.0] * len(values), values, level=pair["level"], step=1 / images if images else None)
    needed = seeds_needed(found, margin=comparison["margin"])
    return say(f"verdict.seeds_{_plan(needed)}", language, n=needed.n, high=needed.high, most=MOST_SEEDS)


def luck(comparison: Comparison, pair: Mapping[str, Any]) -> float | None:
    """Return how far other test images of the same kind might move the difference, either way; None where not known.

    That is 1.96 standard errors of a difference of paired proportions, as in McNemar's test, on average over the seeds.
    The mean over seeds moves at most as far, so this is an upper limit.
    """
    images = (comparison.get("data") or {}).get("test_images")
    counts = [(one["only_first"], one["only_second"]) for one in pair.get("mcnemar") or []]
    if not images or not counts:
        return None
    squares = (max(0.0, one + other - (one - other) ** 2 / images) for one, other in counts)
    return _TWO_SIDED * mean(math.sqrt(square) / images for square in squares)


def named(name: str) -> str:
    """Return a name from outside as it may stand in a sentence: nothing hidden, its direction its own."""
    shown = visible(name)
    turns = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in shown)
    return f"{_ISOLATE}{shown}{_POP}" if turns else shown


def images_of(comparison: Comparison, language: str) -> str:
    """Name the test images."""
    name = (comparison.get("data") or {}).get("name")
    return say("verdict.images_of" if name else "verdict.images", language, data=named(str(name)))


def _plan(needed: SeedsNeeded) -> str:
    if needed.n is None:
        return "beyond"
    return "open" if needed.high is None else "about"


def _seen(fraction: float, decimals: int) -> bool:
    """Tell whether a fraction that is not zero does not look like zero with so many decimals of a point."""
    return fraction == 0 or abs(fraction) < 1e-9 or abs(100 * fraction) >= 0.5 * 10.0**-decimals


def _signed(written: str) -> str:
    """Write a minus as print does, and none before a zero."""
    digits = written.lstrip("-")
    return f"−{digits}" if written != digits and digits.strip("0.,") else digits


def _share(comparison: Comparison, arm: str, language: str) -> str:
    return number(mean(comparison["arms"][arm]["test_accuracy"]), ".2%", language)


def _reached(comparison: Comparison, language: str) -> str:
    """Tell the means of two arms, the higher one first."""
    found = lead(comparison["pairs"][0])
    times = "once" if len(comparison["seeds"]) == 1 else "many"
    values = {"best": named(found.leader), "best_share": _share(comparison, found.leader, language)}
    values |= {"other": named(found.other), "other_share": _share(comparison, found.other, language)}
    kind = "same" if found.value == 0 else "two"
    code = f"verdict.reached_{kind}_{times}"
    return say(code, language, n=len(comparison["seeds"]), images=images_of(comparison, language), **values)


def _all_reached(comparison: Comparison, language: str) -> str:
    shares = [
        say("verdict.share", language, arm=named(arm), share=_share(comparison, arm, language))
        for arm in ranked(comparison)
    ]
    times = "once" if len(comparison["seeds"]) == 1 else "many"
    values = {"n": len(comparison["seeds"]), "images": images_of(comparison, language), "shares": ", ".join(shares)}
    return say(f"verdict.reached_all_{times}", language, **values)


def _measured(comparison: Comparison, found: Lead, language: str) -> dict[str, Any]:
    """Return the values of a sentence on one difference."""
    low, high = found.interval or (found.value, found.value)
    written = points(language, found.value, low, high)
    return {
        "leader": named(found.leader),
        "other": named(found.other),
        "points": written[0],
        "low": written[1],
        "high": written[2],
        "level": percentage(found.level, language),
        "margin": points(language, comparison["margin"])[0],
        "count": len(comparison["arms"]),
        "pairs": len(comparison["pairs"]),
    }


def _verdict(comparison: Comparison, language: str) -> list[str]:
    pair = comparison["pairs"][0]
    found = lead(pair)
    values = _measured(comparison, found, language)
    if found.verdict == "better":
        told = [say("verdict.better", language, **values), *_small(comparison, [found], language)]
        return [*told, *_these_images(comparison, pair, language)]
    if found.verdict == "equivalent":
        return [say("verdict.equivalent", language, **values)]
    code = "verdict.not_shown_same" if found.value == 0 else "verdict.not_shown"
    return [say(code, language, **values), say("verdict.no_proof", language), seeds_still(comparison, pair, language)]


def _verdict_on_many(comparison: Comparison, language: str) -> list[str]:
    pair = deciding(comparison)
    found = lead(pair)
    values = _measured(comparison, found, language)
    if comparison["verdict"] == "better":
        own = [lead(one) for one in comparison["pairs"] if found.leader in (one["first"], one["second"])]
        told = [say("verdict.best", language, **values), *_small(comparison, own, language)]
        return [*told, *_these_images(comparison, pair, language)]
    if comparison["verdict"] == "equivalent":
        widest = max(abs(one["difference"]["value"]) for one in comparison["pairs"])
        return [say("verdict.all_equivalent", language, **{**values, "points": points(language, widest)[0]})]
    if found.verdict == "equivalent":
        return [say("verdict.best_equivalent", language, **values), *_shown(comparison, language)]
    code = "verdict.no_best_same" if found.value == 0 else "verdict.no_best"
    still = [say("verdict.no_proof", language), seeds_still(comparison, pair, language)]
    return [say(code, language, **values), *_shown(comparison, language), *still]


def _small(comparison: Comparison, found: list[Lead], language: str) -> list[str]:
    """Say of leads that are shown that none of them matters, where that is so."""
    reach = max(abs(limit) for one in found for limit in one.interval or (math.inf,))
    if reach > comparison["margin"]:
        return []
    return [say("verdict.small", language, margin=points(language, comparison["margin"])[0])]


def _these_images(comparison: Comparison, pair: Mapping[str, Any], language: str) -> list[str]:
    """Say of a lead that other test images of the same kind might undo it, where that is so."""
    reach = luck(comparison, pair)
    if reach is None or abs(pair["difference"]["value"]) > reach:
        return []
    return [say("verdict.these_images", language)]


def _shown(comparison: Comparison, language: str) -> list[str]:
    """Tell what is shown of some arms, where no verdict on all of them is."""
    beaten: dict[str, list[str]] = {}
    for pair in comparison["pairs"]:
        if pair["verdict"] == "better":
            loser = pair["first"] if pair["winner"] == pair["second"] else pair["second"]
            beaten.setdefault(pair["winner"], []).append(loser)
    clauses = [
        say("verdict.shown_better", language, winner=named(winner), losers=listed(losers, language))
        for winner, losers in beaten.items()
    ]
    return [say("verdict.shown", language, clauses="; ".join(clauses))] if clauses else []


def listed(names: list[str], language: str) -> str:
    """Write names, quoted, as a list in words.

    Example:
        >>> listed(["a", "b", "c"], "en")
        '“a”, “b” and “c”'
    """
    quoted = [say("verdict.quoted", language, name=named(name)) for name in names]
    if len(quoted) == 1:
        return quoted[0]
    return say("verdict.list", language, first=", ".join(quoted[:-1]), last=quoted[-1])
