"""Prepare the part of the report on learning: the curves, drawn and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pupila.evaluation.intervals import wilson_interval
from pupila.language import number, say
from pupila.reporting.figures import Chart, Line, line_chart
from pupila.reporting.fitting import hits
from pupila.reporting.record_view import RunView
from pupila.reporting.sections import ABSENT, Table

_Z = 1.96  # a mean over hundreds of images is normal enough for it


@dataclass(frozen=True)
class Curves:
    """Hold the learning curves, drawn and as a table, with their titles.

    `remark` says why something is not there, `counted` on how many images they were measured.
    """

    titles: tuple[str, ...]
    charts: tuple[str, ...]
    table: Table | None
    remark: str
    counted: str


def curves(run: RunView, language: str) -> Curves:
    """Return the learning curves, or the reason why there are none."""
    if not run.history:
        return Curves((), (), None, say("report.curves.empty", language), "")
    has_val = any(line.get("val") for line in run.history)
    remark = "" if has_val else say("report.curves.no_val", language)
    charts = {measure: _chart(run, measure, language) for measure in ("accuracy", "loss")}
    drawn = {say(f"report.curves.{measure}", language): chart for measure, chart in charts.items() if chart}
    table = _history_table(run, language, has_val=has_val)
    return Curves(tuple(drawn), tuple(drawn.values()), table, remark, _counted(run, language))


def _counted(run: RunView, language: str) -> str:
    sizes = {split: (run.history[-1].get(split) or {}).get("n") for split in ("train", "val")}
    if not sizes["train"]:
        return ""
    code = "report.curves.counted" if sizes["val"] else "report.curves.counted_train"
    return say(code, language, train=sizes["train"], val=sizes["val"])


def _chart(run: RunView, measure: str, language: str) -> str:
    positions = tuple(int(line["epoch"]) for line in run.history)
    lines = tuple(
        Line(
            say(f"report.split.{split}", language),
            tuple((one.get(split) or {}).get(measure) for one in run.history),
            split,
            band=_band([one.get(split) for one in run.history], measure),
        )
        for split in ("train", "val")
        if any(one.get(split) for one in run.history)
    )
    epoch = run.summary.get("chosen_epoch")
    chart = Chart(
        key=f"{language}-chart-{measure}",
        title=say(f"report.curves.{measure}", language),
        description=" ".join(_described(line, positions, measure, language) for line in lines),
        positions=positions,
        lines=lines,
        x_label=say("report.epoch", language),
        percent=measure == "accuracy",
        mark=epoch,
        mark_label=say("report.curves.chosen", language, epoch=epoch),
    )
    return line_chart(chart, language=language)


def _band(measured: Sequence[dict[str, Any] | None], measure: str) -> tuple[tuple[float, float] | None, ...]:
    """Return the interval of each epoch; an empty band where runs of earlier versions kept no error of the loss."""
    if measure == "accuracy":
        counted = [hits(one) for one in measured]
        return tuple(wilson_interval(*one) if one else None for one in counted)
    reaches = [_Z * one["loss_error"] if one and _is_number(one.get("loss_error")) else None for one in measured]
    if not any(reach is not None for reach in reaches):
        return ()
    return tuple(
        (max(0.0, one["loss"] - reach), one["loss"] + reach) if one and reach is not None else None
        for one, reach in zip(measured, reaches, strict=True)
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def _described(line: Line, positions: Sequence[int], measure: str, language: str) -> str:
    spec = ".1%" if measure == "accuracy" else ".3f"
    known = [(place, value) for place, value in zip(positions, line.values, strict=True) if value is not None]
    if not known:
        return ""
    (start, first), (end, last) = known[0], known[-1]
    written = {"first": number(first, spec, language), "last": number(last, spec, language)}
    return say("report.curves.description", language, name=line.label, from_epoch=start, to_epoch=end, **written)


def _history_table(run: RunView, language: str, *, has_val: bool) -> Table:
    splits = ("train", "val") if has_val else ("train",)
    measures = [(split, measure, spec) for measure, spec in (("accuracy", ".1%"), ("loss", ".4f")) for split in splits]
    heads = [say("report.epoch", language)]
    heads += [
        f"{say(f'report.{measure}', language)}, {say(f'report.split.{split}', language)}"
        for split, measure, _ in measures
    ]
    heads += [say("report.learning_rate", language), say("report.seconds_column", language)]
    rows, stressed = [], None
    for place, line in enumerate(run.history):
        cells = [_written((line.get(split) or {}).get(measure), spec, language) for split, measure, spec in measures]
        cells += [_written(line.get("learning_rate"), ".3g", language), _written(line.get("seconds"), ".1f", language)]
        rows.append((str(line["epoch"]), *cells))
        stressed = place if line["epoch"] == run.summary.get("chosen_epoch") else stressed
    return Table(say("report.section.curves", language), tuple(heads), tuple(rows), stressed)


def _written(value: float | None, spec: str, language: str) -> str:
    return ABSENT if value is None else number(value, spec, language)
