"""Prepare the learning curves of a comparison: the mean over the seeds, and a shade from the lowest to the highest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pupila.experiments.comparing.verdict_words import mean
from pupila.language import number, say
from pupila.reporting.comparison_view import ComparisonView
from pupila.reporting.figures import Chart, Line, line_chart

_LABEL = 14  # letters of a name that stand beside the end of its line
_KEYS = {("train", "accuracy"): "train", ("val", "accuracy"): "val", ("train", "loss"): "train_loss"}
_KEYS |= {("val", "loss"): "val_loss"}

History = Sequence[Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Curves:
    """Hold the charts with their titles, what the shades and dashes mean, and whether there is a validation."""

    charts: tuple[tuple[str, str], ...]
    help: str


def curves(view: ComparisonView, language: str, *, key: str = "") -> Curves:
    """Draw the curves: of two arms training and validation in one chart, of more in charts of their own.

    Args:
        view: The comparison.
        language: "en" or "es".
        key: Makes the ids of the charts unique where a page holds several.
    """
    splits = [split for split in ("val", "train") if _has(view, split)]
    together = len(view.arms) == 2
    groups = [tuple(splits)] if together else [(split,) for split in splits]
    found = []
    for group in groups if splits else []:
        for measure in ("accuracy", "loss"):
            name = "both" if len(group) == 2 else group[0]
            title = say(f"comparison.curve_{name}_{measure}", language)
            drawn = _chart(view, group, measure, language, title=title, key=f"{key}{language}-{name}-{measure}")
            found += [(title, drawn)] if drawn else []
    return Curves(tuple(found), _help(view, splits, language, together=together) if found else "")


def _help(view: ComparisonView, splits: Sequence[str], language: str, *, together: bool) -> str:
    told = []
    if together and len(splits) == 2:
        told.append(say("comparison.curves_dashes", language))
    if len(view.seeds) > 1:
        told.append(say("comparison.curves_shades", language, n=len(view.seeds)))
    if splits == ["train"]:
        told.append(say("comparison.curves_no_val", language))
    return " ".join(told)


def _has(view: ComparisonView, split: str) -> bool:
    histories = [arm["history"] for arm in view.content["arms"].values()]
    return any(_number(line.get(split)) is not None for one in histories for history in one for line in history)


def _chart(view: ComparisonView, splits: Sequence[str], measure: str, language: str, *, title: str, key: str) -> str:
    histories = {name: arm["history"] for name, arm in view.content["arms"].items()}
    positions = sorted({line["epoch"] for one in histories.values() for history in one for line in history})
    named = "val" if "val" in splits else splits[0]
    lines = [
        _line(
            histories[arm], _KEYS[split, measure], positions, label=_short(arm) if split == named else "", style=style
        )
        for split in sorted(splits)
        for arm, style in _styles(view, dashed=split == "train" and len(splits) > 1)
    ]
    told = [_described(arm, _means(histories[arm], _KEYS[named, measure]), measure, language) for arm in view.arms]
    chart = Chart(
        key=key,
        title=title,
        description=" ".join(filter(None, told)),
        positions=tuple(positions),
        lines=tuple(lines),
        x_label=say("report.epoch", language),
        percent=measure == "accuracy",
    )
    return line_chart(chart, language=language)


def _styles(view: ComparisonView, *, dashed: bool) -> list[tuple[str, str]]:
    return [(arm, f"arm{place}{' fit' if dashed else ''}") for place, arm in enumerate(view.arms)]


def _line(history: History, key: str, positions: Sequence[int], *, label: str, style: str) -> Line:
    found = _by_epoch(history, key)
    means = tuple(mean(found[epoch]) if epoch in found else None for epoch in positions)
    band = tuple((min(found[epoch]), max(found[epoch])) if epoch in found else None for epoch in positions)
    return Line(label, means, style, band=band if len(history) > 1 else ())


def _by_epoch(history: History, key: str) -> dict[int, list[float]]:
    """Return the figures of each epoch that every seed reached: a mean over some of them would jump where one ends."""
    found: dict[int, list[float]] = {}
    for one in history:
        for line in one:
            value = _number(line.get(key))
            if value is not None:
                found.setdefault(line["epoch"], []).append(value)
    return {epoch: values for epoch, values in found.items() if len(values) == len(history)}


def _means(history: History, key: str) -> list[tuple[int, float]]:
    return [(epoch, mean(values)) for epoch, values in sorted(_by_epoch(history, key).items())]


def _described(arm: str, means: Sequence[tuple[int, float]], measure: str, language: str) -> str:
    if not means:
        return ""
    spec = ".1%" if measure == "accuracy" else ".3f"
    (start, first), (end, last) = means[0], means[-1]
    written = {"first": number(first, spec, language), "last": number(last, spec, language)}
    return say("report.curves.description", language, name=arm, from_epoch=start, to_epoch=end, **written)


def _short(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}…"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None
