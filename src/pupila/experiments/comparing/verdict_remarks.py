"""Say what belongs beside a verdict: what it costs, the gap between training and test, and when to be careful."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pupila.evaluation.paired import Paired, paired
from pupila.evaluation.verdict import holm
from pupila.experiments.comparing.verdict_words import Comparison, luck, mean, named, percentage, points
from pupila.language import number, say

ALIKE = 1.05  # a ratio up to which two costs are called about equal: clocks are not more exact than that

Change = Literal["up", "down", "open", "one"]


def cost(comparison: Comparison, pair: Mapping[str, Any], language: str) -> list[str]:
    """Tell what the two arms of a pair cost: time of training, parameters, multiply-adds of one image.

    Args:
        comparison: The object of `comparison.json`.
        pair: One of its pairs.
        language: "en" or "es".
    """
    arms = [comparison["arms"][pair[place]] for place in ("first", "second")]
    names = (pair["first"], pair["second"])
    seconds = [mean(arm["seconds"]) for arm in arms]
    sure = _clocks_agree(*(arm["seconds"] for arm in arms))
    told = [_against("time", names, seconds, language, spec=_time_spec(seconds), sure=sure)]
    for key in ("parameters", "multiply_adds"):
        counts = [arm.get(key) for arm in arms]
        if None not in counts:
            told.append(_against(key, names, counts, language, spec=","))
    return told


def gap(comparison: Comparison, pair: Mapping[str, Any], language: str) -> list[str]:
    """Tell how far training and test lie apart in both arms, whether that changes, and what the two tell together."""
    first, second = (comparison["arms"][pair[place]] for place in ("first", "second"))
    accuracy, loss = (_adjusted(comparison, pair, key) for key in ("gap", "loss_gap"))
    names = {"first": named(pair["first"]), "second": named(pair["second"])}
    ends = accuracy.interval or (0.0, 0.0)
    before, after = points(language, mean(first["gap"]), mean(second["gap"]))
    width, low, high = points(language, *_size(accuracy.value, *ends))
    values = {**names, "before": before, "after": after, "points": width, "low": low, "high": high}
    told = [say(f"verdict.gap_{change(accuracy)}", language, level=percentage(accuracy.level, language), **values)]
    told.append(_loss_gap(first, second, loss, names, language))
    moral = _moral(change(accuracy), first, second, pair)
    return [*told, say(f"verdict.{moral}", language, **names)] if moral else told


def start(comparison: Comparison, language: str) -> str:
    """Tell what the arms of a seed had in common when they began."""
    if comparison["same_start"]:
        return say("verdict.start_same", language)
    settings = [arm["settings"] for arm in comparison["arms"].values()]
    twins = any(one in settings[:place] for place, one in enumerate(settings))
    return say("verdict.start_twins" if twins else "verdict.start_other", language)


def cautions(comparison: Comparison, language: str) -> list[str]:
    """Tell what weakens the verdict: seeds that were added after a look, and very few of them."""
    told, looks = [], comparison.get("extended") or []
    if len(looks) > 1:
        told.append(say("verdict.added", language, counts=", ".join(map(str, looks))))
    if len(comparison["seeds"]) == 2:
        told.append(say("verdict.two_seeds", language))
    return told


def scope(comparison: Comparison, pair: Mapping[str, Any], language: str) -> str:
    """Tell what the interval speaks of, and how far another set of test images might move the difference."""
    reach = luck(comparison, pair)
    if reach is None:
        return say("verdict.scope", language)
    images = comparison["data"]["test_images"]
    return say("verdict.scope_images", language, n=images, points=points(language, reach)[0])


def change(found: Paired) -> Change:
    """Tell whether a difference is shown to be up or down."""
    if found.interval is None:
        return "one"
    return ("up" if found.value > 0 else "down") if found.excludes_zero else "open"


def times_as(ratio: float, language: str) -> str:
    """Write how many times one thing is another.

    Example:
        >>> times_as(1.34, "es"), times_as(22.3, "en"), times_as(2.0, "en")
        ('1,3', '22', '2')
    """
    whole = ratio >= 9.95 or abs(round(ratio) - ratio) < 0.05
    return number(ratio, ".0f" if whole else ".1f", language)


def _clocks_agree(first: Sequence[float], second: Sequence[float]) -> bool:
    """Tell whether one arm took longer than the other with every seed: runs beside other work tell little of cost."""
    longer = [one > other for one, other in zip(first, second, strict=True)]
    return all(longer) or not any(longer)


def _against(
    kind: str, names: tuple[str, str], amounts: list[float], language: str, *, spec: str, sure: bool = True
) -> str:
    """Set one cost of two arms against each other, the larger one first; where seeds disagree, no more than that."""
    less, more = sorted((0, 1), key=lambda place: amounts[place])
    written = {
        "more_amount": number(amounts[more], spec, language),
        "less_amount": number(amounts[less], spec, language),
    }
    values = {"more": named(names[more]), "less": named(names[less]), **written}
    if amounts[more] == amounts[less]:
        return say(f"verdict.{kind}_same", language, **values)
    ratio = amounts[more] / amounts[less] if amounts[less] else math.inf
    if ratio <= ALIKE:
        return say(f"verdict.{kind}_alike", language, **values)
    if not sure:
        return say("verdict.time_open", language, **values)
    code = f"verdict.{kind}_more" if math.isfinite(ratio) else f"verdict.{kind}_only"
    return say(code, language, ratio=times_as(min(ratio, 1e12), language), **values)


def _time_spec(seconds: list[float]) -> str:
    return ".0f" if min(seconds) >= 100 else ".1f" if min(seconds) >= 1 else ".3f"


def _size(value: float, low: float, high: float) -> tuple[float, float, float]:
    """Turn a difference so that it is not negative."""
    return (value, low, high) if value >= 0 else (-value, -high, -low)


def _loss_gap(
    first: Mapping[str, Any], second: Mapping[str, Any], found: Paired, names: dict[str, str], language: str
) -> str:
    ends = found.interval or (0.0, 0.0)
    change_of = _size(found.value, *ends)
    width, low, high, before, after = (
        number(one, ".3f", language).replace("-", "−")
        for one in (*change_of, mean(first["loss_gap"]), mean(second["loss_gap"]))
    )
    values = {**names, "before": before, "after": after, "nats": width, "low": low, "high": high}
    return say(f"verdict.loss_gap_{change(found)}", language, level=percentage(found.level, language), **values)


def _adjusted(comparison: Comparison, pair: Mapping[str, Any], key: str) -> Paired:
    """Return how a figure differs between the arms of a pair, at the level that several pairs leave it."""
    arms, pairs = comparison["arms"], comparison["pairs"]
    found = holm([paired(arms[one["first"]][key], arms[one["second"]][key]) for one in pairs])
    names = [(one["first"], one["second"]) for one in pairs]
    return found[names.index((pair["first"], pair["second"]))]


def _moral(gap_change: Change, first: Mapping[str, Any], second: Mapping[str, Any], pair: Mapping[str, Any]) -> str:
    """Choose what a change of the gap and the verdict on accuracy tell together; nothing where that is not shown.

    More is learned by heart only where training accuracy rises with the gap, and less where it falls with it; and who
    does better on new images than on those of training had nothing by heart.
    """
    if gap_change not in ("up", "down") or max(mean(first["gap"]), mean(second["gap"])) <= 0:
        return ""
    if change(paired(first["train_accuracy"], second["train_accuracy"])) != gap_change:
        return ""
    heart = "heart" if gap_change == "up" else "less_heart"
    if pair["verdict"] == "better":
        return f"{heart}_and_gain" if pair["winner"] == pair["second"] else f"{heart}_and_loss"
    return f"{heart}_even" if pair["verdict"] == "equivalent" else heart
